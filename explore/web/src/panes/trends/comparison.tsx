import { YearHistogram } from "@discogsography/web/charts/histogram";
import { Lines } from "@discogsography/web/charts/lines";
import { Button } from "@discogsography/web/controls/button";
import { NumberField } from "@discogsography/web/controls/field";
import { Reply } from "@discogsography/web/controls/reply";
import { Segmented } from "@discogsography/web/controls/segmented";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { Table } from "@discogsography/web/controls/table";
import { count, years } from "@discogsography/web/format";
import { keyOf, shownName, TYPE_NAMES } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { joined } from "../../app/joined";
import { useSettled } from "../../app/use_settled";
import { figures, filled, SCALE_TITLES, SCALES, type Scale, scaled, together, type View, within, withRange } from "./model";
import type { Series } from "./queries";
import { Dot } from "./series_chips";
import styles from "./trends.module.css";

interface ComparisonProps {
  readonly view: View;
  readonly series: readonly Series[];
  readonly onChange: (view: View) => void;
}

const LABELS: Readonly<Record<Scale, string>> = {
  count: "Releases by year",
  share: "Releases by year, in percent of each series' best year",
  total: "Releases up to each year",
};

/** The chart of what has come, and in words what has not. */
export const Comparison = ({ view, series, onChange }: ComparisonProps) => {
  const failed = series.filter(({ query }) => query.error !== null && query.data === undefined);
  const isPartly = failed.length > 0 && failed.length < series.length;
  return (
    <>
      <Reply of={joined(series.map(({ query }) => query))} skeleton={<Skeleton height={360} />} safe="The series you chose are kept.">
        {() => <Chart view={view} series={series} onChange={onChange} />}
      </Reply>
      {isPartly &&
        failed.map(({ key, entity, query }) => (
          <div key={keyOf(key)} className={styles.missing}>
            <p>{shownName(entity.name)} is missing from the picture:</p>
            <Reply of={query} isCompact>
              {() => null}
            </Reply>
          </div>
        ))}
    </>
  );
};

const Chart = ({ view, series, onChange }: ComparisonProps) => {
  const [{ from, to }, setYears] = useSettled({ from: view.from, to: view.to }, (range) => onChange(withRange(view, range.from, range.to)));
  const drawn = series.flatMap((each) => (each.query.data === undefined ? [] : [{ ...each, points: filled(each.query.data.data) }]));
  const all = together(drawn.map(({ points }) => points));
  if (all.length === 0) return <Undated series={series} />;
  const last = all.at(-1)?.year ?? 0;
  const { scale } = view;
  return (
    <div className={styles.chart}>
      <Lines
        label={LABELS[scale]}
        height={320}
        series={drawn.map(({ entity, points }) => ({
          name: shownName(entity.name),
          points: within(scaled(points, scale, last), from, to),
        }))}
      />
      <div className={styles.tools}>
        <Segmented
          label="What is counted"
          value={scale}
          options={SCALES.map((value) => ({ value, title: SCALE_TITLES[value] }))}
          onChange={(chosen) => onChange({ ...view, scale: chosen })}
        />
        <div className={styles.range}>
          <NumberField
            label="From year"
            isLabelHidden
            placeholder={String(all[0]?.year)}
            value={from}
            min={1000}
            max={9999}
            onChange={(year) => setYears({ from: year, to })}
          />
          <span aria-hidden="true">to</span>
          <NumberField
            label="To year"
            isLabelHidden
            placeholder={String(all.at(-1)?.year)}
            value={to}
            min={1000}
            max={9999}
            onChange={(year) => setYears({ from, to: year })}
          />
          {(from !== undefined || to !== undefined) && (
            <Button size="small" onClick={() => onChange(withRange(view, undefined, undefined))}>
              All years
            </Button>
          )}
        </div>
        {all.length > 1 && (
          <div className={styles.brush}>
            <YearHistogram
              label="Releases of all series by year; choose a range"
              points={all}
              from={from}
              to={to}
              onChange={(range, how) => how === "done" && setYears({ from: range.from, to: range.to })}
            />
          </div>
        )}
      </div>
      <Table
        caption="What each series comes to"
        rows={drawn}
        keyOf={({ key }) => keyOf(key)}
        columns={[
          {
            id: "series",
            title: "Series",
            isWide: true,
            cell: ({ key, entity }) => (
              <span className={styles.row}>
                <Dot series={series} of={key} />
                <EntityLink entity={entity} />
              </span>
            ),
          },
          { id: "type", title: "Type", isSecondary: true, cell: ({ entity }) => TYPE_NAMES[entity.type][0] },
          { id: "years", title: "Years", cell: ({ points }) => years(figures(points).first, figures(points).last) || "none known" },
          { id: "total", title: "Releases", align: "end", cell: ({ points }) => count(figures(points).total) },
          { id: "peak", title: "Best year", align: "end", isSecondary: true, cell: ({ points }) => figures(points).peak?.year ?? "–" },
          { id: "most", title: "Releases then", align: "end", isSecondary: true, cell: ({ points }) => count(figures(points).peak?.count) },
        ]}
      />
    </div>
  );
};

const Undated = ({ series }: { readonly series: readonly Series[] }) => {
  const unknown = series.find(({ query }) => query.data?.id === null);
  return unknown ? (
    <StateBlock
      kind="not-found"
      title={`No “${shownName(unknown.entity.name)}” in this catalogue`}
      text="Names are matched as Discogs writes them. Choose one from the list while typing."
    />
  ) : (
    <StateBlock
      kind="empty"
      title="No dated releases"
      text={`Nothing by ${series.map(({ entity }) => shownName(entity.name)).join(", ")} has a year. Compare with something else.`}
    />
  );
};
