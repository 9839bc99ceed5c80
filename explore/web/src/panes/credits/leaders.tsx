import { hooks } from "@discogsography/web/api/client";
import type { Leaderboard } from "@discogsography/web/api/schema.gen";
import { Bar } from "@discogsography/web/controls/bar";
import { Card } from "@discogsography/web/controls/card";
import { Select } from "@discogsography/web/controls/field";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { Table } from "@discogsography/web/controls/table";
import { count } from "@discogsography/web/format";
import { checked } from "../../app/checked";
import { change } from "../../app/location";
import styles from "./credits.module.css";
import { CATEGORIES, type CategoryId } from "./model";
import { PersonLink } from "./person_link";

const LEADERS = 50;
const OPTIONS = CATEGORIES.map(({ id, title }) => ({ value: id, title }));
const isLeaderboard = checked<Leaderboard>((data) => data.entries.every((each) => typeof each.name === "string"));

/** Who has most releases in a category of roles. The list belongs to the category that the field says: both come from the address. */
export const Leaders = ({ category }: { readonly category: CategoryId }) => {
  const query = hooks.useQuery(
    "get",
    "/api/credits/role/{role}/top",
    { params: { path: { role: category }, query: { limit: LEADERS } } },
    { select: isLeaderboard },
  );
  const chosen = CATEGORIES.find((each) => each.id === category);
  return (
    <Card
      title="Most credited"
      aside={
        <Select
          label="Category of roles"
          isLabelHidden
          value={category}
          options={OPTIONS}
          onChange={(next) => change({ category: next === "production" ? undefined : next })}
        />
      }
    >
      <p className={styles.about}>Releases with credits for {chosen?.hint}.</p>
      <Reply
        of={query}
        skeleton={<Skeleton lines={10} />}
        isEmpty={(data) => data.entries.length === 0}
        empty={
          <StateBlock
            kind="empty"
            title="Nobody is counted here"
            text={`No credit of the loaded catalogue is ${chosen?.title.toLowerCase() ?? "of this kind"}, or they are not counted yet. Choose another category.`}
            isCompact
          />
        }
      >
        {({ entries }) => {
          const most = Math.max(1, ...entries.map((each) => each.credit_count));
          return (
            <Table
              caption={`People with most releases: ${chosen?.title ?? category}`}
              keyOf={(row) => row.name}
              rows={entries}
              nameColumn="name"
              columns={[
                { id: "rank", title: "#", align: "end", cell: (_, at) => <span className="mono">{at + 1}</span> },
                { id: "name", title: "Person", isWide: true, cell: (row) => <PersonLink name={row.name} mark /> },
                {
                  id: "bar",
                  title: "Share of the first",
                  isTitleHidden: true,
                  isSecondary: true,
                  cell: (row) => (
                    <div className={styles.bar}>
                      <Bar share={row.credit_count / most} tone="person" />
                    </div>
                  ),
                },
                { id: "count", title: "Releases", align: "end", cell: (row) => <span className="mono">{count(row.credit_count)}</span> },
              ]}
            />
          );
        }}
      </Reply>
    </Card>
  );
};
