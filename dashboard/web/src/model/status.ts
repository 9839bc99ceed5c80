import type { BadgeTone } from "@discogsography/web/controls/chip";
import { counted } from "@discogsography/web/format";
import type { Alert, Overall, PipelineMetrics, ServiceStatus } from "../api/schema.gen";

/** A state in a word, with the tone of its badge. */
export interface Badged {
  readonly word: string;
  readonly tone: BadgeTone;
}

/** All services together: what the service found, as it is shown. */
export const STANDINGS: Readonly<Record<Overall, Badged>> = {
  operational: { word: "Operational", tone: "good" },
  degraded: { word: "Degraded", tone: "warn" },
  offline: { word: "Offline", tone: "bad" },
  unknown: { word: "Unknown", tone: "warn" },
};

/** A service's state. An extractor that is well says what it does. */
export const serviceBadge = ({ status, extraction_status: task }: Pick<ServiceStatus, "status" | "extraction_status">): Badged =>
  (status === "healthy" && task && TASKS[task]) || STATES[status] || { word: capitalised(status || "unknown"), tone: "warn" };

const STATES: Readonly<Record<string, Badged>> = {
  healthy: { word: "Healthy", tone: "good" },
  unhealthy: { word: "Unhealthy", tone: "bad" },
  extracting: { word: "Active", tone: "active" },
  active: { word: "Active", tone: "active" },
};
const TASKS: Readonly<Record<string, Badged>> = {
  running: { word: "Active", tone: "active" },
  failed: { word: "Failed", tone: "bad" },
};

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** What a pipeline as a whole is doing; what is wrong comes first. */
export const pipelineBadge = ({ services, flow }: Pick<PipelineMetrics, "services" | "flow">): Badged => {
  const badges = services.map(serviceBadge);
  if (badges.some(({ tone }) => tone === "bad")) return { word: "in trouble", tone: "bad" };
  if (services.some(({ status }) => status === "unknown")) return { word: "partly away", tone: "warn" };
  if (badges.some(({ tone }) => tone === "warn")) return { word: "starting", tone: "warn" };
  if (badges.some(({ tone }) => tone === "active") || flow.publish_rate > 0) return { word: "importing", tone: "active" };
  return flow.messages > 0 ? { word: "catching up", tone: "active" } : { word: "idle", tone: "neutral" };
};

/** Alerts in a word: `1 critical, 2 warnings`; undefined when all is quiet. What is only information is not counted. */
export const alertCount = (alerts: readonly Pick<Alert, "severity">[]): (Badged & { readonly count: number }) | undefined => {
  const critical = alerts.filter(({ severity }) => severity === "critical").length;
  const warnings = alerts.filter(({ severity }) => severity === "warning").length;
  const words = [critical > 0 && `${critical} critical`, warnings > 0 && counted(warnings, "warning")].filter(Boolean);
  return words.length === 0 ? undefined : { count: critical + warnings, word: words.join(", "), tone: critical > 0 ? "bad" : "warn" };
};
