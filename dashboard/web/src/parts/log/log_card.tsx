import { classes } from "@discogsography/web/classes";
import { Card } from "@discogsography/web/controls/card";
import { Segmented } from "@discogsography/web/controls/segmented";
import type { Event } from "../../api/schema.gen";
import type { Live } from "../../live/state";
import { clock } from "../../model/figures";
import { LEVEL_WORDS, logOf } from "../../model/log";
import { useChoice } from "../../page/choice";
import styles from "./log_card.module.css";

const LEVELS = [
  { value: "all", title: "All" },
  { value: "warnings", title: "Warnings" },
] as const;

/** What happened, the newest first: what the service noticed, and what the page did. It is not read aloud as it grows; what matters is announced. */
export const LogCard = ({ events, live }: { readonly events: readonly Event[]; readonly live: Pick<Live, "link" | "notes"> }) => {
  const [level, chooseLevel] = useChoice("log");
  const entries = logOf(events, live.notes, level);
  const isConnected = live.link.kind === "connected";
  const state = isConnected ? "connected" : live.link.kind === "connecting" ? "connecting" : "disconnected";
  return (
    <Card
      title="System Event Log"
      aside={
        <>
          <span className={classes("connection-status", styles.status)}>
            <span className={classes("status-indicator", state, styles.indicator, styles[state])} aria-hidden />
            <span className="status-text">{state.charAt(0).toUpperCase() + state.slice(1)}</span>
          </span>
          <Segmented label="Entries" value={level} options={LEVELS} onChange={chooseLevel} />
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls takes the focus, so that the keyboard can scroll it */}
      <div id="activityLog" className={styles.log} role="log" aria-live="off" aria-label="System event log" tabIndex={0}>
        {entries.length === 0 ? (
          <p className={styles.empty}>{level === "all" ? "Nothing has happened yet." : "No warnings."}</p>
        ) : (
          <ul>
            {entries.map(({ key, at, severity, text }) => (
              <li key={key} className={classes("log-entry", styles.entry)}>
                <time className={styles.time}>{clock(at)}</time>
                <span className={classes(styles.level, styles[severity])}>[{LEVEL_WORDS[severity]}]</span>
                <span className={styles.text}>{text}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
};
