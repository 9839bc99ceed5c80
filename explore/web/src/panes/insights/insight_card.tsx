import type { ComputationStatus, InsightType } from "@discogsography/web/api/schema.gen";
import { Card } from "@discogsography/web/controls/card";
import { Badge, type BadgeTone } from "@discogsography/web/controls/chip";
import { ago, percent } from "@discogsography/web/format";
import { createContext, type ReactNode, use } from "react";
import styles from "./insights.module.css";
import { type Standing, standing } from "./model";

/** How a computation stands; undefined while nobody has said. */
export type StandingOf = (type: InsightType) => { readonly status: ComputationStatus; readonly standing: Standing } | undefined;

export const Standings = createContext<StandingOf>(() => undefined);

/** Looks a computation up in the status of all. */
export const standingOf =
  (statuses: readonly ComputationStatus[], generation: number | null | undefined): StandingOf =>
  (type) => {
    const status = statuses.find(({ insight_type }) => insight_type === type);
    return status && { status, standing: standing(status, generation) };
  };

const WORDS: Readonly<Record<Standing, { readonly word: string; readonly tone: BadgeTone }>> = {
  failed: { word: "failed", tone: "bad" },
  running: { word: "computing", tone: "active" },
  stale: { word: "older figures", tone: "warn" },
  never: { word: "not computed yet", tone: "neutral" },
  fresh: { word: "up to date", tone: "good" },
};

export const StandingBadge = ({ status, standing: stands }: { readonly status: ComputationStatus; readonly standing: Standing }) => {
  const { word, tone } = WORDS[stands];
  const isPartly = stands === "running" && status.progress !== null && status.progress !== undefined;
  return <Badge tone={tone}>{isPartly ? `${word}, ${percent(status.progress)}` : word}</Badge>;
};

interface InsightCardProps {
  readonly title: string;
  /** The computation that its figures come from. */
  readonly from: InsightType;
  readonly aside?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A part of the pane with its own freshness, and its own error when its computation failed. */
export const InsightCard = ({ title, from, aside, className, children }: InsightCardProps) => {
  const found = use(Standings)(from);
  return (
    <Card title={title} aside={aside} className={`${styles.card} ${className ?? ""}`} data-insight={from}>
      <div className={styles.content}>{children}</div>
      {found && (
        <p className={styles.foot}>
          {found.standing !== "fresh" && <StandingBadge {...found} />}
          {found.status.last_computed && <span>Computed {ago(found.status.last_computed)}</span>}
          {found.standing === "failed" && found.status.error && <span className={styles.error}>{found.status.error}</span>}
        </p>
      )}
    </Card>
  );
};
