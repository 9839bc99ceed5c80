import { hooks } from "@discogsography/web/api/client";
import type { DataCompleteness, Completeness as Item } from "@discogsography/web/api/schema.gen";
import { Bar } from "@discogsography/web/controls/bar";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { count, percent } from "@discogsography/web/format";
import { checked } from "../../app/checked";
import styles from "./completeness.module.css";
import { InsightCard } from "./insight_card";
import insights from "./insights.module.css";
import { fieldTitle, recordTitle } from "./model";

const whole = checked<DataCompleteness>(
  ({ items }) =>
    Array.isArray(items) && items.every(({ entity_type, completeness_pct }) => Boolean(entity_type) && Number.isFinite(completeness_pct)),
);

export const Completeness = () => {
  const completeness = hooks.useQuery("get", "/api/insights/data-completeness", {}, { select: whole });
  return (
    <InsightCard
      title="Completeness"
      from="data_completeness"
      className={insights.twelve}
      aside="share of records that have the field, and its mean"
    >
      <Reply
        of={completeness}
        skeleton={<Skeleton height={180} />}
        isEmpty={({ items }) => items.length === 0}
        empty={<StateBlock kind="empty" title="Nothing counted yet" text="Shares appear when the first computation has run." isCompact />}
        isCompact
      >
        {({ items }) => (
          <div className={styles.records}>
            {items.map((item) => (
              <Records key={item.entity_type} {...item} />
            ))}
          </div>
        )}
      </Reply>
    </InsightCard>
  );
};

/** Answers of older computations have the four counts alone. */
const fieldsOf = ({ fields, total_count: total, ...item }: Item): readonly (readonly [string, number])[] => {
  const named = Object.entries(fields ?? {});
  if (named.length > 0 || total === 0) return named.sort(([, a], [, b]) => b - a);
  const share = (value: number): number => (100 * value) / total;
  return [
    ["year", share(item.with_year)],
    ["genres", share(item.with_genre)],
    ["country", share(item.with_country)],
    ["images", share(item.with_image)],
  ];
};

/** Of the fields that are listed; of none, the one figure that the answer has. */
const mean = (fields: readonly (readonly [string, number])[], otherwise: number): number =>
  fields.length === 0 ? otherwise : fields.reduce((sum, [, share]) => sum + share, 0) / fields.length;

const Records = (item: Item) => {
  const fields = fieldsOf(item);
  return (
    <section className={styles.record} aria-label={recordTitle(item.entity_type)}>
      <h3 className={styles.title}>
        {recordTitle(item.entity_type)} <span>{count(item.total_count)}</span>
      </h3>
      <p className={styles.share}>{percent(mean(fields, item.completeness_pct) / 100)}</p>
      <dl className={styles.fields}>
        {fields.map(([field, share]) => (
          <div key={field} className={styles.field}>
            <dt>{fieldTitle(field)}</dt>
            <dd>
              <Bar share={share / 100} />
              <span>{percent(share / 100)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
};
