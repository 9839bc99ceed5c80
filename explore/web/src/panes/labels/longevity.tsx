import { hooks } from "@discogsography/web/api/client";
import type { LabelLongevity, LongLivedLabel } from "@discogsography/web/api/schema.gen";
import { IconButton } from "@discogsography/web/controls/button";
import { Card } from "@discogsography/web/controls/card";
import { Badge } from "@discogsography/web/controls/chip";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { type Column, type Sort, Table } from "@discogsography/web/controls/table";
import { count, years } from "@discogsography/web/format";
import { Check, Plus } from "lucide-react";
import { useState } from "react";
import { checked } from "../../app/checked";
import { EntityLink } from "../../app/entity_link";
import { TypeMark } from "../../app/type_mark";
import { FirstOf } from "../../panel/parts/names";
import styles from "./labels.module.css";
import { type LongevityColumn, lifeOf, MOST_LABELS, sortedLabels } from "./model";

const LIMIT = 50;
const FIRST = 20;
const whole = checked<LabelLongevity>(({ items }) =>
  items.every(({ label_id, first_year }) => Boolean(label_id) && Number.isInteger(first_year)),
);

type ColumnId = LongevityColumn | "compare";

interface LongevityProps {
  readonly ids: readonly string[];
  readonly onCompare: (id: string) => void;
}

/** Labels that released over the longest time. */
export const Longevity = ({ ids, onCompare }: LongevityProps) => {
  const query = hooks.useQuery("get", "/api/insights/label-longevity", { params: { query: { limit: LIMIT } } }, { select: whole });
  return (
    <Card title="Longest-running labels" aside="from the first release to the last; the darker part is the decade with most releases">
      <Reply
        of={query}
        skeleton={<Skeleton lines={12} />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <StateBlock kind="empty" title="No labels yet" text="They appear when the first computation has run after an import." isCompact />
        }
        isCompact
      >
        {({ items }) => <Lives labels={items} ids={ids} onCompare={onCompare} />}
      </Reply>
    </Card>
  );
};

const Lives = ({ labels, ids, onCompare }: LongevityProps & { readonly labels: readonly LongLivedLabel[] }) => {
  const [sort, setSort] = useState<Sort<ColumnId>>({ column: "years", direction: "descending" });
  const first = Math.min(...labels.map((label) => label.first_year));
  const last = Math.max(...labels.map((label) => label.last_year ?? label.first_year));
  const columns: readonly Column<LongLivedLabel, ColumnId>[] = [
    {
      id: "label",
      title: "Label",
      sort: "ascending",
      cell: (label) => (
        <span className={styles.label}>
          <TypeMark type="label" />
          <EntityLink entity={{ type: "label", id: label.label_id, name: label.label_name }} />
          {label.still_active && <Badge tone="good">active</Badge>}
        </span>
      ),
    },
    {
      id: "life",
      title: "Life",
      sort: "ascending",
      isWide: true,
      isSecondary: true,
      cell: (label) => <Life label={label} first={first} last={last} />,
    },
    { id: "years", title: "Years", sort: "descending", align: "end", cell: (label) => label.years_active },
    { id: "releases", title: "Releases", sort: "descending", align: "end", cell: (label) => count(label.total_releases) },
    {
      id: "compare",
      title: "Compare",
      isTitleHidden: true,
      align: "end",
      cell: (label) => <CompareButton label={label} ids={ids} onCompare={onCompare} />,
    },
  ];
  const rows = sort.column === "compare" ? labels : sortedLabels(labels, sort.column, sort.direction);
  return (
    <FirstOf items={rows} first={FIRST} noun={["label", "labels"]}>
      {(shown) => (
        <Table<LongLivedLabel, ColumnId>
          caption={`Labels that released over the longest time, ${years(first, last)}`}
          columns={columns}
          rows={shown}
          keyOf={(label) => label.label_id}
          sort={sort}
          onSort={setSort}
          isSelected={(label) => ids.includes(label.label_id)}
        />
      )}
    </FirstOf>
  );
};

const Life = ({ label, first, last }: { readonly label: LongLivedLabel; readonly first: number; readonly last: number }) => {
  const { start, length } = lifeOf(label, first, last);
  const peak = label.peak_decade === null ? undefined : peakOf(label, label.peak_decade, first, last);
  return (
    <span className={styles.life}>
      <span className={styles.span}>{years(label.first_year, label.last_year)}</span>
      <span className={styles.lane} aria-hidden>
        <i className={styles.whole} style={{ left: `${start * 100}%`, width: `${length * 100}%` }} />
        {peak && <i className={styles.peak} style={{ left: `${peak.start * 100}%`, width: `${peak.length * 100}%` }} />}
      </span>
    </span>
  );
};

/** The part of a life that lies in a decade. */
const peakOf = (label: LongLivedLabel, decade: number, first: number, last: number) => {
  const from = Math.max(decade, label.first_year);
  const to = Math.min(decade + 9, label.last_year ?? label.first_year);
  return to < from ? undefined : lifeOf({ ...label, first_year: from, last_year: to }, first, last);
};

const CompareButton = ({ label, ids, onCompare }: { readonly label: LongLivedLabel } & LongevityProps) => {
  const isOn = ids.includes(label.label_id);
  const isFull = !isOn && ids.length >= MOST_LABELS;
  const what = isOn ? "Leave out of the comparison" : isFull ? `At most ${MOST_LABELS} can be compared` : "Compare its DNA";
  return (
    <IconButton
      size="small"
      label={`${what}: ${label.label_name}`}
      icon={isOn ? Check : Plus}
      isOn={isOn}
      aria-disabled={isFull}
      onClick={() => !isFull && onCompare(label.label_id)}
    />
  );
};
