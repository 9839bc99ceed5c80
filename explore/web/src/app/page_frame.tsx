import type { ReactNode } from "react";
import styles from "./page_frame.module.css";
import { useTitle } from "./use_title";

interface PaneFrameProps {
  /** The one h1 of the pane, and the document's title. */
  readonly title: string;
  /** A sentence that says what one can do here. */
  readonly lead?: ReactNode;
  /** Buttons of the whole pane, at the end of the title's row. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Column of a pane: at most 1288 px of content, title on top. The heading takes the focus when the pane is opened. */
export const PaneFrame = ({ title, lead, actions, children }: PaneFrameProps) => {
  useTitle(title);
  return (
    <div className={styles.frame}>
      <div className={styles.top}>
        <div className={styles.words}>
          <h1 className={styles.title} tabIndex={-1}>
            <bdi>{title}</bdi>
          </h1>
          {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
};
