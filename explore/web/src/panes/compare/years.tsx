import type { Compared } from "@discogsography/web/api/schema.gen";
import { ChartTable } from "@discogsography/web/charts/chart_table";
import { YearAxis } from "@discogsography/web/charts/year_axis";
import { classes } from "@discogsography/web/classes";
import { Card } from "@discogsography/web/controls/card";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { counted } from "@discogsography/web/format";
import styles from "./compare.module.css";
import { type Mirror, mirrored, type Side } from "./model";

type Names = readonly [string, string];

interface YearsProps {
  readonly a: Compared;
  readonly b: Compared;
  readonly names: Names;
}

/** Releases a year of both, up and down from one line, on one scale. */
export const MirroredYears = ({ a, b, names }: YearsProps) => {
  const mirror = mirrored(a.years, b.years);
  return (
    <Card title="Over the years" aside={<span className={styles.note}>releases a year, one scale</span>} className={styles.half}>
      {mirror === undefined ? (
        <StateBlock kind="empty" title="No dated releases" text="Neither side has a release with a year." isCompact />
      ) : (
        <figure className={styles.figure}>
          <p className={classes(styles.series, styles.inA)}>
            <bdi>{names[0]}</bdi>
          </p>
          <div role="img" aria-label={words(mirror, names)}>
            <Bars mirror={mirror} side="a" />
            <YearAxis first={mirror.first} last={mirror.last} most={7} />
            <Bars mirror={mirror} side="b" />
          </div>
          <p className={classes(styles.series, styles.inB)}>
            <bdi>{names[1]}</bdi>
          </p>
          <ChartTable
            label="Releases a year"
            table={{
              columns: ["Year", ...names],
              rows: mirror.bars.filter((bar) => bar.a + bar.b > 0).map((bar) => [bar.year, bar.a, bar.b]),
            }}
          />
        </figure>
      )}
    </Card>
  );
};

/** Both sides together, in pixels; each has the room that its best year needs. */
const HEIGHT = 240;
const LEAST_HEIGHT = 12;

const Bars = ({ mirror, side }: { readonly mirror: Mirror; readonly side: Side }) => {
  const most = mirror.most[side];
  const both = Math.max(1, mirror.most.a + mirror.most.b);
  return (
    <div className={classes(styles.bars, side === "b" && styles.down)} style={{ height: Math.max(LEAST_HEIGHT, (HEIGHT * most) / both) }}>
      {mirror.bars.map((bar) => (
        <span key={bar.year} className={styles.slot} data-tip={bar[side] > 0 ? `${bar.year}: ${counted(bar[side], "release")}` : undefined}>
          {bar[side] > 0 && (
            <span
              className={classes(styles.bar, side === "a" ? styles.fillA : styles.fillB)}
              style={{ height: `max(2px, ${(bar[side] / most) * 100}%)` }}
            />
          )}
        </span>
      ))}
    </div>
  );
};

/** The picture in a sentence: span and best year of each. */
const words = (mirror: Mirror, names: Names): string => {
  const best = (side: Side): string => {
    const bar = mirror.bars.reduce<Mirror["bars"][number] | undefined>(
      (most, each) => (most === undefined || each[side] > most[side] ? each : most),
      undefined,
    );
    return bar === undefined || bar[side] === 0 ? "no dated release" : `most in ${bar.year}, ${counted(bar[side], "release")}`;
  };
  return `Releases a year from ${mirror.first} to ${mirror.last}. ${names[0]}: ${best("a")}. ${names[1]}: ${best("b")}.`;
};
