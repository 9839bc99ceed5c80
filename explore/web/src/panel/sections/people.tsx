import { hooks } from "@discogsography/web/api/client";
import type { ArtistPeople, ArtistPerson } from "@discogsography/web/api/schema.gen";
import { spanOf } from "@discogsography/web/charts/scales";
import { Sparkline } from "@discogsography/web/charts/sparkline";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { count, counted } from "@discogsography/web/format";
import type { EntityRef } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { href } from "../../app/location";
import { FirstOf } from "../parts/names";
import { Foot, Row, Rows } from "../parts/rows";
import { Nothing, Section, usePlace } from "../parts/section";
import { withLists } from "../queries";

const LIMIT = 30;
const whole = withLists<ArtistPeople>("people");

export const usePeople = (id: string, enabled = true) =>
  hooks.useQuery(
    "get",
    "/api/artist/{artist_id}/people",
    { params: { path: { artist_id: id }, query: { limit: LIMIT } } },
    { select: whole, enabled },
  );

/** Who is credited on the artist's releases, with their roles and years. */
export const People = ({ entity }: { readonly entity: EntityRef }) => {
  const query = usePeople(entity.id);
  return (
    <Section
      title="Works with"
      aside={
        <a href={href({ pane: "credits", person: entity.name })}>
          Credits of <bdi>{entity.name}</bdi>
        </a>
      }
    >
      <Reply
        of={query}
        skeleton={<Skeleton lines={6} />}
        isEmpty={(data) => data.people.length === 0}
        empty={<Nothing>Nobody is credited on these releases: their sleeves were entered without credits.</Nothing>}
        isCompact
      >
        {({ people, total }) => <List people={people} total={total} name={entity.name} />}
      </Reply>
    </Section>
  );
};

const roleLine = ({ roles }: ArtistPerson): string =>
  roles
    .slice(0, 3)
    .map((role) => role.name.toLowerCase())
    .join(", ");

const List = ({ people, total, name }: { readonly people: readonly ArtistPerson[]; readonly total: number; readonly name: string }) => {
  const isPage = usePlace() === "page";
  const points = people.flatMap((person) => person.years);
  const span = spanOf(points);
  const top = Math.max(1, ...points.map((point) => point.count));
  return (
    <>
      <FirstOf items={people} first={isPage ? 10 : 12} noun={["person", "people"]}>
        {(shown) => (
          <Rows label={`People credited with ${name}`}>
            {shown.map((person) => (
              <Row
                key={person.artist_id ?? person.name}
                name={
                  <EntityLink
                    entity={
                      person.artist_id === null
                        ? { type: "person", id: person.name, name: person.name }
                        : { type: "artist", id: person.artist_id, name: person.name }
                    }
                  />
                }
                note={<bdi>{roleLine(person)}</bdi>}
                picture={
                  <Sparkline
                    points={person.years}
                    label={`Releases with ${person.name}`}
                    tone="person"
                    span={span}
                    top={top}
                    width={isPage ? 160 : 104}
                  />
                }
                number={count(person.release_count)}
              />
            ))}
          </Rows>
        )}
      </FirstOf>
      {people.length < total && <Foot>Those on most releases, of {counted(total, "person", "people")}</Foot>}
    </>
  );
};
