import type { Mentioned } from "@discogsography/web/api/schema.gen";
import type { EntityRef } from "../../app/entity";
import type { Params } from "../../app/location";
import type { Applied, Outcome } from "./actions";

export const MOST_QUESTION = 500;

export interface Answer {
  readonly summary: string;
  readonly entities: readonly Mentioned[];
  readonly isCached: boolean;
}

/** Why there is no answer. `isOff`: the server answers no questions; `retryAfterS`: how long it asks to wait. */
export interface Failure {
  readonly message: string;
  readonly retryAfterS?: number;
  readonly isOff?: boolean;
}

export interface Step {
  readonly words: string;
  readonly startedMs: number;
  readonly endedMs: number | undefined;
}

/** A question with what came of it. */
export interface Turn {
  readonly id: number;
  readonly question: string;
  readonly about: EntityRef | undefined;
  readonly startedMs: number;
  readonly endedMs: number | undefined;
  readonly state: "asking" | "answered" | "failed" | "stopped";
  readonly steps: readonly Step[];
  readonly answer?: Answer;
  readonly failure?: Failure;
  /** Undefined until actions came: they are applied once. */
  readonly outcomes?: readonly Outcome[];
  /** Address before and after the actions. */
  readonly before?: Params;
  readonly after?: Params;
  readonly isUndone: boolean;
  readonly followups: readonly string[];
}

export type Thread = readonly Turn[];

export const asking = (thread: Thread): Turn | undefined => thread.findLast((turn) => turn.state === "asking");

/** Changes one turn, while it still waits: what arrives after its end changes nothing. */
const during = (thread: Thread, id: number, change: (turn: Turn) => Turn): Thread =>
  thread.map((turn) => (turn.id === id && turn.state === "asking" ? change(turn) : turn));

const closedSteps = (steps: readonly Step[], atMs: number): readonly Step[] =>
  steps.map((step) => (step.endedMs === undefined ? { ...step, endedMs: atMs } : step));

export const asked = (thread: Thread, id: number, question: string, about: EntityRef | undefined, atMs: number): Thread => [
  ...thread,
  { id, question, about, startedMs: atMs, endedMs: undefined, state: "asking", steps: [], isUndone: false, followups: [] },
];

export const stepped = (thread: Thread, id: number, words: string, atMs: number): Thread =>
  during(thread, id, (turn) => ({ ...turn, steps: [...closedSteps(turn.steps, atMs), { words, startedMs: atMs, endedMs: undefined }] }));

export const acted = (thread: Thread, id: number, { params, outcomes, followups }: Applied, before: Params): Thread =>
  during(thread, id, (turn) => (turn.outcomes === undefined ? { ...turn, outcomes, followups, before, after: params } : turn));

const over = (turn: Turn, state: Turn["state"], atMs: number): Turn => ({
  ...turn,
  state,
  endedMs: atMs,
  steps: closedSteps(turn.steps, atMs),
});

export const answered = (thread: Thread, id: number, answer: Answer, atMs: number): Thread =>
  during(thread, id, (turn) => ({ ...over(turn, "answered", atMs), answer }));
export const failed = (thread: Thread, id: number, failure: Failure, atMs: number): Thread =>
  during(thread, id, (turn) => ({ ...over(turn, "failed", atMs), failure }));
export const stopped = (thread: Thread, id: number, atMs: number): Thread => during(thread, id, (turn) => over(turn, "stopped", atMs));
export const undone = (thread: Thread, id: number): Thread => thread.map((turn) => (turn.id === id ? { ...turn, isUndone: true } : turn));

/** Entities that answers of the conversation named, the latest first. */
export const knownOf = (thread: Thread): readonly Mentioned[] =>
  thread.toReversed().flatMap((turn) => [...(turn.answer?.entities ?? []), ...(turn.about === undefined ? [] : [turn.about])]);

/** Whether an answer changed the address, and the change still stands. */
export const canUndo = (turn: Turn): boolean => turn.before !== undefined && turn.after !== turn.before && !turn.isUndone;

const TOOLS: Readonly<Record<string, string>> = {
  search: "Searching the catalogue",
  autocomplete: "Looking a name up",
  explore_entity: "Looking at an entry",
  find_path: "Looking for a path",
  get_collaborators: "Counting who works together",
  get_similar_artists: "Comparing artists",
  get_label_dna: "Reading a label’s make-up",
  get_trends: "Counting releases by year",
  get_genre_tree: "Reading genres and styles",
  get_graph_stats: "Counting the catalogue",
  get_collection_gaps: "Looking for gaps in your collection",
  get_taste_fingerprint: "Reading your taste",
  get_taste_blindspots: "Looking for blind spots",
  get_collection_stats: "Counting your collection",
  ui_suggest_followups: "Thinking of further questions",
};

/** A step of the server in words: `Running get_trends...` is “Counting releases by year”. What is no tool stays as it is. */
export const stepWords = (step: string): string => {
  const tool = /^Running (\w+)\.*$/.exec(step.trim())?.[1];
  if (tool === undefined) return step.trim().slice(0, 200);
  return TOOLS[tool] ?? (tool.startsWith("ui_") ? "Preparing a change of the page" : `Using ${tool.replaceAll("_", " ")}`);
};

/** `0.6 s`, `12 s`: how long something took. */
export const duration = (startedMs: number, endedMs: number): string => {
  const seconds = Math.max(endedMs - startedMs, 0) / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;
const parse = (data: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(data);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export const parseStep = (data: string): string | undefined => {
  const step = parse(data)?.step;
  return typeof step === "string" && step.trim() !== "" ? stepWords(step) : undefined;
};

export const parseActions = (data: string): readonly unknown[] | undefined => {
  const actions = parse(data)?.actions;
  return Array.isArray(actions) ? actions : undefined;
};

export const parseError = (data: string): string => {
  const error = parse(data)?.error;
  return typeof error === "string" && error.trim() !== "" ? error : "The question could not be answered";
};

const isMentioned = (value: unknown): value is Mentioned =>
  isRecord(value) && [value.name, value.type, value.id].every((each) => typeof each === "string");

/** The answer of a `result` frame; undefined when it is none. */
export const parseAnswer = (data: string): Answer | undefined => {
  const body = parse(data);
  if (typeof body?.summary !== "string") return undefined;
  return {
    summary: body.summary,
    entities: Array.isArray(body.entities) ? body.entities.filter(isMentioned) : [],
    isCached: body.cached === true,
  };
};
