import { hooks } from "@discogsography/web/api/client";
import type { PersonConnections, PersonCredits, PersonProfile, PersonTimeline } from "@discogsography/web/api/schema.gen";
import { LabelledBars } from "@discogsography/web/charts/labelled_bars";
import { YearBars } from "@discogsography/web/charts/year_bars";
import { Select } from "@discogsography/web/controls/field";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { count } from "@discogsography/web/format";
import { useState } from "react";
import { type EntityRef, shownName } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { href } from "../../app/location";
import { CATEGORIES, type CategoryId, categoryOf } from "../../panes/credits/model";
import { FirstOf } from "../parts/names";
import { Gap, Meter, Row, Rows } from "../parts/rows";
import { Nothing, Section, usePlace } from "../parts/section";
import { usePerson, withLists } from "../queries";
import { Pages } from "./children";

const isTimeline = withLists<PersonTimeline>("timeline");
const isCredits = withLists<PersonCredits>("credits");
const isConnections = withLists<PersonConnections>("connections");

/** Kinds of roles, and the artist behind the name where one is known. */
export const Roles = ({ entity }: { readonly entity: EntityRef }) => {
  const query = usePerson(entity.id);
  return (
    <Section title="Roles" aside={<a href={href({ pane: "credits", person: entity.id })}>Open in Credits</a>}>
      <Reply of={query} skeleton={<Skeleton lines={4} />} notFound={<Nothing>Nobody is credited under this name.</Nothing>} isCompact>
        {(profile) => <RoleBars profile={profile} />}
      </Reply>
    </Section>
  );
};

const RoleBars = ({ profile }: { readonly profile: PersonProfile }) => (
  <Gap>
    <LabelledBars
      label={`Credits of ${profile.name} by kind of role`}
      tone="person"
      rows={profile.role_breakdown.map((each) => ({
        name: categoryOf(each.category).title,
        count: each.count,
        href: href({ pane: "credits", person: profile.name, category: each.category }),
      }))}
    />
    {profile.artists.length > 0 && (
      <Rows label="The same person as">
        {profile.artists.map((artist) => (
          <Row
            key={artist.id}
            name={<EntityLink entity={{ type: "artist", id: artist.id, name: artist.name ?? profile.name }} mark />}
            note="artist of this catalogue under this name"
          />
        ))}
      </Rows>
    )}
  </Gap>
);

/** Credited releases a year, all kinds together; the Credits pane has them apart. */
export const CreditYears = ({ entity }: { readonly entity: EntityRef }) => {
  const query = hooks.useQuery(
    "get",
    "/api/credits/person/{name}/timeline",
    { params: { path: { name: entity.id } } },
    { select: isTimeline },
  );
  const isPage = usePlace() === "page";
  return (
    <Section title="Over the years">
      <Reply
        of={query}
        skeleton={<Skeleton height={80} />}
        isEmpty={({ timeline }) => timeline.length === 0}
        empty={<Nothing>None of the releases has a year.</Nothing>}
        notFound={<Nothing>None of the releases has a year.</Nothing>}
        isCompact
      >
        {({ timeline }) => (
          <YearBars
            points={byYear(timeline)}
            label={`Credits of ${entity.name} by year`}
            tone="person"
            height={isPage ? 120 : 60}
            hasTable
          />
        )}
      </Reply>
    </Section>
  );
};

const byYear = (timeline: PersonTimeline["timeline"]) => {
  const years = new Map<number, number>();
  for (const { year, count: credits } of timeline) years.set(year, (years.get(year) ?? 0) + credits);
  return [...years].map(([year, credits]) => ({ year, count: credits })).toSorted((a, b) => a.year - b.year);
};

const PAGE = 25;
const ALL = "all";

/** Every release with this credit. */
export const CreditList = ({ entity }: { readonly entity: EntityRef }) => {
  const [category, setCategory] = useState<CategoryId | typeof ALL>(ALL);
  const [page, setPage] = useState(0);
  const query = hooks.useQuery(
    "get",
    "/api/credits/person/{name}",
    {
      params: {
        path: { name: entity.id },
        query: { limit: PAGE, offset: page * PAGE, ...(category === ALL ? {} : { category }) },
      },
    },
    { select: isCredits, placeholderData: (before) => before },
  );
  return (
    <Section
      title="Credits"
      aside={
        <Select<CategoryId | typeof ALL>
          label="Kind of role"
          isLabelHidden
          value={category}
          options={[{ value: ALL, title: "All roles" }, ...CATEGORIES.map(({ id, title }) => ({ value: id, title }))]}
          onChange={(next) => {
            setCategory(next);
            setPage(0);
          }}
        />
      }
    >
      <Reply
        of={query}
        skeleton={<Skeleton lines={8} />}
        isEmpty={({ credits }) => credits.length === 0}
        empty={<Nothing>No credit of this kind. Choose all roles to see the others.</Nothing>}
        notFound={<Nothing>Nobody is credited under this name.</Nothing>}
        isCompact
      >
        {({ credits, total }) => (
          <>
            <Rows label={`Credits of ${entity.name}`}>
              {credits.map((credit, index) => (
                <Row
                  key={`${credit.release_id}:${credit.role}:${index}`}
                  name={<EntityLink entity={{ type: "release", id: credit.release_id, name: credit.title }} mark />}
                  note={<bdi>{[credit.role.toLowerCase(), credit.artists.map(shownName).join(", ")].filter(Boolean).join(" · ")}</bdi>}
                  number={credit.year ?? "–"}
                />
              ))}
            </Rows>
            <Pages page={page} size={PAGE} total={total} noun="credit" onPage={setPage} />
          </>
        )}
      </Reply>
    </Section>
  );
};

/** Who is credited on the same releases. */
export const CreditedWith = ({ entity }: { readonly entity: EntityRef }) => {
  const query = hooks.useQuery(
    "get",
    "/api/credits/connections/{name}",
    { params: { path: { name: entity.id }, query: { depth: 1, limit: 20 } } },
    { select: isConnections },
  );
  return (
    <Section title="Credited beside">
      <Reply
        of={query}
        skeleton={<Skeleton lines={5} />}
        isEmpty={({ connections }) => connections.length === 0}
        empty={<Nothing>Nobody else is credited on these releases.</Nothing>}
        isCompact
      >
        {({ connections }) => {
          const most = Math.max(1, ...connections.map((each) => each.shared_count));
          return (
            <FirstOf items={connections} first={8} noun={["person", "people"]}>
              {(shown) => (
                <Rows label={`People credited beside ${entity.name}`}>
                  {shown.map((each) => (
                    <Row
                      key={each.name}
                      name={<EntityLink entity={{ type: "person", id: each.name, name: each.name }} mark />}
                      picture={<Meter share={each.shared_count / most} tone="person" />}
                      number={count(each.shared_count)}
                    />
                  ))}
                </Rows>
              )}
            </FirstOf>
          );
        }}
      </Reply>
    </Section>
  );
};
