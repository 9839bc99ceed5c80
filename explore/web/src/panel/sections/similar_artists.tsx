import { hooks } from "@discogsography/web/api/client";
import type { SimilarArtists as Answer, SimilarArtist } from "@discogsography/web/api/schema.gen";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { counted, score } from "@discogsography/web/format";
import { useState } from "react";
import type { EntityRef } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { reasonLine } from "../model/words";
import { FirstOf } from "../parts/names";
import { Lead, Meter, Row, Rows, WhyButton } from "../parts/rows";
import { Nothing, Section, usePlace } from "../parts/section";
import { withLists } from "../queries";
import { Reasons } from "./reasons";
import styles from "./reasons.module.css";

const LIMIT = 12;
const LEAST_RELEASES = 3;
const whole = withLists<Answer>("similar");

/** Artists with a like profile of genres, styles, labels and collaborators, and what makes them alike. */
export const SimilarArtists = ({ entity, releases }: { readonly entity: EntityRef; readonly releases: number | undefined }) => {
  const [isExplained, setExplained] = useState(false);
  const isTooSmall = releases !== undefined && releases < LEAST_RELEASES;
  const query = hooks.useQuery(
    "get",
    "/api/recommend/similar/artist/{artist_id}",
    { params: { path: { artist_id: entity.id }, query: { limit: LIMIT } } },
    { select: whole, enabled: !isTooSmall },
  );
  const hasAny = (query.data?.similar.length ?? 0) > 0;
  return (
    <Section
      title="Similar artists"
      aside={hasAny ? <WhyButton isOpen={isExplained} onToggle={() => setExplained(!isExplained)} /> : undefined}
    >
      {isTooSmall ? (
        <Nothing>
          Likeness needs at least {LEAST_RELEASES} releases; here {releases === 1 ? "is" : "are"} {releases}.
        </Nothing>
      ) : (
        <Reply
          of={query}
          skeleton={<Skeleton lines={5} />}
          isEmpty={(data) => data.similar.length === 0}
          empty={<Nothing>Nobody in this catalogue has a like profile.</Nothing>}
          isCompact
        >
          {({ similar }) => <List similar={similar} isExplained={isExplained} name={entity.name} />}
        </Reply>
      )}
    </Section>
  );
};

interface ListProps {
  readonly similar: readonly SimilarArtist[];
  readonly isExplained: boolean;
  readonly name: string;
}

const List = ({ similar, isExplained, name }: ListProps) => (
  <>
    {isExplained && <Lead>Computed from shares of genres (35 %), styles and labels (25 % each) and collaborators (15 %).</Lead>}
    <FirstOf items={similar} first={usePlace() === "page" ? 8 : 4} noun={["artist", "artists"]}>
      {(shown) => (
        <Rows label={`Artists like ${name}`}>
          {shown.map((each) => (
            <Row
              key={each.artist_id}
              name={<EntityLink entity={{ type: "artist", id: each.artist_id, name: each.artist_name }} />}
              note={<bdi>{reasonLine(each.reasons) || counted(each.release_count, "release")}</bdi>}
              picture={<Meter share={each.similarity} tone="purple" />}
              number={score(each.similarity)}
              below={isExplained && <Explained similar={each} />}
            />
          ))}
        </Rows>
      )}
    </FirstOf>
  </>
);

const Explained = ({ similar: { breakdown, reasons } }: { readonly similar: SimilarArtist }) => (
  <>
    <Reasons reasons={reasons} />
    <p className={styles.parts}>
      {(["genre", "style", "label", "collaborator"] as const).map((part) => (
        <span key={part}>
          {part} <b>{score(breakdown[part])}</b>
        </span>
      ))}
    </p>
  </>
);
