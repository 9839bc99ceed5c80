import { type KeyboardEvent, useId, useState } from "react";
import { classes } from "../classes";
import { count } from "../format";
import { type Tone, toneColour } from "../tone";
import { ChartTable, yearTable } from "./chart_table";
import { everyYear, peakOf, spanOf, type YearPoint } from "./scales";
import { sparklineText } from "./sparkline";
import { useWidth } from "./use_width";
import { YearAxis } from "./year_axis";
import styles from "./year_bars.module.css";

export interface YearMarker {
  readonly year: number;
  readonly label: string;
}

interface YearBarsProps {
  readonly points: readonly YearPoint[];
  readonly label: string;
  readonly selected?: number | undefined;
  /** Makes the bars a choice: a click, or arrows and Enter. */
  readonly onSelect?: (year: number) => void;
  readonly markers?: readonly YearMarker[];
  readonly tone?: Tone;
  readonly span?: readonly [number, number] | undefined;
  readonly height?: number;
  /** Offers the numbers as a table underneath. */
  readonly hasTable?: boolean;
}

/** Pixels that a year under the bars needs. */
const TICK_ROOM = 56;

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** One bar a year. With `onSelect` it is a list of years to choose from; the keys move a reading, Enter or Space chooses. */
export const YearBars = ({
  points,
  label,
  selected,
  onSelect,
  markers = [],
  tone = "cyan",
  span,
  height = 64,
  hasTable = false,
}: YearBarsProps) => {
  const id = useId();
  const [frame, width] = useWidth<HTMLDivElement>();
  const [read, setRead] = useState<number>();
  const bars = everyYear(points, span ?? spanOf(points));
  const first = bars[0]?.year;
  const last = bars.at(-1)?.year;
  if (first === undefined || last === undefined) return <p className={styles.none}>No years are known.</p>;

  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const active = read ?? selected ?? peakOf(bars)?.year ?? first;
  const onKey = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined) setRead(Math.min(last, Math.max(first, active + step)));
    else if (event.key === "Home") setRead(first);
    else if (event.key === "End") setRead(last);
    else if (event.key === "Enter" || event.key === " ") onSelect?.(active);
    else return;
    event.preventDefault();
  };
  const list = onSelect
    ? {
        role: "listbox",
        tabIndex: 0,
        "aria-label": label,
        "aria-orientation": "horizontal" as const,
        "aria-activedescendant": `${id}-${active}`,
        onKeyDown: onKey,
        onBlur: () => setRead(undefined),
      }
    : { role: "img", "aria-label": sparklineText(label, bars) };
  const marked = new Map(markers.map((marker) => [marker.year, marker.label]));
  const shownTip = (year: number, value: number): string => [`${year}: ${count(value)}`, marked.get(year)].filter(Boolean).join(" · ");

  return (
    <div className={styles.chart} ref={frame}>
      <div {...list} className={styles.bars} style={{ height }}>
        {bars.map(({ year, count: value }) => {
          const option = onSelect
            ? {
                role: "option",
                id: `${id}-${year}`,
                "aria-selected": year === selected,
                "aria-label": shownTip(year, value),
                onClick: () => onSelect(year),
              }
            : {};
          return (
            <div
              key={year}
              {...option}
              data-tip={shownTip(year, value)}
              className={classes(
                styles.slot,
                onSelect && styles.choice,
                year === selected && styles.selected,
                onSelect && year === active && styles.active,
                selected !== undefined && year !== selected && styles.other,
              )}
            >
              {marked.has(year) && <span className={styles.marker} />}
              <span
                className={styles.bar}
                style={{ height: value > 0 ? `max(2px, ${(value / most) * 100}%)` : 0, background: toneColour(tone) }}
              />
            </div>
          );
        })}
      </div>
      <YearAxis first={first} last={last} most={Math.floor(width / TICK_ROOM) || 3} />
      {hasTable && <ChartTable label={label} table={yearTable(bars, label)} />}
    </div>
  );
};
