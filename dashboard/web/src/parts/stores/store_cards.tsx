import { Card } from "@discogsography/web/controls/card";
import { Badge } from "@discogsography/web/controls/chip";
import { count, percent } from "@discogsography/web/format";
import { Database, Inbox, type LucideIcon, Waypoints, Zap } from "lucide-react";
import type { Alert, History, StoreHistory, SystemMetrics } from "../../api/schema.gen";
import { sentence } from "../../model/code_parts";
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
  readonly stats: readonly Stat[];
  /** What is drawn: its words, its values, its colour. */
  readonly spark: { readonly label: string; readonly values: readonly Value[]; readonly colour: string };
}

/** The four servers: how much they hold, and how that went. */
export const StoreCards = ({ metrics, history }: { readonly metrics: SystemMetrics; readonly history: History | undefined }) => (
  <section aria-label="Database Statistics" className={styles.grid}>
    {storesOf(metrics, history?.stores).map((store) => (
      <StoreCard
        key={store.id}
        store={store}
        trouble={metrics.alerts.find(({ kind, name }) => kind === "store_down" && name === store.name)}
      />
    ))}
  </section>
);

interface StoreCardProps {
  readonly store: Store;
  readonly trouble: Alert | undefined;
}

const StoreCard = ({ store: { id, name, icon: Icon, isWell, stats, spark }, trouble }: StoreCardProps) => (
  <Card id={id}>
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
      {isWell ? <Spark {...spark} /> : <p className={styles.error}>{sentence(trouble?.detail ?? "It does not answer")}</p>}
    </div>
  </Card>
);

const storesOf = ({ databases, broker, cache }: SystemMetrics, past: StoreHistory | undefined): readonly Store[] => {
  const neo4j = databases.find(({ name }) => name === "Neo4j");
  const postgres = databases.find(({ name }) => name === "PostgreSQL");
  const connections = postgres?.status === "healthy" ? count(postgres.connection_count) : "–";
  return [
    {
      id: "db-neo4j",
      name: "Neo4j",
      icon: Waypoints,
      isWell: neo4j?.status === "healthy",
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
      stats: [
        { label: "Hit rate", value: percent(cache.hit_rate) },
        { label: "Memory", value: bytes(cache.memory_bytes) },
      ],
      spark: { label: "Hit rate over time", values: past?.cache_hit_rate ?? [], colour: "var(--series-5)" },
    },
  ];
};
