import { hooks } from "@discogsography/web/api/client";
import type { LabelLongevity as Answer } from "@discogsography/web/api/schema.gen";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { counted, years } from "@discogsography/web/format";
import { checked } from "../../app/checked";
import { EntityLink } from "../../app/entity_link";
import { InsightCard } from "./insight_card";
import styles from "./insights.module.css";
import lives from "./lifespans.module.css";
import { type Lifespan, lifespans, type Stretch, yearMarks } from "./model";

const LIMIT = 15;
const whole = checked<Answer>(
  ({ items }) => Array.isArray(items) && items.every(({ label_id, first_year }) => Boolean(label_id) && Number.isInteger(first_year)),
);

export const LabelLongevity = () => {
  const labels = hooks.useQuery("get", "/api/insights/label-longevity", { params: { query: { limit: LIMIT } } }, { select: whole });
  return (
    <InsightCard
      title="Label longevity"
      from="label_longevity"
      className={styles.five}
      aside={<span className={lives.legend}>most productive decade</span>}
    >
      <Reply
        of={labels}
        skeleton={<Skeleton lines={LIMIT} />}
        isEmpty={({ items }) => items.length === 0}
        empty={<StateBlock kind="empty" title="No labels yet" text="They appear when the first computation has run." isCompact />}
        isCompact
      >
        {({ items }) => <Lives labels={items} />}
      </Reply>
    </InsightCard>
  );
};

const percent = (share: number): string => `${100 * share}%`;
const place = ({ start, length }: Stretch) => ({ left: percent(start), width: percent(length) });

const Lives = ({ labels }: { readonly labels: Answer["items"] }) => {
  const { rows, first, last } = lifespans(labels);
  const marks = yearMarks(first, last).map((year) => ({ year, left: percent((year - first) / (last - first + 1)) }));
  return (
    <table className={lives.lives}>
      <caption>
        <VisuallyHidden>
          Labels that released over the longest time, from {first} to {last}
        </VisuallyHidden>
      </caption>
      <colgroup>
        <col className={lives.labels} />
        <col />
        <col className={lives.lengths} />
      </colgroup>
      <thead className={lives.head}>
        <tr>
          <th scope="col">Label</th>
          <th scope="col">Years</th>
          <th scope="col">Length</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.label.label_id}>
            <th scope="row" className={lives.label}>
              <EntityLink entity={{ type: "label", id: row.label.label_id, name: row.label.label_name }} className={styles.name ?? ""} />
            </th>
            <td className={lives.cell}>
              <Life {...row} />
              {marks.map(({ year, left }) => (
                <i key={year} className={lives.grid} style={{ left }} />
              ))}
            </td>
            <td className={lives.length}>
              {row.label.years_active} y
              {row.label.still_active && (
                <span className={lives.still} title="Released within the last two years">
                  <VisuallyHidden>, still active</VisuallyHidden>
                </span>
              )}
            </td>
          </tr>
        ))}
        <tr className={lives.axis}>
          <td />
          <td aria-hidden="true">
            {marks.map(({ year, left }) => (
              <span key={year} style={{ left }}>
                {year}
              </span>
            ))}
          </td>
          <td />
        </tr>
      </tbody>
    </table>
  );
};

const Life = ({ label, life, peak }: Lifespan) => (
  <span
    className={lives.track}
    title={`${label.label_name}: ${years(label.first_year, label.last_year)}, ${counted(label.total_releases, "release")}${label.peak_decade === null ? "" : `, most in the ${label.peak_decade}s`}`}
  >
    <VisuallyHidden>
      {years(label.first_year, label.last_year)}, {counted(label.total_releases, "release")}
      {label.peak_decade !== null && `, most in the ${label.peak_decade}s`}
    </VisuallyHidden>
    <i className={lives.life} style={place(life)} />
    {peak && <i className={lives.peak} style={place(peak)} />}
  </span>
);
