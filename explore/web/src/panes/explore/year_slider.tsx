import { classes } from "@discogsography/web/classes";
import { counted } from "@discogsography/web/format";
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { type Bounds, keyed, shareOf, ticks, type YearCount, yearAt } from "./timeline_model";
import type { Timeline } from "./use_timeline";
import styles from "./year_slider.module.css";

interface YearSliderProps {
  readonly timeline: Timeline;
  readonly counts: readonly YearCount[];
  readonly bounds: Bounds;
  /** Years in which something of the picture appeared for the first time. */
  readonly markers: ReadonlyMap<number, readonly string[]>;
}

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

/** Bars of releases by year, with one thumb, or with two while years are compared. */
export const YearSlider = ({ timeline, counts, bounds, markers }: YearSliderProps) => {
  const track = useRef<HTMLDivElement>(null);
  const held = useRef<0 | 1 | undefined>(undefined);
  const { year, pair, isAll } = timeline;
  const thumbs: readonly number[] = pair ?? [year];
  const most = Math.max(1, ...counts.map((each) => each.count));
  const width = 100 / (bounds.last - bounds.first + 1);
  const isIn = (each: number): boolean =>
    pair === undefined ? each <= year : timeline.mode === "exclusive" ? pair.includes(each) : each <= Math.max(...pair);

  const yearUnder = (event: PointerEvent): number => {
    const frame = track.current?.getBoundingClientRect();
    return frame === undefined || frame.width === 0 ? year : yearAt((event.clientX - frame.left) / frame.width, bounds);
  };
  const onDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    const at = yearUnder(event);
    held.current = pair === undefined ? 0 : Math.abs(at - pair[0]) <= Math.abs(at - pair[1]) ? 0 : 1;
    event.currentTarget.setPointerCapture(event.pointerId);
    timeline.move(at, held.current);
  };
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (held.current !== undefined) timeline.move(yearUnder(event), held.current);
  };
  const onUp = (): void => {
    held.current = undefined;
  };
  const onKey = (event: KeyboardEvent, which: 0 | 1): void => {
    const next = event.altKey || event.ctrlKey || event.metaKey ? undefined : keyed(event.key, thumbs[which] ?? year, bounds);
    if (next === undefined) return;
    event.preventDefault();
    timeline.move(next, which);
  };

  return (
    <div className={styles.slider} onPointerDown={onDown} onPointerMove={onMove} onPointerUp={onUp} onPointerCancel={onUp}>
      <div ref={track} className={styles.track}>
        <div className={styles.bars} aria-hidden="true">
          {counts.map((each) => (
            <span
              key={each.year}
              className={classes(styles.bar, !isIn(each.year) && styles.out)}
              title={`${each.year}: ${counted(each.count, "release")}`}
              style={{ left: percent(shareOf(each.year, bounds)), width: `${width}%`, height: percent(Math.max(0.06, each.count / most)) }}
            />
          ))}
        </div>
        {[...markers].map(([at, names]) => (
          <span
            key={at}
            className={styles.marker}
            style={{ left: percent(shareOf(at, bounds)) }}
            title={`${at}: ${names.join(", ")} appeared`}
            aria-hidden="true"
          />
        ))}
        {thumbs.map((at, index) => {
          const which = index === 0 ? 0 : 1;
          return (
            <div
              key={which}
              role="slider"
              tabIndex={0}
              aria-label={pair === undefined ? "Year" : which === 0 ? "First year" : "Second year"}
              aria-valuemin={bounds.first}
              aria-valuemax={bounds.last}
              aria-valuenow={at}
              aria-valuetext={pair === undefined && isAll ? "All years" : `${at}`}
              className={classes(styles.thumb, pair !== undefined && (which === 0 ? styles.a : styles.b))}
              style={{ left: percent(shareOf(at, bounds)) }}
              onKeyDown={(event) => onKey(event, which)}
            />
          );
        })}
      </div>
      <div className={styles.ticks} aria-hidden="true">
        {ticks(bounds, 5).map((tick) => (
          <span key={tick} style={{ left: percent(shareOf(tick, bounds)) }}>
            {tick}
          </span>
        ))}
      </div>
    </div>
  );
};
