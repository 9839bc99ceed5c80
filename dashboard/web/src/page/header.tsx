import { classes } from "@discogsography/web/classes";
import { LinkButton } from "@discogsography/web/controls/button";
import { Brand, HeaderBar } from "@discogsography/web/controls/frame";
import { ThemeButton } from "@discogsography/web/controls/theme_button";
import { count } from "@discogsography/web/format";
import { TriangleAlert as AlertIcon, Compass, MailWarning } from "lucide-react";
import type { SystemMetrics } from "../api/schema.gen";
import { isFetching, type Link } from "../live/state";
import { clock } from "../model/figures";
import { alertCount, type Badged, STANDINGS } from "../model/status";
import { exploreAddress } from "./explore_address";
import { Fetching } from "./fetching";
import styles from "./header.module.css";

interface HeaderProps {
  readonly link: Link;
  readonly metrics: SystemMetrics | undefined;
  readonly areDeadLettersShown: boolean;
  readonly onDeadLetters: (areShown: boolean) => void;
}

export const Header = ({ link, metrics, areDeadLettersShown, onDeadLetters }: HeaderProps) => {
  const letters = metrics?.broker.dead_letters;
  return (
    <HeaderBar className={styles.header}>
      <Brand tagline="dashboard" />
      <Standing link={link} metrics={metrics} />
      <span className={styles.updated}>
        {isFetching({ link, metrics }) ? (
          <Fetching what="fetching" />
        ) : (
          metrics && (
            <>
              updated <span className="mono">{clock(metrics.timestamp)}</span>
            </>
          )
        )}
      </span>
      <button
        type="button"
        id="dlq-toggle"
        className={classes(styles.toggle, areDeadLettersShown && styles.on)}
        aria-pressed={areDeadLettersShown}
        data-tip={areDeadLettersShown ? "Back to the queues" : "Show the dead-letter queues instead of the queues"}
        onClick={() => onDeadLetters(!areDeadLettersShown)}
      >
        <MailWarning size={16} aria-hidden />
        <span className={styles.toggleWord}>Dead letters</span>
        <span className={classes("mono", styles.letters, (letters ?? 0) > 0 && styles.some)}>{count(letters)}</span>
      </button>
      <LinkButton className={styles.explore ?? ""} size="small" icon={Compass} href={exploreAddress(window.location)}>
        <span className={styles.exploreWord}>Explore</span>
      </LinkButton>
      <ThemeButton />
    </HeaderBar>
  );
};

const CONNECTING: Badged = { word: "Connecting", tone: "neutral" };
const NO_ANSWER: Badged = { word: "No answer", tone: "bad" };
const LOCKED: Badged = { word: "Locked", tone: "neutral" };

const standingOf = (link: Link, metrics: SystemMetrics | undefined): Badged => {
  if (metrics !== undefined) return STANDINGS[metrics.status];
  if (link.kind === "locked") return LOCKED;
  return link.kind === "disconnected" ? NO_ANSWER : CONNECTING;
};

/** All services in a word, and how many alerts there are; leads to them. */
const Standing = ({ link, metrics }: Pick<HeaderProps, "link" | "metrics">) => {
  const { word, tone } = standingOf(link, metrics);
  const alerts = alertCount(metrics?.alerts ?? []);
  return (
    <a href="#alerts" className={classes(styles.standing, link.kind === "disconnected" && styles.stale)}>
      <span className={classes(styles.pill, styles[tone])}>
        <span id="operational-status-dot" className={styles.dot} aria-hidden />
        <span id="operational-status-text">{word}</span>
      </span>
      {alerts && (
        <span id="alert-count" className={classes(styles.pill, styles[alerts.tone])}>
          <AlertIcon size={14} aria-hidden className={styles.narrow} />
          <span className={styles.narrow} aria-hidden>
            {alerts.count}
          </span>
          <span className={styles.wide}>{alerts.word}</span>
        </span>
      )}
    </a>
  );
};
