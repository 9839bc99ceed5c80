import { hooks } from "@discogsography/web/api/client";
import type { RarityItem, RarityPage } from "@discogsography/web/api/schema.gen";
import { Bar } from "@discogsography/web/controls/bar";
import { IconButton } from "@discogsography/web/controls/button";
import { Select } from "@discogsography/web/controls/field";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { count } from "@discogsography/web/format";
import { keepPreviousData } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { checked } from "../../app/checked";
import { EntityLink } from "../../app/entity_link";
import { change } from "../../app/location";
import { Parts } from "../../app/parts";
import { InsightCard } from "./insight_card";
import styles from "./insights.module.css";
import { formatView, TIERS, type View } from "./model";
import rarity from "./rarity.module.css";

const PAGE_SIZE = 6;
const whole = checked<RarityPage>(
  ({ items, total }) =>
    Array.isArray(items) &&
    Number.isInteger(total) &&
    items.every(({ release_id, rarity_score }) => Number.isInteger(release_id) && Number.isFinite(rarity_score)),
);
const ANY = "any";

export const Rarest = ({ view }: { readonly view: View }) => {
  const query = { page: view.rarest, page_size: PAGE_SIZE, ...(view.tier && { tier: view.tier }) };
  const page = hooks.useQuery(
    "get",
    "/api/rarity/leaderboard",
    { params: { query } },
    { select: whole, placeholderData: keepPreviousData },
  );
  return (
    <InsightCard
      title="Rarest releases"
      from="release_rarity"
      className={styles.six}
      aside={
        <Select
          label="Tier"
          isLabelHidden
          value={view.tier ?? ANY}
          options={[{ value: ANY, title: "All tiers" }, ...TIERS.map((tier) => ({ value: tier, title: tier }))]}
          onChange={(tier) => change(formatView({ ...view, tier: TIERS.find((each) => each === tier), rarest: 1 }))}
        />
      }
    >
      <Reply
        of={page}
        skeleton={<Skeleton lines={2 * PAGE_SIZE} />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <StateBlock
            kind="empty"
            title={view.tier ? `Nothing here is ${view.tier}` : "No scores yet"}
            text={view.tier ? "Choose another tier." : "They appear when rarity has been computed."}
            isCompact
          />
        }
        isCompact
      >
        {(data) => (
          <Releases
            data={data}
            score={({ rarity_score }) => rarity_score}
            about={({ tier }) => tier}
            onPage={(rarest) => change(formatView({ ...view, rarest }))}
          />
        )}
      </Reply>
    </InsightCard>
  );
};

export const HiddenGems = ({ view }: { readonly view: View }) => {
  const page = hooks.useQuery(
    "get",
    "/api/rarity/hidden-gems",
    { params: { query: { page: view.gems, page_size: PAGE_SIZE } } },
    { select: whole, placeholderData: keepPreviousData },
  );
  return (
    <InsightCard title="Hidden gems" from="release_rarity" className={styles.six} aside="rare, but from well-connected names">
      <Reply
        of={page}
        skeleton={<Skeleton lines={2 * PAGE_SIZE} />}
        isEmpty={({ items }) => items.length === 0}
        empty={<StateBlock kind="empty" title="No hidden gems" text="Nothing rare comes from well-connected names here." isCompact />}
        isCompact
      >
        {(data) => (
          <Releases
            data={data}
            score={({ hidden_gem_score }) => hidden_gem_score ?? 0}
            about={({ rarity_score }) => `rarity ${rarity_score.toFixed(1)}`}
            onPage={(gems) => change(formatView({ ...view, gems }))}
          />
        )}
      </Reply>
    </InsightCard>
  );
};

interface ReleasesProps {
  readonly data: RarityPage;
  readonly score: (item: RarityItem) => number;
  readonly about: (item: RarityItem) => string;
  readonly onPage: (page: number) => void;
}

const Releases = ({ data, score, about, onPage }: ReleasesProps) => {
  const before = (data.page - 1) * data.page_size;
  const pages = Math.ceil(data.total / data.page_size);
  return (
    <>
      <ol className={rarity.list} start={before + 1}>
        {data.items.map((item, index) => (
          <li key={item.release_id} className={rarity.item}>
            <span className={styles.rank} aria-hidden="true">
              {before + index + 1}
            </span>
            <div className={rarity.words}>
              <EntityLink entity={{ type: "release", id: String(item.release_id), name: item.title }} className={styles.name ?? ""} />
              <p className={rarity.about}>
                <Parts parts={[item.artist, item.year, about(item)]} />
              </p>
            </div>
            <div className={rarity.score}>
              <span>{score(item).toFixed(1)}</span>
              <Bar share={score(item) / 100} tone="purple" />
            </div>
          </li>
        ))}
      </ol>
      {pages > 1 && (
        <p className={rarity.pager}>
          <span>
            {count(before + 1)}–{count(before + data.items.length)} of {count(data.total)}
          </span>
          <IconButton
            icon={ChevronLeft}
            label="Previous page"
            size="small"
            disabled={data.page <= 1}
            onClick={() => onPage(data.page - 1)}
          />
          <IconButton
            icon={ChevronRight}
            label="Next page"
            size="small"
            disabled={data.page >= pages}
            onClick={() => onPage(data.page + 1)}
          />
        </p>
      )}
    </>
  );
};
