import { CircleAlert, Disc3, Hourglass, type LucideIcon, SearchX, WifiOff } from "lucide-react";
import { type ReactNode, useLayoutEffect } from "react";
import { classes } from "../classes";
import { announce } from "./announcer";
import styles from "./state_block.module.css";

export type StateKind = "empty" | "error" | "limited" | "offline" | "not-found";

const ICONS: Readonly<Record<StateKind, LucideIcon>> = {
  empty: Disc3,
  error: CircleAlert,
  limited: Hourglass,
  offline: WifiOff,
  "not-found": SearchX,
};

interface StateBlockProps {
  readonly kind: StateKind;
  readonly title: string;
  readonly text?: ReactNode;
  /** Buttons and links: what to do now. */
  readonly actions?: ReactNode;
  /** What comes after the actions: details, a progress bar. */
  readonly children?: ReactNode;
  /** For narrow places: without the room around it. */
  readonly isCompact?: boolean;
}

/** Why there is nothing to see, and what to do about it. Its title is announced when it appears. */
export const StateBlock = ({ kind, title, text, actions, children, isCompact = false }: StateBlockProps) => {
  const Icon = ICONS[kind];
  // Before the effects of what is inside, so that the title is said first.
  useLayoutEffect(() => announce(title), [title]);
  return (
    <div className={classes(styles.block, styles[kind], isCompact && styles.compact)} data-state={kind}>
      <span className={styles.icon}>
        <Icon size={20} aria-hidden />
      </span>
      <p className={styles.title}>{title}</p>
      {text && <div className={styles.text}>{text}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
      {children}
    </div>
  );
};
