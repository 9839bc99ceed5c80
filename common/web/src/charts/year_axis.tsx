import { yearTicks } from "./scales";
import styles from "./year_axis.module.css";

/** Round years under bars; each bar is one equal part of the width. */
export const YearAxis = ({ first, last, most }: { readonly first: number; readonly last: number; readonly most: number }) => {
  const parts = last - first + 1;
  return (
    <div className={styles.axis} aria-hidden>
      {yearTicks(first, last, most).map((year) => (
        <span key={year} className={styles.tick} style={{ left: `clamp(1.2em, ${((year - first + 0.5) / parts) * 100}%, 100% - 1.2em)` }}>
          {year}
        </span>
      ))}
    </div>
  );
};
