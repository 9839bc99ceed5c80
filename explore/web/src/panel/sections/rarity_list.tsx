import { hooks } from "@discogsography/web/api/client";
import type { RarityItem, RarityPage } from "@discogsography/web/api/schema.gen";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { useState } from "react";
import { type EntityRef, shownName } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { rarityScore, tierOf } from "../model/rarity";
import { Lead, Row, Rows } from "../parts/rows";
import { Nothing, Section } from "../parts/section";
import { withLists } from "../queries";
import { Pages } from "./children";
import { TierBar } from "./rarity_scale";

const PAGE_SIZE = 10;
const whole = withLists<RarityPage>("items");

interface RarityListProps {
  readonly entity: EntityRef;
  readonly of: "artist" | "label";
}

const useRarity = (of: "artist" | "label", id: string, page: number) => {
  const query = { page: page + 1, page_size: PAGE_SIZE };
  const artist = hooks.useQuery(
    "get",
    "/api/rarity/artist/{artist_id}",
    { params: { path: { artist_id: id }, query } },
    { select: whole, enabled: of === "artist" },
  );
  const label = hooks.useQuery(
    "get",
    "/api/rarity/label/{label_id}",
    { params: { path: { label_id: id }, query } },
    { select: whole, enabled: of === "label" },
  );
  return of === "artist" ? artist : label;
};

/** Releases of an artist or on a label, the rarest first. */
export const RarityList = ({ entity, of }: RarityListProps) => {
  const [page, setPage] = useState(0);
  const query = useRarity(of, entity.id, page);
  return (
    <Section title="Rarest releases">
      <Reply
        of={query}
        skeleton={<Skeleton lines={8} />}
        isEmpty={(data) => data.total === 0}
        empty={<Nothing>No release here has a score. Scores are computed after each import.</Nothing>}
        notFound={<Nothing>No release here has a score. Scores are computed after each import.</Nothing>}
        isCompact
      >
        {({ items, total }) => (
          <>
            <Lead>Scores from 0 to 100: few pressings, age, few owners, small labels. Not a price.</Lead>
            <Rows label={`Rarest releases of ${entity.name}`}>
              {items.map((item) => (
                <RarityRow key={item.release_id} item={item} hasArtist={of === "label"} />
              ))}
            </Rows>
            <Pages page={page} size={PAGE_SIZE} total={total} noun="release" onPage={setPage} />
          </>
        )}
      </Reply>
    </Section>
  );
};

const RarityRow = ({ item, hasArtist }: { readonly item: RarityItem; readonly hasArtist: boolean }) => {
  const tier = tierOf(item.tier, item.rarity_score);
  return (
    <Row
      name={<EntityLink entity={{ type: "release", id: String(item.release_id), name: item.title }} mark />}
      note={<bdi>{[hasArtist && item.artist ? shownName(item.artist) : "", item.year ?? "", tier.title].filter(Boolean).join(" · ")}</bdi>}
      picture={<TierBar score={item.rarity_score} />}
      number={rarityScore(item.rarity_score)}
    />
  );
};
