import { classes } from "@discogsography/web/classes";
import { Ellipsis } from "lucide-react";
import { useAskEnabled } from "../ask_status";
import { paneHref, paneStart } from "../location";
import { openOverlay } from "../overlay";
import { loadPane, PANE_TITLES, PANES, type PaneId } from "../panes";
import { PANE_ICONS } from "./pane_icons";
import styles from "./rail.module.css";

/** What the tab bar of a phone has room for, beside "More". */
export const TABS: readonly PaneId[] = ["explore", "search", "path", "insights"];

/** Panes in the rail: Ask only where questions are answered, or where one is already. */
export const usePanes = (current: PaneId): readonly PaneId[] => {
  const canAsk = useAskEnabled();
  return PANES.filter((pane) => pane !== "ask" || canAsk || current === "ask");
};

/** Navigation at the side, and at the foot of a phone. A pane is found as it was left; the one that is open leads to its beginning. */
export const Rail = ({ current }: { readonly current: PaneId }) => {
  const panes = usePanes(current);
  const isMore = !TABS.includes(current);
  return (
    <nav className={styles.rail} aria-label="Main navigation">
      <ul className={styles.list}>
        {panes.map((pane) => (
          <li key={pane} className={classes(pane === "ask" && styles.foot, !TABS.includes(pane) && styles.wide)}>
            <PaneLink pane={pane} isCurrent={pane === current} />
          </li>
        ))}
        <li className={styles.narrow}>
          <button
            type="button"
            className={classes(styles.item, isMore && styles.current)}
            aria-haspopup="dialog"
            onClick={() => openOverlay({ kind: "more" })}
          >
            <Ellipsis size={20} aria-hidden />
            <span>More</span>
          </button>
        </li>
      </ul>
    </nav>
  );
};

export const PaneLink = ({ pane, isCurrent }: { readonly pane: PaneId; readonly isCurrent: boolean }) => {
  const Icon = PANE_ICONS[pane];
  const load = (): void => void loadPane(pane);
  return (
    <a
      className={classes(styles.item, isCurrent && styles.current)}
      href={isCurrent ? paneStart(pane) : paneHref(pane)}
      data-pane={pane}
      aria-current={isCurrent ? "page" : undefined}
      onPointerEnter={load}
      onFocus={load}
    >
      <Icon size={20} aria-hidden />
      <span>{PANE_TITLES[pane]}</span>
    </a>
  );
};
