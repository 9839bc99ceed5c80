import { hooks } from "@discogsography/web/api/client";
import type { TopArtists as Answer } from "@discogsography/web/api/schema.gen";
import { Bar } from "@discogsography/web/controls/bar";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { Table } from "@discogsography/web/controls/table";
import { count } from "@discogsography/web/format";
import { checked } from "../../app/checked";
import { EntityLink } from "../../app/entity_link";
import { InsightCard } from "./insight_card";
import styles from "./insights.module.css";

const LIMIT = 10;
const whole = checked<Answer>(({ items }) => Array.isArray(items) && items.every(({ artist_id }) => Boolean(artist_id)));

export const TopArtists = () => {
  const artists = hooks.useQuery("get", "/api/insights/top-artists", { params: { query: { limit: LIMIT } } }, { select: whole });
  return (
    <InsightCard title="Most connected artists" from="artist_centrality" className={styles.five}>
      <Reply
        of={artists}
        skeleton={<Skeleton lines={LIMIT} />}
        isEmpty={({ items }) => items.length === 0}
        empty={<StateBlock kind="empty" title="No artists yet" text="They appear when the first computation has run." isCompact />}
        isCompact
      >
        {({ items }) => {
          const most = Math.max(1, ...items.map(({ edge_count }) => edge_count));
          return (
            <Table
              caption="Artists with the most links in the graph"
              rows={items}
              keyOf={({ artist_id }) => artist_id}
              nameColumn="artist"
              columns={[
                { id: "rank", title: "#", cell: ({ rank }) => <span className={styles.rank}>{rank}</span> },
                {
                  id: "artist",
                  title: "Artist",
                  cell: ({ artist_id, artist_name }) => (
                    <EntityLink entity={{ type: "artist", id: artist_id, name: artist_name }} className={styles.name ?? ""} />
                  ),
                },
                {
                  id: "bar",
                  title: "Share of the most",
                  isTitleHidden: true,
                  isSecondary: true,
                  cell: ({ edge_count }) => (
                    <span className={styles.bar}>
                      <Bar share={edge_count / most} tone="artist" />
                    </span>
                  ),
                },
                { id: "links", title: "Links", align: "end", cell: ({ edge_count }) => count(edge_count) },
              ]}
            />
          );
        }}
      </Reply>
    </InsightCard>
  );
};
