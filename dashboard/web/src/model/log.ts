import type { Event, Severity } from "../api/schema.gen";
import { toTime } from "./figures";

/** What the page itself noticed: that it lost the service, that it found it again. */
export interface Note {
  readonly at: number;
  readonly severity: Severity;
  readonly text: string;
}

export interface LogEntry extends Note {
  readonly key: string;
}

export const LONGEST_LOG = 50;

export type LogLevel = "all" | "warnings";

/** What happened, the newest first. */
export const logOf = (events: readonly Event[], notes: readonly Note[], level: LogLevel): readonly LogEntry[] =>
  [
    ...events.map(({ id, at, severity, text }) => ({ key: `event-${id}`, at: toTime(at) ?? 0, severity, text })),
    ...notes.map((note) => ({ ...note, key: `note-${note.at}-${note.text}` })),
  ]
    .filter(({ severity }) => level === "all" || severity !== "info")
    .sort((one, other) => other.at - one.at)
    .slice(0, LONGEST_LOG);

export const LEVEL_WORDS: Readonly<Record<Severity, string>> = { info: "INFO", warning: "WARN", critical: "ERR" };
