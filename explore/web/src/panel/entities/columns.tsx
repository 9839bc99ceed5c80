import { classes } from "@discogsography/web/classes";
import type { ReactNode } from "react";
import styles from "./page.module.css";

/** Sections of a page in two columns, what is most looked for in the wide one; one column where there is no room. */
export const Columns = ({
  main,
  side,
  isEven = false,
}: {
  readonly main: ReactNode;
  readonly side: ReactNode;
  readonly isEven?: boolean;
}) => (
  <div className={classes(styles.columns, isEven && styles.even)}>
    <div className={styles.column}>{main}</div>
    <div className={styles.column}>{side}</div>
  </div>
);

/** A section over both columns. */
export const Full = ({ children }: { readonly children: ReactNode }) => <div className={styles.full}>{children}</div>;

/** Parts of a section with room between. */
export const Loose = ({ children }: { readonly children: ReactNode }) => <div className={styles.loose}>{children}</div>;
