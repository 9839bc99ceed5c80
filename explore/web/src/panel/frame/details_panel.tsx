import { classes } from "@discogsography/web/classes";
import { IconButton, LinkButton } from "@discogsography/web/controls/button";
import { Tag } from "@discogsography/web/controls/chip";
import { Menu } from "@discogsography/web/controls/menu";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Tabs } from "@discogsography/web/controls/tabs";
import { ArrowLeftRight, Ellipsis, Maximize2, Pin, Route, TrendingUp, Waypoints, X } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useActions } from "../../app/actions";
import { canCentre, type EntityRef, keyOf, shownName, TYPE_NAMES } from "../../app/entity";
import { pageParams } from "../../app/links";
import { change, currentParams, navigate } from "../../app/location";
import { TypeMark } from "../../app/type_mark";
import { VIEWS } from "../entities";
import type { EntityView, Head, TabId } from "../entities/view";
import { PlaceContext } from "../parts/section";
import { waysOf } from "./actions";
import { Awaited } from "./awaited";
import styles from "./details_panel.module.css";
import { detailMenu } from "./menu";
import { MissingEntity } from "./missing_entity";
import { type Shown, toEntity } from "./shown";

interface DetailsPanelProps {
  readonly entity: Shown;
  readonly onClose: () => void;
  /** In the sheet of a phone: the sheet has the name and the button that closes. */
  readonly isSheet?: boolean;
}

/** A selection that moves on within this time (arrow keys) asks for nothing. */
const SETTLE_MS = 140;

/**
 * Everything that is known of one thing, in tabs; each tab asks for its own when it is opened. Content of the panel beside the graph: the
 * frame around it is the caller's. Pinned, it stays while other things are selected.
 */
export const DetailsPanel = ({ entity, onClose, isSheet = false }: DetailsPanelProps) => {
  const [pinned, setPinned] = useState<EntityRef>();
  const [tab, setTab] = useState<TabId>("overview");
  const shown = useSettledEntity(pinned ?? toEntity(entity));
  const isOther = pinned !== undefined && keyOf(pinned) !== keyOf(entity);
  return (
    <PlaceContext value="panel">
      {isOther && (
        <p className={styles.pinned} role="status">
          <span>
            Selected: <bdi>{shownName(entity.name ?? entity.id)}</bdi>
          </span>
          <button type="button" className={styles.let} onClick={() => setPinned(undefined)}>
            Show it
          </button>
        </p>
      )}
      <Details
        key={keyOf(shown)}
        view={VIEWS[shown.type]}
        entity={shown}
        tab={tab}
        onTab={setTab}
        isPinned={pinned !== undefined}
        onPin={(named) => setPinned(pinned === undefined ? named : undefined)}
        onClose={onClose}
        isSheet={isSheet}
      />
    </PlaceContext>
  );
};

/** The entity, once it has stayed the same for a moment; the first at once. */
const useSettledEntity = (entity: EntityRef): EntityRef => {
  const [settled, setSettled] = useState(entity);
  const { type, id, name } = entity;
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ type, id, name }), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [type, id, name]);
  return keyOf(settled) === keyOf(entity) ? entity : settled;
};

interface DetailsProps {
  readonly view: EntityView;
  readonly entity: EntityRef;
  readonly tab: TabId;
  readonly onTab: (tab: TabId) => void;
  readonly isPinned: boolean;
  readonly onPin: (entity: EntityRef) => void;
  readonly onClose: () => void;
  readonly isSheet: boolean;
}

const Details = ({ view, entity: asked, tab, onTab, isPinned, onPin, onClose, isSheet }: DetailsProps) => {
  const head = view.useHead(asked);
  const entity = useMemo(() => ({ ...asked, name: head.name ?? asked.name }), [asked, head.name]);
  const openPage = useMemo(() => () => toPage(entity), [entity]);
  useActions(
    useMemo(
      () => [
        {
          id: "details.page",
          title: "Open the details as a page",
          group: "Details",
          icon: Maximize2,
          keys: "o",
          hint: entity.name,
          run: openPage,
        },
      ],
      [entity.name, openPage],
    ),
  );
  const tabs = view.tabs(entity, head.counts);
  const chosen = tabs.some(({ id }) => id === tab) ? tab : "overview";
  return (
    <div className={classes(styles.details, isSheet && styles.inSheet)} data-entity={keyOf(entity)}>
      <header className={styles.head}>
        <div className={styles.top}>
          <div className={styles.tags}>
            <Tag mark={<TypeMark type={entity.type} size={11} />}>{TYPE_NAMES[entity.type][0]}</Tag>
            {head.tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </div>
          <div className={styles.buttons}>
            <IconButton
              size="small"
              label={isPinned ? "Unpin" : "Keep while selecting others"}
              icon={Pin}
              isOn={isPinned}
              onClick={() => onPin(entity)}
            />
            <IconButton size="small" label="Open as a page" keys="o" icon={Maximize2} onClick={openPage} />
            {!isSheet && <IconButton size="small" label="Close details" icon={X} onClick={onClose} />}
          </div>
        </div>
        <h2 className={isSheet ? styles.unseen : styles.name}>
          <bdi>{entity.name === "" && head.of.isFetching ? <Awaited className={styles.shape} /> : shownName(entity.name)}</bdi>
        </h2>
        <div className={styles.subtitle}>{head.subtitle ?? (head.of.isFetching ? <Skeleton height={14} width="70%" /> : null)}</div>
        <Ways entity={entity} head={head} openPage={openPage} />
      </header>
      <Reply
        of={{ ...head.of, data: isMissing(head) ? undefined : true, error: isMissing(head) ? head.of.error : null }}
        notFound={<MissingEntity entity={entity} />}
        isCompact
      >
        {() => <Tabs<TabId> label={`Details of ${entity.name || "this"}`} value={chosen} onChange={onTab} tabs={tabs} />}
      </Reply>
    </div>
  );
};

/** From the graph its address is kept, so that the page leads back to it; the keys of another pane mean nothing to the page. */
const toPage = (entity: EntityRef): void => {
  const isGraph = (currentParams().pane ?? "explore") === "explore";
  if (isGraph) change({ ...pageParams(entity), sel: undefined });
  else navigate(pageParams(entity));
};

/** Only "not found" takes the whole panel: any other failure belongs to its section. */
export const isMissing = ({ of }: Head): boolean =>
  of.data === undefined && typeof of.error === "object" && of.error !== null && "status" in of.error && of.error.status === 404;

const Ways = ({ entity, head, openPage }: { readonly entity: EntityRef; readonly head: Head; readonly openPage: () => void }) => {
  const ways = waysOf(entity, head.centre);
  const isCentre = canCentre(entity.type);
  return (
    <div className={styles.ways}>
      {ways.path ? (
        <LinkButton size="small" variant="primary" icon={Route} href={ways.path}>
          Find path
        </LinkButton>
      ) : (
        ways.graph && (
          <LinkButton size="small" variant="primary" icon={Waypoints} href={ways.graph}>
            {isCentre ? "Centre the graph" : "Show in graph"}
          </LinkButton>
        )
      )}
      {ways.compare && (
        <LinkButton size="small" variant="ghost" icon={ArrowLeftRight} href={ways.compare}>
          Compare
        </LinkButton>
      )}
      {ways.trends && (
        <LinkButton size="small" variant="ghost" icon={TrendingUp} href={ways.trends}>
          Trends
        </LinkButton>
      )}
      <Menu
        label={`More about ${entity.name || "this"}`}
        trigger={<IconButton size="small" label="More" icon={Ellipsis} />}
        items={detailMenu(entity, ways, openPage)}
      />
    </div>
  );
};
