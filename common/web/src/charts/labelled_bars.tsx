import type { ReactNode } from "react";
import { Bar } from "../controls/bar";
import { count } from "../format";
import type { Tone } from "../tone";
import styles from "./labelled_bars.module.css";

export interface LabelledBar {
  readonly name: string;
  readonly count: number;
  readonly href?: string | undefined;
  /** Said after the number: a share, a unit. */
  readonly note?: string | undefined;
  readonly mark?: ReactNode;
}

interface LabelledBarsProps {
  readonly rows: readonly LabelledBar[];
  readonly label: string;
  readonly tone?: Tone;
  /** The count of a full bar; the greatest by default. */
  readonly top?: number | undefined;
  /** How counts are written. */
  readonly format?: (value: number) => string;
}

/** Names with a bar and a number each. It is a list, so it needs no table beside it. */
export const LabelledBars = ({ rows, label, tone = "cyan", top, format = count }: LabelledBarsProps) => {
  const most = top ?? Math.max(0, ...rows.map((row) => row.count));
  return (
    <ul aria-label={label} className={styles.rows}>
      {rows.map((row, index) => (
        <li key={index} className={styles.row}>
          <span className={styles.name}>
            {row.mark}
            {row.href === undefined ? (
              <bdi className={styles.text}>{row.name}</bdi>
            ) : (
              <a href={row.href} className={styles.text}>
                <bdi>{row.name}</bdi>
              </a>
            )}
          </span>
          <Bar share={most > 0 ? row.count / most : 0} tone={tone} />
          <span className={styles.number}>
            {format(row.count)}
            {row.note && <span className={styles.note}> {row.note}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
};
