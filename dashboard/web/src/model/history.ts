import type { History, SystemMetrics } from "../api/schema.gen";
import { CASTS, type PipelineId, queueOf, typeKey } from "./pipelines";

/** Minutes that can be looked at. */
export type Window = 30 | 60 | 360;

/** A figure that may be missing: nothing was known then. */
export type Value = number | null;

/** One queue over time; lists are as long as the times of the view. */
export interface QueueLine {
  readonly consumer: string;
  readonly type: string;
  readonly depth: readonly Value[];
  readonly into: readonly Value[];
  readonly out: readonly Value[];
}

/** The queues of one pipeline over time, the present last, on scales that all of them share. */
export interface QueueView {
  readonly times: readonly number[];
  readonly lines: readonly QueueLine[];
  readonly topDepth: number;
  readonly topRate: number;
}

/** What the charts show: the main queues, or those of dead letters, which have no rates. Queues are there with what is known of them, be it nothing. */
export const queueView = (history: History | undefined, metrics: SystemMetrics, id: PipelineId, ofDeadLetters: boolean): QueueView => {
  const now = Date.parse(metrics.timestamp);
  const times = (history?.times ?? []).map((time) => Date.parse(time)).filter((time) => time < now);
  const from = firstKnown(history, times.length);
  const past = times.slice(from);
  const [{ graph, tables }, pipeline] = [CASTS[id], metrics.pipelines[id]];
  const lines = [graph, tables].flatMap((consumer) =>
    (pipeline?.types ?? []).map((type): QueueLine => {
      const before = history?.queues.find(
        (each) => each.pipeline === id && each.consumer === consumer && typeKey(each.type) === typeKey(type),
      );
      const present = pipeline && queueOf(pipeline, consumer, type, ofDeadLetters);
      const line = (values: readonly Value[] | undefined, last: number | undefined): readonly Value[] => [
        ...past.map((_, index) => values?.[from + index] ?? null),
        last ?? null,
      ];
      return {
        consumer,
        type: typeKey(type),
        depth: line(ofDeadLetters ? before?.dead_letters : before?.messages, present?.messages),
        into: ofDeadLetters ? line(undefined, undefined) : line(before?.message_rate, present?.message_rate),
        out: ofDeadLetters ? line(undefined, undefined) : line(before?.ack_rate, present?.ack_rate),
      };
    }),
  );
  return {
    times: [...past, now],
    lines,
    topDepth: peak(lines.flatMap(({ depth }) => depth)),
    topRate: peak(lines.flatMap(({ into, out }) => [...into, ...out])),
  };
};

/** Where a history begins to know something of any queue: a service that was started a minute ago has an empty past, which is not drawn. */
const firstKnown = (history: History | undefined, length: number): number => {
  const known = (history?.queues ?? [])
    .map(({ messages }) => messages.findIndex((value) => value !== null))
    .filter((index) => index !== -1);
  return known.length === 0 ? length : Math.min(...known);
};

export const lineOf = (view: QueueView, consumer: string, type: string): QueueLine | undefined =>
  view.lines.find((line) => line.consumer === consumer && line.type === typeKey(type));

/** The largest value, never below one, so that nothing is drawn at nothing. */
export const peak = (values: readonly Value[]): number => values.reduce<number>((most, value) => Math.max(most, value ?? 0), 1);

/** The smallest and the largest of what is known; the smallest leaves out zero. */
export interface Extent {
  readonly least: number;
  readonly most: number;
}

export const extentOf = (values: readonly Value[]): Extent => {
  const moving = values.filter((value): value is number => value !== null && value > 0);
  return { least: moving.length > 0 ? Math.min(...moving) : 0, most: Math.max(0, ...moving) };
};

/** All queues of a moment added up; undefined where nothing is known. */
export const totalAt = (
  lines: readonly QueueLine[],
  index: number,
): { readonly depth: Value; readonly into: Value; readonly out: Value } => {
  const sum = (of: (line: QueueLine) => readonly Value[]): Value =>
    lines.reduce<Value>((total, line) => {
      const value = of(line)[index] ?? null;
      return value === null ? total : (total ?? 0) + value;
    }, null);
  return { depth: sum(({ depth }) => depth), into: sum(({ into }) => into), out: sum(({ out }) => out) };
};

/** Place of the time that is nearest to a share of the whole span, from 0 to 1. */
export const nearest = (times: readonly number[], share: number): number => {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const wanted = first + Math.min(1, Math.max(0, share)) * (last - first);
  let best = 0;
  times.forEach((time, index) => {
    if (Math.abs(time - wanted) < Math.abs((times[best] ?? 0) - wanted)) best = index;
  });
  return best;
};
