import type { History, ImportType, PipelineMetrics, QueueInfo, ServiceStatus, SystemMetrics } from "../api/schema.gen";

/** A service that is well and has nothing to say. */
export const service = (told: Partial<ServiceStatus> = {}): ServiceStatus => ({
  name: "graphinator",
  status: "healthy",
  last_seen: null,
  current_task: null,
  progress: null,
  error: null,
  extraction_progress: null,
  last_extraction_time: null,
  extraction_status: null,
  version: null,
  rate: 0,
  batch_p95_ms: null,
  reasons: [],
  types: {},
  ...told,
});

export const queue = (consumer: string, type: string, messages: number, told: Partial<QueueInfo> = {}): QueueInfo => ({
  name: `discogsography-discogs-${consumer}-${type}`,
  messages,
  messages_ready: messages,
  messages_unacknowledged: 0,
  consumers: 1,
  message_rate: 0,
  ack_rate: 0,
  consumer,
  type,
  dead_letters: false,
  ...told,
});

export const pipeline = (told: Partial<PipelineMetrics> = {}): PipelineMetrics => ({
  services: [service({ name: "extractor-discogs" }), service(), service({ name: "tableinator" })],
  queues: [],
  flow: { publish_rate: 0, ack_rate: 0, messages: 0, dead_letters: 0 },
  types: ["masters", "releases", "artists", "labels"],
  ...told,
});

export const metrics = (told: Partial<SystemMetrics> = {}): SystemMetrics => ({
  pipelines: { discogs: pipeline() },
  databases: [],
  timestamp: "2026-08-02T21:18:04Z",
  status: "operational",
  broker: { status: "healthy", error: null, messages: 0, dead_letters: 0 },
  cache: { status: "healthy", error: null, hit_rate: null, memory_bytes: null },
  imports: [],
  alerts: [],
  dead_letters: [],
  events: [],
  collector: { last_success_at: "2026-08-02T21:18:04Z", age_seconds: 0, cycle_ms: 3, errors: {} },
  ...told,
});

/** Two points, ten seconds apart, before the time of {@link metrics}. */
export const history = (queues: History["queues"]): History => ({
  minutes: 30,
  step_seconds: 10,
  times: ["2026-08-02T21:17:40Z", "2026-08-02T21:17:50Z"],
  queues,
  services: [],
  stores: {
    postgres_bytes: [],
    postgres_connections: [],
    neo4j_nodes: [],
    neo4j_relationships: [],
    broker_messages: [],
    broker_dead_letters: [],
    cache_hit_rate: [],
    cache_memory_bytes: [],
  },
});

export const importType = (told: Partial<ImportType> = {}): ImportType => ({
  state: "running",
  read: 620,
  published: null,
  graph: 610,
  tables: 600,
  rejected: 0,
  expected: 1000,
  is_estimate: false,
  progress: 0.6,
  rate: 50,
  eta_seconds: 8,
  duration_seconds: null,
  ...told,
});
