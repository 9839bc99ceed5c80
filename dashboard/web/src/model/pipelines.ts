import type { PipelineMetrics, QueueInfo, ServiceStatus, SystemMetrics } from "../api/schema.gen";

export const PIPELINES = ["discogs", "musicbrainz"] as const;
export type PipelineId = (typeof PIPELINES)[number];

/** Who takes part in a pipeline. Queues and services are matched by these names. */
export interface Cast {
  readonly title: string;
  readonly extractor: string;
  /** Writes the graph. */
  readonly graph: string;
  /** Writes the tables. */
  readonly tables: string;
}

export const CASTS: Readonly<Record<PipelineId, Cast>> = {
  discogs: { title: "Discogs", extractor: "extractor-discogs", graph: "graphinator", tables: "tableinator" },
  musicbrainz: { title: "MusicBrainz", extractor: "extractor-musicbrainz", graph: "brainzgraphinator", tables: "brainztableinator" },
};

/** Services say `release_groups`, queues `release-groups`. */
export const typeKey = (type: string): string => type.replaceAll("_", "-");

/** `release-groups` for people: `release groups`. */
export const typeWords = (type: string): string => typeKey(type).replaceAll("-", " ");

/** The same where room is short. */
export const shortType = (type: string): string => typeKey(type).replace(/^release-groups$/, "groups");

/** Pipelines that are there, in display order. */
export const pipelinesOf = (metrics: SystemMetrics): readonly (readonly [PipelineId, PipelineMetrics])[] =>
  PIPELINES.flatMap((id) => {
    const pipeline = metrics.pipelines[id];
    return pipeline ? [[id, pipeline] as const] : [];
  });

export const serviceOf = (pipeline: PipelineMetrics, name: string): ServiceStatus | undefined =>
  pipeline.services.find((service) => service.name === name);

/** The queue of a consumer and a type, or the one that takes its dead letters. */
export const queueOf = (pipeline: PipelineMetrics, consumer: string, type: string, ofDeadLetters: boolean): QueueInfo | undefined =>
  pipeline.queues.find(
    (queue) => queue.consumer === consumer && typeKey(queue.type) === typeKey(type) && queue.dead_letters === ofDeadLetters,
  );

/** What is shown of a type at its extractor: at work while a record came within the last half minute. */
export interface TypeAtExtractor {
  readonly type: string;
  readonly count: number;
  readonly isAtWork: boolean;
}

export const RECENT_S = 30;

export const typesAtExtractor = (service: ServiceStatus | undefined, types: readonly string[]): readonly TypeAtExtractor[] => {
  const counts = byKey(service?.extraction_progress);
  const ages = byKey(service?.last_extraction_time);
  return types.map((type) => {
    const age = ages.get(typeKey(type));
    return { type, count: counts.get(typeKey(type)) ?? 0, isAtWork: typeof age === "number" && age < RECENT_S };
  });
};

const byKey = <T>(values: Readonly<Record<string, T>> | null | undefined): ReadonlyMap<string, T> =>
  new Map(Object.entries(values ?? {}).map(([type, value]) => [typeKey(type), value]));
