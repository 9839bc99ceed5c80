import type { History, PipelineMetrics } from "../api/schema.gen";
import { type Extent, extentOf } from "./history";
import { type PipelineId, queueOf, typeKey } from "./pipelines";

/** Radius of a gauge's circle, and its circumference. */
export const RING = { radius: 28, length: 176 } as const;

export interface Ring {
  readonly consumer: string;
  readonly type: string;
  readonly rate: number;
  /** How much of the circle is filled. */
  readonly dash: number;
  /** The slowest and the fastest that the queue was. */
  readonly extent: Extent;
}

/** Gauges of a pipeline; they share one scale, whose end is the largest rate in sight. */
export const ringsOf = (
  kind: "publish" | "ack",
  consumers: readonly string[],
  pipeline: PipelineMetrics,
  history: History | undefined,
  id: PipelineId,
): readonly Ring[] => {
  const rates = consumers.flatMap((consumer) =>
    pipeline.types.map((type) => {
      const queue = queueOf(pipeline, consumer, type, false);
      const past = history?.queues.find(
        (each) => each.pipeline === id && each.consumer === consumer && typeKey(each.type) === typeKey(type),
      );
      const rate = (kind === "publish" ? queue?.message_rate : queue?.ack_rate) ?? 0;
      const before = (kind === "publish" ? past?.message_rate : past?.ack_rate) ?? [];
      return { consumer, type: typeKey(type), rate, extent: extentOf([...before, rate]) };
    }),
  );
  const most = Math.max(0, ...rates.map(({ extent }) => extent.most));
  return rates.map((each) => ({ ...each, dash: most > 0 ? Math.round((each.rate / most) * RING.length * 10) / 10 : 0 }));
};
