import type { HiddenGem } from "@discogsography/web/api/schema.gen";
import { Badge } from "@discogsography/web/controls/chip";
import { Gem as GemIcon } from "lucide-react";
import { shownName } from "../app/entity";
import { pageParams } from "../app/links";
import { href } from "../app/location";
import styles from "./gem.module.css";

/** A record that few have and much leads to. */
export const Gem = ({ gem }: { readonly gem: HiddenGem }) => (
  <a className={styles.gem} href={href(pageParams({ type: "release", id: gem.id }))} data-tour="gem">
    <span className={styles.head}>
      <GemIcon size={14} aria-hidden />
      Hidden gem of the day
    </span>
    <span className={styles.words}>
      <bdi className={styles.title}>{shownName(gem.title)}</bdi>
      <span className={styles.by}>
        {gem.artist_name && <bdi>{gem.artist_name}</bdi>}
        {gem.year !== null && <span>{gem.year}</span>}
        {gem.catalog_number && <bdi className="mono">{gem.catalog_number}</bdi>}
      </span>
    </span>
    <span className={styles.foot}>
      <Badge tone="computed" hasDot={false}>
        {tierWords(gem.tier)} <span className="mono">{gem.rarity_score.toFixed(1)}</span>
      </Badge>
      <span className={styles.formats}>{gem.formats.slice(0, 3).join(", ")}</span>
    </span>
  </a>
);

/** `ultra-rare` as it is said. */
const tierWords = (tier: string): string => tier.replace(/[-_]+/gu, " ");
