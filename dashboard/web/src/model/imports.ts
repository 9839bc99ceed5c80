import type { BadgeTone } from "@discogsography/web/controls/chip";
import { count } from "@discogsography/web/format";
import type { ImportProgress, ImportState, ImportType, SystemMetrics } from "../api/schema.gen";
import { duration, perSecond, records, shortDuration, toTime, when } from "./figures";
import type { PipelineId } from "./pipelines";

const AT_WORK: ReadonlySet<ImportState> = new Set(["reading", "writing", "finishing"]);

export const isAtWork = (each: Pick<ImportProgress, "state">): boolean => AT_WORK.has(each.state);

/** The import that is shown: the one the reader chose, else one that is at work, else the one that began last. */
export const shownImport = ({ imports }: Pick<SystemMetrics, "imports">, chosen: PipelineId | undefined): ImportProgress | undefined => {
  const began = (each: ImportProgress): number => toTime(each.started_at) ?? 0;
  return (
    imports.find(({ source }) => source === chosen) ??
    imports.find(isAtWork) ??
    imports.reduce<ImportProgress | undefined>((last, each) => (last === undefined || began(each) > began(last) ? each : last), undefined)
  );
};

/** An import in words: how it stands, and what there is to say about it. */
export interface ImportWords {
  readonly lead: string;
  readonly note: string;
  readonly tone: BadgeTone;
}

export const importWords = (each: ImportProgress, now: number): ImportWords => {
  const took = span(each);
  switch (each.state) {
    case "reading":
    case "writing":
      return each.eta_seconds === null
        ? { lead: each.rate > 0 ? "time left not known yet" : "waiting for records", note: startedNote(each, now), tone: "active" }
        : { lead: `${duration(each.eta_seconds)} left`, note: `ends ${when(now + each.eta_seconds * 1000, now)}`, tone: "active" };
    case "finishing":
      return { lead: "All records are in", note: "cleaning up, counting", tone: "active" };
    case "complete":
      return { lead: "Import complete", note: took, tone: "good" };
    case "partial":
      return { lead: "Complete for part of the dumps", note: took, tone: "good" };
    case "incomplete":
      return { lead: "Ended, counts do not agree", note: took, tone: "warn" };
    case "failed":
      return { lead: "The extractor gave up", note: each.error ?? "its log says why", tone: "bad" };
  }
};

const startedNote = ({ started_at }: ImportProgress, now: number): string =>
  started_at === null ? "" : `started ${when(started_at, now)}`;

const span = ({ started_at, ended_at }: ImportProgress): string => {
  const [from, to] = [toTime(started_at), toTime(ended_at)];
  return from === undefined || to === undefined ? "" : `took ${duration((to - from) / 1000)}`;
};

/** One record type as a row; shares are from 0 to 1. */
export interface ImportRow {
  readonly type: string;
  readonly read: number;
  readonly graph: number;
  readonly tables: number;
  readonly progress: number | undefined;
  readonly records: string;
  readonly rate: string;
  readonly left: string;
  readonly state: ImportType["state"];
  readonly rejected: number;
}

export const importRow = (type: string, each: ImportType): ImportRow => {
  const whole = each.expected ?? Math.max(each.read, each.graph, each.tables);
  const share = (value: number): number => (whole > 0 ? Math.min(1, value / whole) : 0);
  const isDone = each.state === "done";
  const stored = Math.min(each.graph, each.tables);
  const total = `${each.is_estimate ? "≈ " : ""}${records(each.expected)}`;
  return {
    type,
    // What is stored has been read; what nothing tells of has no bar to fill.
    read: isDone ? 1 : share(each.read),
    graph: isDone ? 1 : share(each.graph),
    tables: isDone ? 1 : share(each.tables),
    progress: isDone ? 1 : (each.progress ?? undefined),
    records: isDone || each.expected === null ? count(stored) : `${records(stored)} of ${total}`,
    rate: each.state === "waiting" ? "–" : perSecond(each.rate),
    left: isDone ? shortDuration(each.duration_seconds) : shortDuration(each.eta_seconds),
    state: each.state,
    rejected: each.rejected,
  };
};
