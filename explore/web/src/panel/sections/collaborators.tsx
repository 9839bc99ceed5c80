import { hooks } from "@discogsography/web/api/client";
import type { Collaborators as Answer, Collaborator } from "@discogsography/web/api/schema.gen";
import { spanOf } from "@discogsography/web/charts/scales";
import { Sparkline } from "@discogsography/web/charts/sparkline";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { count, counted, years } from "@discogsography/web/format";
import type { EntityRef } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { FirstOf } from "../parts/names";
import { Foot, Row, Rows } from "../parts/rows";
import { Nothing, Section, usePlace } from "../parts/section";
import { withLists } from "../queries";

const LIMIT = 20;
const FIRST = 6;
const whole = withLists<Answer>("collaborators");

/** Artists on the same releases, each with the years of it on one scale. */
export const Collaborators = ({ entity }: { readonly entity: EntityRef }) => {
  const query = hooks.useQuery(
    "get",
    "/api/collaborators/{artist_id}",
    { params: { path: { artist_id: entity.id }, query: { limit: LIMIT } } },
    { select: whole },
  );
  return (
    <Section
      title="Collaborators"
      aside={query.data && query.data.total > 0 ? <span>{counted(query.data.total, "artist")}</span> : undefined}
    >
      <Reply
        of={query}
        skeleton={<Skeleton lines={5} />}
        isEmpty={(data) => data.collaborators.length === 0}
        empty={<Nothing>No dated release is shared with another artist.</Nothing>}
        isCompact
      >
        {({ collaborators, total }) => <List collaborators={collaborators} total={total} name={entity.name} />}
      </Reply>
    </Section>
  );
};

interface ListProps {
  readonly collaborators: readonly Collaborator[];
  readonly total: number;
  readonly name: string;
}

const List = ({ collaborators, total, name }: ListProps) => {
  const isPage = usePlace() === "page";
  const points = collaborators.flatMap((each) => each.yearly_counts);
  const span = spanOf(points);
  const top = Math.max(1, ...points.map((point) => point.count));
  return (
    <>
      <FirstOf items={collaborators} first={isPage ? LIMIT : FIRST} noun={["collaborator", "collaborators"]}>
        {(shown) => (
          <Rows label={`Collaborators of ${name}`}>
            {shown.map((each) => (
              <Row
                key={each.artist_id}
                name={<EntityLink entity={{ type: "artist", id: each.artist_id, name: each.artist_name }} />}
                note={`${counted(each.release_count, "release")} (${years(each.first_year, each.last_year)})`}
                picture={
                  <Sparkline
                    points={each.yearly_counts}
                    label={`Releases with ${each.artist_name}`}
                    tone="artist"
                    span={span}
                    top={top}
                    width={isPage ? 160 : 104}
                  />
                }
                number={count(each.release_count)}
              />
            ))}
          </Rows>
        )}
      </FirstOf>
      {collaborators.length < total && (
        <Foot>
          <span>
            Showing {count(collaborators.length)} of {count(total)}, those with most releases first
          </span>
        </Foot>
      )}
    </>
  );
};
