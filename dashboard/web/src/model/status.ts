import type { BadgeTone } from "@discogsography/web/controls/chip";
import type { Overall, PipelineMetrics, ServiceStatus } from "../api/schema.gen";

/** All services in a word, with the tone of its badge. */
export interface Standing {
  readonly status: Overall;
  readonly word: string;
  readonly tone: BadgeTone;
}

const STANDINGS: Readonly<Record<Overall, Standing>> = {
  operational: { status: "operational", word: "Operational", tone: "good" },
  degraded: { status: "degraded", word: "Degraded", tone: "warn" },
  offline: { status: "offline", word: "Offline", tone: "bad" },
  unknown: { status: "unknown", word: "Unknown", tone: "warn" },
};

/** All of them well: operational. All of them not: offline. One of them not: degraded. Anything else, none at all included, is unknown. */
export const overall = (statuses: readonly string[]): Overall => {
  const isBad = (status: string) => status === "unhealthy";
  if (statuses.length === 0) return "unknown";
  if (statuses.every((status) => status === "healthy" || isAtWork(status))) return "operational";
  if (statuses.every(isBad)) return "offline";
  return statuses.some(isBad) ? "degraded" : "unknown";
};

const isAtWork = (status: string): boolean => status === "extracting" || status === "active";

export const standing = (pipelines: Readonly<Record<string, PipelineMetrics>>): Standing =>
  STANDINGS[overall(Object.values(pipelines).flatMap(({ services }) => services.map(({ status }) => status)))];

export interface Badged {
  readonly word: string;
  readonly tone: BadgeTone;
}

/** A service's state in a word. An extractor that is well says what it does; a consumer that waits for records is idle. */
export const serviceBadge = (service: Pick<ServiceStatus, "status" | "extraction_status" | "rate">): Badged => {
  const { status, extraction_status: task } = service;
  if (status === "healthy") return (task && TASKS[task]) || HEALTHY;
  if (status === "unhealthy") return { word: "Unhealthy", tone: "bad" };
  if (status === "extracting") return { word: "Active", tone: "active" };
  if (status === "active") return { word: "Active", tone: "active" };
  return { word: capitalised(status || "unknown"), tone: "warn" };
};

const HEALTHY: Badged = { word: "Healthy", tone: "good" };
const TASKS: Readonly<Record<string, Badged>> = {
  running: { word: "Active", tone: "active" },
  failed: { word: "Failed", tone: "bad" },
};

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** What a pipeline as a whole is doing. */
export const pipelineBadge = ({ services, flow }: PipelineMetrics): Badged => {
  const badges = services.map(serviceBadge);
  if (services.every(({ status }) => status === "unknown")) return { word: "no answer", tone: "bad" };
  if (badges.some(({ tone }) => tone === "bad")) return { word: "in trouble", tone: "bad" };
  if (services.some(({ status }) => status === "unknown")) return { word: "partly away", tone: "warn" };
  if (badges.some(({ tone }) => tone === "active") || flow.publish_rate > 0) return { word: "importing", tone: "active" };
  if (flow.messages > 0) return { word: "catching up", tone: "active" };
  return badges.some(({ tone }) => tone === "warn") ? { word: "starting", tone: "warn" } : { word: "idle", tone: "neutral" };
};
