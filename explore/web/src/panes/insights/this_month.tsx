import { hooks } from "@discogsography/web/api/client";
import type { ThisMonth as Answer } from "@discogsography/web/api/schema.gen";
import { Button } from "@discogsography/web/controls/button";
import { Disclosure } from "@discogsography/web/controls/disclosure";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { count } from "@discogsography/web/format";
import { useState } from "react";
import { checked } from "../../app/checked";
import { EntityLink } from "../../app/entity_link";
import { InsightCard } from "./insight_card";
import styles from "./insights.module.css";
import { type AnniversaryGroup, anniversaries, monthName, releasedText } from "./model";
import months from "./this_month.module.css";

const LIMIT = 500;
/** Lines of a group that show before one asks for the others. */
const FIRST_LINES = 4;
const whole = checked<Answer>(
  ({ items, month }) =>
    Array.isArray(items) &&
    Number.isInteger(month) &&
    items.every(({ master_id, released }) => Boolean(master_id) && typeof released === "string"),
);

export const ThisMonth = () => {
  const month = hooks.useQuery("get", "/api/insights/this-month", { params: { query: { limit: LIMIT } } }, { select: whole });
  return (
    <InsightCard
      title={month.data ? `This month: ${monthName(month.data.month)}` : "This month"}
      from="anniversaries"
      className={styles.seven}
    >
      <Reply
        of={month}
        skeleton={<Skeleton lines={8} />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <StateBlock
            kind="empty"
            title="No anniversaries this month"
            text="Nothing in this catalogue is a round number of years old now."
            isCompact
          />
        }
        isCompact
      >
        {(data) => <Groups {...data} />}
      </Reply>
    </InsightCard>
  );
};

const Groups = ({ items, month }: Answer) => {
  const { thisMonth, anyMonth, otherMonths } = anniversaries(items, month);
  return (
    <div className={months.groups}>
      <Section groups={thisMonth} />
      <Section title="Of that year, in a month that nobody noted" groups={anyMonth} />
      {otherMonths.length > 0 && (
        <Disclosure title="Of that year, in another month">
          <Section groups={otherMonths} />
        </Disclosure>
      )}
    </div>
  );
};

const Section = ({ title, groups }: { readonly title?: string; readonly groups: readonly AnniversaryGroup[] }) =>
  groups.length === 0 ? null : (
    <div className={months.section}>
      {title && <h3 className={months.title}>{title}</h3>}
      {groups.map((group) => (
        <Group key={group.years} {...group} />
      ))}
    </div>
  );

const Group = ({ years, items }: AnniversaryGroup) => {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? items : items.slice(0, FIRST_LINES);
  return (
    <div className={months.group}>
      <p className={months.years}>
        <b>{years}</b> years ago
      </p>
      <ul className={months.list}>
        {shown.map((item) => (
          <li key={item.master_id} className={months.line}>
            <EntityLink entity={{ type: "master", id: item.master_id, name: item.title }} className={styles.name ?? ""} />
            <bdi className={months.artist}>{item.artist_name ?? "Unknown artist"}</bdi>
            <time className={months.date} dateTime={item.released}>
              {releasedText(item)}
            </time>
          </li>
        ))}
        {items.length > FIRST_LINES && (
          <li>
            <Button size="small" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
              {isWhole ? "Fewer" : `${count(items.length - FIRST_LINES)} more`}
            </Button>
          </li>
        )}
      </ul>
    </div>
  );
};
