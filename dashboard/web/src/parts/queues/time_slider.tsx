import { count } from "@discogsography/web/format";
import { clock, duration, perSecond } from "../../model/figures";
import { type QueueView, totalAt } from "../../model/history";
import styles from "./time_slider.module.css";

/** Seconds that a view reaches back: as far as was asked for, to a point or two, or as far as anything is known. */
const spanOf = (times: readonly number[], minutes: number): number => {
  const known = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  return known > minutes * 60 * 0.95 ? minutes * 60 : known < 60 ? known : Math.round(known / 60) * 60;
};

interface TimeSliderProps {
  readonly view: QueueView;
  /** How far back the view goes. */
  readonly minutes: number;
  readonly place: number;
  readonly onPlace: (place: number) => void;
}

/** The time axis of all queues, which is also what chooses the moment that they are read at, for keyboard and touch too. */
export const TimeSlider = ({ view, minutes, place, onPlace }: TimeSliderProps) => {
  const { times, lines } = view;
  const last = times.length - 1;
  const total = totalAt(lines, place);
  const isNow = place >= last;
  const time = times[place];
  const words = `${count(total.depth)} waiting, in ${perSecond(total.into)}, out ${perSecond(total.out)}`;
  return (
    <div className={styles.axis}>
      <input
        type="range"
        className={styles.slider}
        aria-label="Moment that the queues are read at"
        aria-valuetext={`${isNow ? "now" : clock(time)}: ${words}`}
        min={0}
        max={Math.max(1, last)}
        value={last === 0 ? 1 : place}
        disabled={last === 0}
        onChange={(event) => onPlace(Number(event.currentTarget.value))}
      />
      <p className={styles.words}>
        <span className={styles.span}>{last > 0 ? `${duration(spanOf(times, minutes))} ago` : "no history yet"}</span>
        <span className={styles.moment}>
          {isNow ? "now" : clock(time)} · {words}
        </span>
        {isNow ? (
          <span className={styles.end}>now</span>
        ) : (
          <button type="button" className={styles.back} onClick={() => onPlace(last)}>
            back to now
          </button>
        )}
      </p>
    </div>
  );
};
