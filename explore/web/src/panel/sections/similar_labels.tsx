import { hooks } from "@discogsography/web/api/client";
import type { SimilarLabels as Answer, SimilarLabel } from "@discogsography/web/api/schema.gen";
import { Tag } from "@discogsography/web/controls/chip";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { counted, score } from "@discogsography/web/format";
import type { EntityRef } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { entityHref } from "../../app/links";
import { href } from "../../app/location";
import { LEAST_RELEASES } from "../model/rings";
import { orderedReasons } from "../model/words";
import { DnaPicture } from "../parts/dna_picture";
import { FirstOf } from "../parts/names";
import { Nothing, Section, usePlace, WhenSeen } from "../parts/section";
import { withLists } from "../queries";
import { useDna } from "./label_dna";
import styles from "./similar_labels.module.css";

const whole = withLists<Answer>("similar");
const LIMIT = 8;

/** Labels with a like profile of genres, and what they have in common. */
export const SimilarLabels = ({ entity, releases }: { readonly entity: EntityRef; readonly releases: number }) => {
  const isTooSmall = releases < LEAST_RELEASES;
  const query = hooks.useQuery(
    "get",
    "/api/label/{label_id}/similar",
    { params: { path: { label_id: entity.id }, query: { limit: LIMIT } } },
    { select: whole, enabled: !isTooSmall },
  );
  return (
    <Section title="Similar labels" aside="by genre profile">
      {isTooSmall ? (
        <Nothing>Likeness needs at least {LEAST_RELEASES} releases.</Nothing>
      ) : (
        <Reply
          of={query}
          skeleton={<Skeleton height={240} />}
          isEmpty={(data) => data.similar.length === 0}
          empty={<Nothing>No other label has a like profile.</Nothing>}
          isCompact
        >
          {({ similar }) => (
            <FirstOf items={similar} first={4} noun={["label", "labels"]}>
              {(shown) => (
                <ul className={styles.labels}>
                  {shown.map((each) => (
                    <Label key={each.label_id} similar={each} to={entity.id} />
                  ))}
                </ul>
              )}
            </FirstOf>
          )}
        </Reply>
      )}
    </Section>
  );
};

const Label = ({ similar, to }: { readonly similar: SimilarLabel; readonly to: string }) => {
  const reasons = orderedReasons(similar.reasons);
  const tags = reasons
    .filter(({ kind }) => kind === "styles" || kind === "genres")
    .flatMap(({ kind, names }) => names.slice(0, 2).map((name) => [kind, name] as const));
  const named = reasons.filter(({ kind }) => kind === "artists" || kind === "people").flatMap(({ names }) => names);
  const shares = [...new Set(named)].slice(0, 3);
  return (
    <li className={styles.label}>
      {usePlace() === "page" && (
        <WhenSeen height={68}>
          <Small id={similar.label_id} />
        </WhenSeen>
      )}
      <div className={styles.words}>
        <p className={styles.name}>
          <EntityLink entity={{ type: "label", id: similar.label_id, name: similar.label_name }} />
          <span className={styles.score}>{score(similar.similarity)}</span>
        </p>
        <p className={styles.note}>
          {counted(similar.release_count, "release")} ·{" "}
          <a href={href({ pane: "labels", compare: `${to},${similar.label_id}` })}>compare DNA</a>
        </p>
        <ul className={styles.tags} aria-label="Genres and styles in common">
          {tags.slice(0, 3).map(([kind, name]) => (
            <li key={`${kind}:${name}`}>
              <Tag href={entityHref({ type: kind === "styles" ? "style" : "genre", id: name, name })}>{name}</Tag>
            </li>
          ))}
        </ul>
        <p className={styles.note}>
          {shares.length > 0 ? (
            <>
              Shares <bdi>{shares.join(", ")}</bdi>
            </>
          ) : (
            "Shares no artist or credit"
          )}
        </p>
      </div>
    </li>
  );
};

/** The small picture says nothing that is not in words beside it; without it nothing is missing. */
const Small = ({ id }: { readonly id: string }) => {
  const { data } = useDna(id);
  return <span className={styles.picture}>{data && <DnaPicture dna={data} size={68} />}</span>;
};
