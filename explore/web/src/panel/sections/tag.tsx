import { hooks } from "@discogsography/web/api/client";
import type { Exploration, Trend } from "@discogsography/web/api/schema.gen";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Stat, Stats } from "@discogsography/web/controls/stat";
import { count } from "@discogsography/web/format";
import type { EntityRef } from "../../app/entity";
import { Gap } from "../parts/rows";
import { Facts, Nothing, Section, usePlace } from "../parts/section";
import { useTag, withLists } from "../queries";
import { YearChart } from "./year_chart";

const isTrend = withLists<Trend>("data");

const useTrend = (entity: EntityRef) =>
  hooks.useQuery("get", "/api/trends", { params: { query: { type: entity.type, id: entity.id } } }, { select: isTrend });

export const countOf = (exploration: Exploration | undefined, category: string): number | undefined =>
  exploration?.categories.find((each) => each.category === category)?.count;

/** How much there is of a genre or a style. */
export const TagCounts = ({ entity, type }: { readonly entity: EntityRef; readonly type: "genre" | "style" }) => {
  const query = useTag(type, entity.id);
  return (
    <Reply of={query} skeleton={<Skeleton height={46} />} isCompact>
      {({ categories }) => (
        <Stats>
          {categories
            .filter(({ category }) => ["releases", "artists", "labels", "styles", "genres"].includes(category))
            .map(({ category, name, count: size }) => (
              <Stat key={category} value={count(size)} label={name.toLowerCase()} />
            ))}
        </Stats>
      )}
    </Reply>
  );
};

/** Releases a year, when it began, and when there was most of it. */
export const TagTrend = ({ entity }: { readonly entity: EntityRef }) => {
  const query = useTrend(entity);
  const isPage = usePlace() === "page";
  return (
    <Section title="Over the years">
      <Reply
        of={query}
        skeleton={<Skeleton height={96} />}
        isEmpty={({ data }) => data.length === 0}
        empty={<Nothing>None of its releases has a year.</Nothing>}
        isCompact
      >
        {({ data }) => {
          const peak = data.toSorted((a, b) => b.count - a.count || a.year - b.year)[0];
          return (
            <Gap>
              <YearChart entity={entity} years={data} height={isPage ? 160 : 64} />
              <Facts
                rows={[
                  ["First release", data[0]?.year],
                  ["Most releases", peak && `${peak.year} (${count(peak.count)})`],
                ]}
              />
            </Gap>
          );
        }}
      </Reply>
    </Section>
  );
};
