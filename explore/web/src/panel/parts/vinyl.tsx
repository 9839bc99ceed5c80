import styles from "./vinyl.module.css";

const GROOVES = [28, 33, 37, 40.5, 43.5, 46] as const;

/** A record: there are no pictures of sleeves in the data. */
export const Vinyl = () => (
  <svg className={styles.vinyl} viewBox="-50 -50 100 100" width="112" height="112" aria-hidden="true" focusable="false">
    <circle r="49.5" className={styles.disc} />
    {GROOVES.map((radius) => (
      <circle key={radius} r={radius} className={styles.groove} />
    ))}
    <circle r="23" className={styles.label} />
    <circle r="12" className={styles.print} />
    <circle r="3" className={styles.hole} />
  </svg>
);
