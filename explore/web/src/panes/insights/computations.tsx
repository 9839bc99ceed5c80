import type { InsightsStatus } from "@discogsography/web/api/schema.gen";
import { Card } from "@discogsography/web/controls/card";
import { Table } from "@discogsography/web/controls/table";
import { ago, count } from "@discogsography/web/format";
import { StandingBadge } from "./insight_card";
import styles from "./insights.module.css";
import { COMPUTATIONS, durationText, standing } from "./model";

/** Every computation with its own state: which one failed, with what, and how old its figures are. */
export const Computations = ({ status }: { readonly status: InsightsStatus }) => (
  <Card title="How these figures are made" aside="computed by themselves, about once a day" className={`${styles.card} ${styles.twelve}`}>
    <Table
      caption="State of each computation"
      rows={status.statuses}
      keyOf={({ insight_type }) => insight_type}
      columns={[
        { id: "name", title: "Figures", cell: ({ insight_type }) => COMPUTATIONS[insight_type] ?? insight_type },
        {
          id: "state",
          title: "State",
          cell: (each) => (
            <span className={styles.state}>
              <StandingBadge status={each} standing={standing(each, status.generation)} />
              {each.status === "failed" && each.error && <span className={styles.error}>{each.error}</span>}
            </span>
          ),
        },
        { id: "computed", title: "Computed", cell: ({ last_computed }) => (last_computed ? ago(last_computed) : "never") },
        { id: "rows", title: "Rows", align: "end", isSecondary: true, cell: ({ rows }) => count(rows) },
        { id: "took", title: "Took", align: "end", isSecondary: true, cell: ({ duration_ms }) => durationText(duration_ms) },
      ]}
    />
  </Card>
);
