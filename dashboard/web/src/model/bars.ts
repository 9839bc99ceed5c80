import type { PipelineMetrics } from "../api/schema.gen";
import { type Cast, queueOf } from "./pipelines";

/** How many messages wait for each consumer, by type; undefined where there is no such queue. */
export interface TypeBars {
  readonly type: string;
  readonly graph: Bar;
  readonly tables: Bar;
}

export interface Bar {
  readonly messages: number | undefined;
  /** Height in hundredths of the chart; what is there is seen. */
  readonly height: number;
}

export interface Bars {
  readonly types: readonly TypeBars[];
  /** Values beside the axis, from the top: the largest, three quarters, a half, a quarter. */
  readonly axis: readonly number[];
  readonly most: number;
}

const STEPS = [1, 0.75, 0.5, 0.25] as const;

export const barsOf = (pipeline: PipelineMetrics, { graph, tables }: Cast, ofDeadLetters: boolean): Bars => {
  const depths = pipeline.types.map((type) => ({
    type,
    graph: queueOf(pipeline, graph, type, ofDeadLetters)?.messages,
    tables: queueOf(pipeline, tables, type, ofDeadLetters)?.messages,
  }));
  const most = Math.max(0, ...depths.flatMap((each) => [each.graph ?? 0, each.tables ?? 0]));
  const bar = (messages: number | undefined): Bar => ({ messages, height: barHeight(messages ?? 0, most) });
  return {
    types: depths.map((each) => ({ type: each.type, graph: bar(each.graph), tables: bar(each.tables) })),
    axis: STEPS.map((step) => most * step),
    most,
  };
};

/** Share of the largest in hundredths, and never less than one of what is there. */
export const barHeight = (value: number, most: number): number => (value > 0 && most > 0 ? Math.max(1, (100 * value) / most) : 0);
