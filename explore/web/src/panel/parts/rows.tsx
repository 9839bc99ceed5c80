import { classes } from "@discogsography/web/classes";
import { Bar } from "@discogsography/web/controls/bar";
import type { Tone } from "@discogsography/web/tone";
import type { ReactNode } from "react";
import styles from "./rows.module.css";

/** Named things with a figure each, a line a thing. */
export const Rows = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <ul className={styles.rows} aria-label={label}>
    {children}
  </ul>
);

interface RowProps {
  readonly name: ReactNode;
  /** What is said of it under its name. */
  readonly note?: ReactNode;
  /** A small picture of the figure. */
  readonly picture?: ReactNode;
  readonly number?: ReactNode;
  /** More of it, over the whole width. */
  readonly below?: ReactNode;
}

export const Row = ({ name, note, picture, number, below }: RowProps) => (
  <li className={styles.row}>
    <span className={styles.name}>
      {name}
      {note && <span className={styles.note}>{note}</span>}
    </span>
    {picture ?? <span />}
    <span className={styles.number}>{number}</span>
    {below && <div className={styles.below}>{below}</div>}
  </li>
);

/** A share as a short bar, beside its number. */
export const Meter = ({ share, tone }: { readonly share: number; readonly tone: Tone }) => (
  <span className={styles.meter}>
    <Bar share={share} tone={tone} />
  </span>
);

/** What stands under a list: how much of it is shown, where the rest is. */
export const Foot = ({ children }: { readonly children: ReactNode }) => <div className={styles.foot}>{children}</div>;

/** A sentence over a list. */
export const Lead = ({ children, isComputed = false }: { readonly children: ReactNode; readonly isComputed?: boolean }) => (
  <p className={classes(styles.lead, isComputed && styles.computed)}>{children}</p>
);

export const Gap = ({ children }: { readonly children: ReactNode }) => <div className={styles.gap}>{children}</div>;

/** Unfolds the reasons of what was computed. */
export const WhyButton = ({ isOpen, onToggle }: { readonly isOpen: boolean; readonly onToggle: () => void }) => (
  <button type="button" className={styles.why} aria-expanded={isOpen} onClick={onToggle}>
    {isOpen ? "less" : "why?"}
  </button>
);
