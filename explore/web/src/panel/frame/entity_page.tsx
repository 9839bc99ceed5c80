import { Button, IconButton, LinkButton } from "@discogsography/web/controls/button";
import { Tag } from "@discogsography/web/controls/chip";
import { Menu } from "@discogsography/web/controls/menu";
import { Reply } from "@discogsography/web/controls/reply";
import { ArrowLeft, ArrowLeftRight, Dna, Ellipsis, Link, Route, TrendingUp, Waypoints } from "lucide-react";
import { useMemo } from "react";
import { type EntityRef, keyOf, shownName, TYPE_NAMES } from "../../app/entity";
import { pageParams } from "../../app/links";
import { href, useParams } from "../../app/location";
import { TypeMark } from "../../app/type_mark";
import { useTitle } from "../../app/use_title";
import { VIEWS } from "../entities";
import { ReleaseTags } from "../entities/release";
import type { EntityView, Head } from "../entities/view";
import { PlaceContext } from "../parts/section";
import { waysOf } from "./actions";
import { Awaited } from "./awaited";
import { isMissing } from "./details_panel";
import styles from "./entity_page.module.css";
import { copied, detailMenu } from "./menu";
import { MissingEntity } from "./missing_entity";
import { type Shown, toEntity } from "./shown";

/** Everything that is known of one thing, on a page of its own. */
export const EntityPage = ({ entity }: { readonly entity: Shown }) => (
  <PlaceContext value="page">
    <Whole key={keyOf(entity)} view={VIEWS[entity.type]} asked={entity} />
  </PlaceContext>
);

const Whole = ({ view, asked }: { readonly view: EntityView; readonly asked: Shown }) => {
  const { type, id, name: known } = toEntity(asked);
  const head = view.useHead({ type, id, name: known });
  const entity = useMemo<EntityRef>(() => ({ type, id, name: head.name ?? known }), [type, id, known, head.name]);
  useTitle(entity.name === "" ? TYPE_NAMES[type][0] : shownName(entity.name));
  const { Page, Picture } = view;
  return (
    <article className={styles.page} data-entity={keyOf(entity)}>
      <Trail entity={entity} head={head} />
      <header className={styles.head}>
        {Picture && (
          <span className={styles.picture}>
            <Picture />
          </span>
        )}
        <div className={styles.words}>
          <div className={styles.tags}>
            <Tag mark={<TypeMark type={type} size={11} />}>{TYPE_NAMES[type][0]}</Tag>
            {head.tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </div>
          <h1 className={styles.name} tabIndex={-1}>
            <bdi>{entity.name === "" && head.of.isFetching ? <Awaited className={styles.shape} /> : shownName(entity.name)}</bdi>
          </h1>
          {head.subtitle && <div className={styles.subtitle}>{head.subtitle}</div>}
          {type === "release" && <ReleaseTags id={id} />}
        </div>
        {!isMissing(head) && <Ways entity={entity} head={head} />}
      </header>
      <Reply
        of={{ ...head.of, data: isMissing(head) ? undefined : true, error: isMissing(head) ? head.of.error : null }}
        notFound={<MissingEntity entity={entity} />}
      >
        {() => <Page entity={entity} />}
      </Reply>
    </article>
  );
};

/** Back to the graph that one came from, else to the graph in which the entity stands. */
const Trail = ({ entity, head }: { readonly entity: EntityRef; readonly head: Head }) => {
  const params = useParams();
  const centre = head.centre && keyOf(head.centre) === keyOf(entity) ? entity : head.centre;
  const from = params.name || centre?.name;
  const back = params.name ? href({ ...params, page: undefined }) : waysOf(entity, centre).graph;
  return (
    <nav className={styles.trail} aria-label="Where this page lies">
      {back && from ? (
        <a href={back} className={styles.back}>
          <ArrowLeft size={14} aria-hidden /> Graph around <bdi>{shownName(from)}</bdi>
        </a>
      ) : (
        <a href={href({})} className={styles.back}>
          <ArrowLeft size={14} aria-hidden /> Start
        </a>
      )}
      <span aria-hidden>/</span>
      <bdi className={styles.here}>{shownName(entity.name || entity.id)}</bdi>
    </nav>
  );
};

const Ways = ({ entity, head }: { readonly entity: EntityRef; readonly head: Head }) => {
  const ways = waysOf(entity, head.centre);
  const link = new URL(href(pageParams(entity)), window.location.origin).href;
  return (
    <div className={styles.ways}>
      {ways.graph && (
        <LinkButton variant="primary" icon={Waypoints} href={ways.graph}>
          Show in graph
        </LinkButton>
      )}
      {ways.dna ? (
        <LinkButton variant="ghost" icon={Dna} href={ways.dna}>
          Compare DNA
        </LinkButton>
      ) : (
        ways.compare && (
          <LinkButton variant="ghost" icon={ArrowLeftRight} href={ways.compare}>
            Compare
          </LinkButton>
        )
      )}
      {ways.path && (
        <LinkButton variant="ghost" icon={Route} href={ways.path}>
          Find path
        </LinkButton>
      )}
      {ways.trends && (
        <LinkButton variant="ghost" icon={TrendingUp} href={ways.trends}>
          Trends
        </LinkButton>
      )}
      {ways.path === undefined && (
        <Button variant="ghost" icon={Link} onClick={() => void copied(link, "Link")}>
          Copy link
        </Button>
      )}
      <Menu
        label={`More about ${entity.name || "this"}`}
        trigger={<IconButton label="More" icon={Ellipsis} />}
        items={detailMenu(entity, ways, undefined)}
      />
    </div>
  );
};
