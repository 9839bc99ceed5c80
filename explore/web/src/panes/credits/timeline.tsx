import { hooks } from "@discogsography/web/api/client";
import type { PersonTimeline } from "@discogsography/web/api/schema.gen";
import { Chart, type Plot } from "@discogsography/web/charts/chart";
import { niceTop, yearTicks } from "@discogsography/web/charts/scales";
import { Card } from "@discogsography/web/controls/card";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { useCallback, useMemo } from "react";
import { checked } from "../../app/checked";
import styles from "./credits.module.css";
import { type CategoryId, categoryOf, stacks, stackTable, type YearStack } from "./model";

const HEIGHT = 260;
const MARGIN = { marginTop: 12, marginRight: 8, marginBottom: 24, marginLeft: 36 };
const isTimeline = checked<PersonTimeline>((data) => data.timeline.every((each) => Number.isInteger(each.year) && each.count >= 0));

/** Releases a year, stacked by kind of role; with a filter only that kind, from zero. */
export const Timeline = ({ person, only }: { readonly person: string; readonly only: CategoryId | undefined }) => {
  const query = hooks.useQuery(
    "get",
    "/api/credits/person/{name}/timeline",
    { params: { path: { name: person } } },
    { select: isTimeline },
  );
  return (
    <Card
      title="Over the years"
      aside={<span className={styles.note}>{only === undefined ? "releases by kind of role" : categoryOf(only).title}</span>}
      className={styles.half}
    >
      <Reply
        of={query}
        skeleton={<Skeleton height={HEIGHT} />}
        isEmpty={(data) => data.timeline.length === 0}
        empty={<StateBlock kind="empty" title="No dated releases" text="The releases of this person have no year." isCompact />}
        isCompact
      >
        {(data) => <Stacked timeline={data.timeline} only={only} person={person} />}
      </Reply>
    </Card>
  );
};

interface StackedProps {
  readonly timeline: PersonTimeline["timeline"];
  readonly only: CategoryId | undefined;
  readonly person: string;
}

const Stacked = ({ timeline, only, person }: StackedProps) => {
  const bars = useMemo(() => stacks(timeline, only), [timeline, only]);
  const table = useMemo(() => stackTable(bars), [bars]);
  const years = timeline.map((each) => each.year);
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const options = useCallback(
    (plot: Plot, width: number) => {
      const top = niceTop(Math.max(1, ...table.map((each) => each.total)));
      const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => part * top);
      return {
        ...MARGIN,
        // A person of one year has a bar, not a wall.
        x: { domain: [Math.min(first, last - 8) - 0.5, last + 0.5], label: null },
        y: { domain: [0, top], label: null },
        marks: [
          plot.gridY(grid, { stroke: "var(--border-color)", strokeOpacity: 1 }),
          plot.axisY(grid, { tickFormat: String, tickSize: 0 }),
          plot.axisX(yearTicks(Math.min(first, last - 8), last, Math.floor(width / 64)), { tickFormat: String, tickSize: 0 }),
          plot.rectY(
            bars,
            plot.stackY({
              x1: (bar: YearStack) => bar.year - 0.4,
              x2: (bar: YearStack) => bar.year + 0.4,
              y: "count",
              fill: (bar: YearStack) => `var(${categoryOf(bar.category).colour})`,
              title: (bar: YearStack) => `${bar.year}: ${categoryOf(bar.category).title} ${bar.count}`,
            }),
          ),
        ],
      };
    },
    [bars, table, first, last],
  );
  return (
    <Chart
      label={`Releases of ${person} a year, by kind of role`}
      options={options}
      height={HEIGHT}
      table={{ columns: ["Year", "Releases", "By kind of role"], rows: table.map((each) => [each.year, each.total, each.words]) }}
    />
  );
};
