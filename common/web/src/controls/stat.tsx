import type { ReactNode } from "react";
import { classes } from "../classes";
import styles from "./stat.module.css";

/** One figure and what it counts. Several stand in a {@link Stats}. */
export const Stat = ({ value, label, tone }: { readonly value: ReactNode; readonly label: ReactNode; readonly tone?: "computed" }) => (
  <div className={styles.stat}>
    <dt className={styles.label}>{label}</dt>
    <dd className={classes(styles.value, tone === "computed" && styles.computed)}>{value}</dd>
  </div>
);

export const Stats = ({ children }: { readonly children: ReactNode }) => <dl className={styles.stats}>{children}</dl>;
