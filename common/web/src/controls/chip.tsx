import { X } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "../classes";
import { count as format } from "../format";
import styles from "./chip.module.css";

interface ChipProps {
  /** For a filter: whether it is on. */
  readonly isOn?: boolean | undefined;
  readonly onToggle?: (() => void) | undefined;
  readonly onRemove?: (() => void) | undefined;
  /** Name of what `onRemove` takes away, when the children are not plain text. */
  readonly removeLabel?: string;
  readonly count?: number | undefined;
  /** Leads somewhere instead of toggling. */
  readonly href?: string | undefined;
  readonly mark?: ReactNode;
  readonly children: ReactNode;
}

/** A filter, a series or a short choice. What it does decides what it is: a switch, a link, or text with a button that removes it. */
export const Chip = ({ isOn, onToggle, onRemove, removeLabel, count, href, mark, children }: ChipProps) => {
  const body = (
    <>
      {mark}
      <span className={styles.text}>{children}</span>
      {count !== undefined && <span className={styles.count}>{format(count)}</span>}
    </>
  );
  const removeName = `Remove ${removeLabel ?? (typeof children === "string" ? children : "")}`.trim();
  return (
    <span className={classes(styles.chip, isOn && styles.on, (onToggle || href) && styles.active)}>
      {href !== undefined ? (
        <a href={href} className={styles.body}>
          {body}
        </a>
      ) : onToggle ? (
        <button type="button" aria-pressed={isOn ?? false} onClick={onToggle} className={styles.body}>
          {body}
        </button>
      ) : (
        <span className={styles.body}>{body}</span>
      )}
      {onRemove && (
        <button type="button" aria-label={removeName} onClick={onRemove} className={styles.remove}>
          <X size={13} aria-hidden />
        </button>
      )}
    </span>
  );
};

/** A word about a thing: a style, a format. With `href` it is a link. */
export const Tag = ({
  href,
  mark,
  count,
  children,
}: {
  readonly href?: string | undefined;
  readonly mark?: ReactNode;
  readonly count?: number | undefined;
  readonly children: ReactNode;
}) => {
  const body = (
    <>
      {mark}
      <span className={styles.text}>{children}</span>
      {count !== undefined && <span className={styles.count}>{format(count)}</span>}
    </>
  );
  return href === undefined ? (
    <span className={styles.tag}>{body}</span>
  ) : (
    <a href={href} className={classes(styles.tag, styles.link)}>
      {body}
    </a>
  );
};

export type BadgeTone = "neutral" | "good" | "warn" | "bad" | "computed" | "active";

/** A state in a word. The colour only repeats what the word says. */
export const Badge = ({
  tone = "neutral",
  hasDot = true,
  children,
}: {
  readonly tone?: BadgeTone;
  readonly hasDot?: boolean;
  readonly children: ReactNode;
}) => <span className={classes(styles.badge, styles[tone], hasDot && styles.dot)}>{children}</span>;
