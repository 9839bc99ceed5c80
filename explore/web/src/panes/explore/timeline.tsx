import { classes } from "@discogsography/web/classes";
import { Button, IconButton } from "@discogsography/web/controls/button";
import { Segmented } from "@discogsography/web/controls/segmented";
import { Columns2, Pause, Play, RotateCcw, X } from "lucide-react";
import type { CompareMode } from "../../graph/lens";
import styles from "./timeline.module.css";
import type { Bounds, YearCount } from "./timeline_model";
import type { Timeline as Model } from "./use_timeline";
import { YearSlider } from "./year_slider";

interface TimelineProps {
  readonly timeline: Model;
  readonly counts: readonly YearCount[];
  readonly bounds: Bounds;
  readonly markers: ReadonlyMap<number, readonly string[]>;
  /** Only the largest of some category were compared. */
  readonly isPartial: boolean;
  readonly isPhone: boolean;
}

const SPEEDS = [
  { value: "1", title: "1 y/s" },
  { value: "10", title: "10 y/s" },
] as const;

const MODES: readonly { readonly value: CompareMode; readonly title: string }[] = [
  { value: "cumulative", title: "Up to" },
  { value: "exclusive", title: "Only" },
];

/** The years of the centre: a slider under its bars, playback, and two years beside each other. */
export const Timeline = ({ timeline, counts, bounds, markers, isPartial, isPhone }: TimelineProps) => {
  const { year, isAll, pair, mode, isPlaying, speed } = timeline;
  const isSame = pair !== undefined && pair[0] === pair[1];
  return (
    <section aria-label="Timeline" className={classes(styles.timeline, pair !== undefined && styles.pair)}>
      {pair === undefined ? (
        <>
          <IconButton
            label={isPlaying ? "Pause" : "Play the years"}
            keys="Space"
            icon={isPlaying ? Pause : Play}
            isOn={isPlaying}
            onClick={timeline.play}
          />
          {!isPhone && (
            <div className={styles.year}>
              <output className={styles.big}>{year}</output>
              <span className={styles.caption}>{isAll ? "all years" : "and before"}</span>
            </div>
          )}
        </>
      ) : (
        <div className={classes(styles.year, styles.two)}>
          <output className={styles.big}>
            {Math.min(...pair)}
            <span className={styles.to}> / </span>
            {Math.max(...pair)}
          </output>
          <span className={styles.caption}>
            {isSame ? "move one of them" : isPartial ? "the largest 1,000" : mode === "exclusive" ? "each year alone" : "up to each year"}
          </span>
        </div>
      )}
      <YearSlider timeline={timeline} counts={counts} bounds={bounds} markers={markers} />
      {pair === undefined ? (
        <div className={styles.end}>
          {!isAll && <IconButton size="small" label="Show all years" icon={RotateCcw} onClick={timeline.reset} />}
          {!isPhone && (
            <>
              <Segmented
                label="Speed"
                value={`${speed}`}
                options={[...SPEEDS]}
                onChange={(value) => timeline.chooseSpeed(value === "10" ? 10 : 1)}
              />
              <Button size="small" icon={Columns2} onClick={timeline.compare}>
                Compare years
              </Button>
            </>
          )}
        </div>
      ) : (
        <div className={styles.end}>
          {!isPhone && <CompareLegend years={[Math.min(...pair), Math.max(...pair)]} />}
          <Segmented<CompareMode> label="What is compared" value={mode} options={[...MODES]} onChange={timeline.chooseMode} />
          <IconButton size="small" label="End the comparison" keys="y" icon={X} onClick={timeline.compare} />
        </div>
      )}
    </section>
  );
};

/** Keeps the room of a timeline whose years are on their way, so that the picture does not jump. */
export const TimelineRoom = () => <div className={styles.timeline} aria-busy="true" />;

/** What the rings mean while two years are compared. */
const CompareLegend = ({ years: [a, b] }: { readonly years: readonly [number, number] }) => (
  <ul className={styles.legend} aria-label="Marks of the years">
    <li>
      <span className={styles.onlyA} aria-hidden="true" /> {a} only
    </li>
    <li>
      <span className={styles.onlyB} aria-hidden="true">
        +
      </span>
      {b} only
    </li>
  </ul>
);
