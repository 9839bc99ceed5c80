import { Badge } from "@discogsography/web/controls/chip";
import { count, percent } from "@discogsography/web/format";
import { Database, Inbox, type LucideIcon, Waypoints, Zap } from "lucide-react";
import type { History, StoreHistory, SystemMetrics } from "../../api/schema.gen";
import { bytes, records } from "../../model/figures";
import type { Value } from "../../model/history";
import { Spark } from "./spark";
import styles from "./store_cards.module.css";

interface Stat {
  readonly label: string;
  readonly value: string;
}

interface Store {
  readonly id: string;
  readonly name: string;
  readonly icon: LucideIcon;
  readonly isWell: boolean;
  readonly error: string | null;
  readonly stats: readonly Stat[];
  /** What is drawn: its words, its values, its colour. */
  readonly spark: { readonly label: string; readonly values: readonly Value[]; readonly colour: string };
}

/** The four servers: how much they hold, and how that went. */
export const StoreCards = ({ metrics, history }: { readonly metrics: SystemMetrics; readonly history: History | undefined }) => (
  <section aria-label="Database Statistics" className={styles.grid}>
    {storesOf(metrics, history?.stores).map((store) => (
      <StoreCard key={store.id} store={store} />
    ))}
  </section>
);

const StoreCard = ({ store: { id, name, icon: Icon, isWell, error, stats, spark } }: { readonly store: Store }) => (
  <div id={id} className={styles.card}>
    <div className={styles.head}>
      <Icon size={18} aria-hidden className={styles.icon} />
      <h3 className="database-name">{name}</h3>
      <Badge tone={isWell ? "good" : "bad"}>{isWell ? "Healthy" : "Unavailable"}</Badge>
    </div>
    <div className={styles.body}>
      <dl className={styles.stats}>
        {stats.map(({ label, value }) => (
          <div key={label} className={styles.stat}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {isWell ? (
        <Spark {...spark} />
      ) : (
        <p className={styles.error} title={error ?? undefined}>
          {error ?? "does not answer"}
        </p>
      )}
    </div>
  </div>
);

const storesOf = ({ databases, broker, cache }: SystemMetrics, past: StoreHistory | undefined): readonly Store[] => {
  const neo4j = databases.find(({ name }) => name === "Neo4j");
  const postgres = databases.find(({ name }) => name === "PostgreSQL");
  const connections = count(postgres?.connection_count);
  return [
    {
      id: "db-neo4j",
      name: "Neo4j",
      icon: Waypoints,
      isWell: neo4j?.status === "healthy",
      error: neo4j?.error ?? null,
      stats: [
        { label: "Total Nodes", value: records(neo4j?.nodes) },
        { label: "Relationships", value: records(neo4j?.relationships) },
      ],
      spark: { label: "Nodes over time", values: past?.neo4j_nodes ?? [], colour: "var(--series-1)" },
    },
    {
      id: "db-postgresql",
      name: "PostgreSQL",
      icon: Database,
      isWell: postgres?.status === "healthy",
      error: postgres?.error ?? null,
      stats: [
        { label: "DB Size", value: postgres?.size ?? "–" },
        { label: "Connections", value: postgres?.max_connections ? `${connections} / ${count(postgres.max_connections)}` : connections },
      ],
      spark: { label: "Size over time", values: past?.postgres_bytes ?? [], colour: "var(--series-2)" },
    },
    {
      id: "db-rabbitmq",
      name: "RabbitMQ",
      icon: Inbox,
      isWell: broker.status === "healthy",
      error: broker.error,
      stats: [
        { label: "Messages", value: count(broker.messages) },
        { label: "Dead letters", value: count(broker.dead_letters) },
      ],
      spark: { label: "Messages over time", values: past?.broker_messages ?? [], colour: "var(--series-3)" },
    },
    {
      id: "db-redis",
      name: "Redis",
      icon: Zap,
      isWell: cache.status === "healthy",
      error: cache.error,
      stats: [
        { label: "Hit rate", value: percent(cache.hit_rate) },
        { label: "Memory", value: bytes(cache.memory_bytes) },
      ],
      spark: { label: "Hit rate over time", values: past?.cache_hit_rate ?? [], colour: "var(--series-5)" },
    },
  ];
};
