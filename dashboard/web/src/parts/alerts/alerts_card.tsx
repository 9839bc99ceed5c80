import { Card } from "@discogsography/web/controls/card";
import { Disclosure } from "@discogsography/web/controls/disclosure";
import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { Alert, Severity, Threshold } from "../../api/schema.gen";
import { useNow } from "../../live/use_now";
import { codeParts, sentence } from "../../model/code_parts";
import { shortDuration, toTime } from "../../model/figures";
import styles from "./alerts_card.module.css";
import { ThresholdTable } from "./threshold_table";

interface AlertsCardProps {
  readonly alerts: readonly Alert[];
  readonly thresholds: readonly Threshold[];
}

/** A part that scrolls takes the focus, so that the keyboard can scroll it. */
const SCROLLED = { tabIndex: 0, role: "region", "aria-label": "List of alerts" } as const;

/** What crossed its threshold and has not come back: what it is, for how long, and what to do. */
export const AlertsCard = ({ alerts, thresholds }: AlertsCardProps) => (
  <Card id="alerts" title="Alerts" className={styles.card ?? ""} tabIndex={-1}>
    <div className={styles.scroll} {...SCROLLED}>
      {alerts.length === 0 ? <AllQuiet /> : <AlertList alerts={alerts} />}
      {thresholds.length > 0 && (
        <Disclosure title="Thresholds">
          <ThresholdTable thresholds={thresholds} />
        </Disclosure>
      )}
    </div>
  </Card>
);

const AllQuiet = () => (
  <p className={styles.quiet}>
    <CircleCheck size={18} aria-hidden className={styles.good} />
    All quiet: nothing has crossed a threshold.
  </p>
);

const AlertList = ({ alerts }: { readonly alerts: readonly Alert[] }) => {
  const now = useNow();
  return (
    <ul>
      {alerts.map((alert) => (
        <AlertRow key={alert.id} alert={alert} now={now} />
      ))}
    </ul>
  );
};

const ICONS: Readonly<Record<Severity, LucideIcon>> = { info: Info, warning: TriangleAlert, critical: CircleAlert };
const WORDS: Readonly<Record<Severity, string>> = { info: "Notice", warning: "Warning", critical: "Critical" };

const AlertRow = ({ alert: { severity, title, detail, error, since, action }, now }: { readonly alert: Alert; readonly now: number }) => {
  const Icon = ICONS[severity];
  return (
    <li className={styles.alert} data-severity={severity}>
      <Icon size={18} className={styles[severity]} role="img" aria-label={WORDS[severity]} />
      <div className={styles.words}>
        <p className={styles.head}>
          <span className={styles.title}>{title}</span>
          <span className={styles.since}>{shortDuration(Math.max(0, now - (toTime(since) ?? now)) / 1000)}</span>
        </p>
        <p className={styles.detail}>
          {sentence(detail)}{" "}
          <span className={styles.action}>
            {codeParts(sentence(action)).map(({ text, isCode }, index) => (isCode ? <code key={index}>{text}</code> : text))}
          </span>
        </p>
        {error !== null && (
          <Disclosure title="The error, word for word">
            <code className={styles.error}>{error}</code>
          </Disclosure>
        )}
      </div>
    </li>
  );
};
