import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { classes } from "../classes";
import { count } from "../format";
import styles from "./histogram.module.css";
import { everyYear, spanOf, toRange, type YearPoint, type YearRange } from "./scales";
import { useWidth } from "./use_width";
import { YearAxis } from "./year_axis";

interface YearHistogramProps {
  readonly points: readonly YearPoint[];
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** A range as the reader makes it; an end that lies at the span's own is undefined. `dragging` while a pointer moves, `done` when it is let go and for each key: replace the address for the first, push for the second. */
  readonly onChange: (range: YearRange, how: "dragging" | "done") => void;
  readonly label: string;
  readonly height?: number;
  /** Span of the axis, when it is not that of the points. */
  readonly span?: readonly [number, number] | undefined;
}

type Part = "from" | "to" | "window";
interface Drag {
  readonly part: Part;
  readonly startYear: number;
  readonly from: number;
  readonly to: number;
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
const TICK_ROOM = 52;

/** Bars by year as a filter of years: drag a handle, the part between them, or a new range; or use the keys on a handle. */
export const YearHistogram = ({ points, from, to, onChange, label, height = 72, span }: YearHistogramProps) => {
  const [frame, width] = useWidth<HTMLFieldSetElement>();
  const plot = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag>(undefined);
  const [preview, setPreview] = useState<{ readonly from: number; readonly to: number }>();
  const bars = everyYear(points, span ?? spanOf(points));
  const first = bars[0]?.year;
  const last = bars.at(-1)?.year;
  if (first === undefined || last === undefined) return <p className={styles.none}>No years are known.</p>;

  const limits = [first, last] as const;
  const within = (year: number) => Math.min(last, Math.max(first, year));
  const low = within(preview?.from ?? from ?? first);
  const high = Math.max(low, within(preview?.to ?? to ?? last));
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const parts = last - first + 1;
  const place = (edge: number) => `${((edge - first) / parts) * 100}%`;

  const yearAt = (clientX: number): number => {
    const box = plot.current?.getBoundingClientRect();
    return box && box.width > 0 ? within(first + Math.floor(((clientX - box.left) / box.width) * parts)) : first;
  };
  const move = (now: Drag, year: number): { readonly from: number; readonly to: number } => {
    if (now.part === "from") return { from: Math.min(year, now.to), to: now.to };
    if (now.part === "to") return { from: now.from, to: Math.max(year, now.from) };
    const by = Math.min(last - now.to, Math.max(first - now.from, year - now.startYear));
    return { from: now.from + by, to: now.to + by };
  };
  const start = (part: Part | "new") => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    const year = yearAt(event.clientX);
    plot.current?.setPointerCapture(event.pointerId);
    drag.current = part === "new" ? { part: "to", startYear: year, from: year, to: year } : { part, startYear: year, from: low, to: high };
    if (part === "new") setPreview({ from: year, to: year });
  };
  const onMove = (event: PointerEvent) => {
    let now = drag.current;
    if (!now) return;
    const year = yearAt(event.clientX);
    // A new range may be drawn to the left too.
    if (now.part === "to" && now.from === now.to && year < now.from) now = drag.current = { ...now, part: "from" };
    const next = move(now, year);
    setPreview(next);
    onChange(toRange(next.from, next.to, limits), "dragging");
  };
  const onUp = () => {
    if (!drag.current) return;
    drag.current = undefined;
    setPreview(undefined);
    onChange(toRange(low, high, limits), "done");
  };
  const onKey = (part: "from" | "to") => (event: KeyboardEvent) => {
    const year = part === "from" ? low : high;
    const step = STEPS[event.key];
    const next = step !== undefined ? year + step : event.key === "Home" ? first : event.key === "End" ? last : undefined;
    if (next === undefined) return;
    event.preventDefault();
    const range = part === "from" ? [Math.min(within(next), high), high] : [low, Math.max(within(next), low)];
    onChange(toRange(range[0] ?? low, range[1] ?? high, limits), "done");
  };
  const chosen = bars.reduce((sum, bar) => (bar.year >= low && bar.year <= high ? sum + bar.count : sum), 0);
  const handle = (part: "from" | "to") => (
    <div
      role="slider"
      tabIndex={0}
      aria-label={part === "from" ? `${label}, from` : `${label}, to`}
      aria-valuemin={part === "from" ? first : low}
      aria-valuemax={part === "from" ? high : last}
      aria-valuenow={part === "from" ? low : high}
      aria-valuetext={`${part === "from" ? low : high}, ${count(chosen)} in range`}
      className={styles.handle}
      style={{ left: place(part === "from" ? low : high + 1) }}
      onPointerDown={start(part)}
      onKeyDown={onKey(part)}
    />
  );
  return (
    <fieldset className={styles.chart} aria-label={label} ref={frame}>
      <div
        ref={plot}
        className={styles.plot}
        style={{ height }}
        onPointerDown={start("new")}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerCancel={onUp}
      >
        {bars.map(({ year, count: value }) => (
          <div key={year} className={classes(styles.slot, (year < low || year > high) && styles.out)} data-tip={`${year}: ${count(value)}`}>
            <span className={styles.bar} style={{ height: value > 0 ? `max(2px, ${(value / most) * 100}%)` : 0 }} />
          </div>
        ))}
        <div
          className={styles.window}
          style={{ left: place(low), right: `calc(100% - ${place(high + 1)})` }}
          onPointerDown={start("window")}
        />
        {handle("from")}
        {handle("to")}
      </div>
      <YearAxis first={first} last={last} most={Math.floor(width / TICK_ROOM) || 3} />
    </fieldset>
  );
};
