import type { Value } from "../../model/history";
import { areaPath, linePath, places } from "../../model/paths";
import styles from "./spark.module.css";

const ROOM = { width: 76, bottom: 24, height: 20 } as const;

/** A figure over time in the height of two lines: from its smallest to its largest value, which says how it goes and not how much it is. */
export const Spark = ({
  label,
  values: all,
  colour,
}: {
  readonly label: string;
  readonly values: readonly Value[];
  readonly colour: string;
}) => {
  const values = all.slice(
    Math.max(
      0,
      all.findIndex((value) => value !== null),
    ),
  );
  const known = values.filter((value): value is number => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  // What never moves is a line in the middle.
  const shown = values.map((value) => (value === null ? null : high === low ? 0.5 : 0.08 + (0.92 * (value - low)) / (high - low)));
  const at = places(values.map((_, index) => index));
  const room = { ...ROOM, top: 1 };
  return (
    <svg
      viewBox="0 0 76 26"
      width={76}
      height={26}
      role="img"
      aria-label={known.length > 0 ? label : `${label}: not known yet`}
      className={styles.spark}
    >
      <g style={{ color: colour }}>
        <path d={areaPath(shown, at, room)} className={styles.area} />
        <path d={linePath(shown, at, room)} className={styles.line} />
      </g>
    </svg>
  );
};
