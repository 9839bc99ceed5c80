import type { SystemMetrics } from "../api/schema.gen";
import type { Live } from "../live/state";
import { CASTS } from "./pipelines";
import { STANDINGS } from "./status";

/** What is worth saying about a change: the connection, the services as a whole, alerts that came, imports that ended. */
export const newsBetween = (before: Live | undefined, now: Live): readonly string[] => [
  ...connectionNews(before, now),
  ...(now.metrics === undefined ? [] : metricsNews(before?.metrics, now.metrics)),
];

const connectionNews = (before: Live | undefined, { link }: Live): readonly string[] => {
  const was = before?.link.kind;
  if (link.kind === was) return [];
  if (link.kind === "disconnected") return ["Disconnected. The figures are no longer live"];
  return link.kind === "connected" && was === "disconnected" ? ["Connected again. The figures are live"] : [];
};

const metricsNews = (before: SystemMetrics | undefined, now: SystemMetrics): readonly string[] => {
  const word = STANDINGS[now.status].word;
  if (before === undefined) return [`Services: ${word}`];
  if (before === now) return [];
  const known = new Set(before.alerts.map(({ id }) => id));
  const came = now.alerts.filter(({ id, severity }) => severity !== "info" && !known.has(id));
  return [
    ...(before.status === now.status ? [] : [`Services: ${word}`]),
    ...came.map(({ severity, title }) => `${severity === "critical" ? "Critical" : "Warning"}: ${title}`),
    ...now.imports.flatMap((each) => {
      const was = before.imports.find(({ source }) => source === each.source)?.state;
      if (was === undefined || was === each.state) return [];
      if (each.state === "complete" || each.state === "partial") return [`${CASTS[each.source].title} import complete`];
      return each.state === "failed" ? [`${CASTS[each.source].title} import failed`] : [];
    }),
  ];
};
