import { place, rarityScore, TIERS, tierOf } from "../model/rarity";
import styles from "./rarity_scale.module.css";

const at = (score: number) => ({ left: `${place(score) * 100}%` });

interface RarityScaleProps {
  readonly score: number;
  readonly tier: string;
  /** Scores of the other versions: thin marks over the scale. */
  readonly others: readonly number[];
}

/** Where a score stands among the five tiers. The number and the tier stand in words beside it. */
export const RarityScale = ({ score, tier, others }: RarityScaleProps) => {
  const mine = tierOf(tier, score);
  return (
    <div
      className={styles.scale}
      role="img"
      aria-label={`Scale from common to ultra-rare: ${rarityScore(score)} of 100, ${mine.title}${others.length > 0 ? `; other versions from ${rarityScore(Math.min(...others))} to ${rarityScore(Math.max(...others))}` : ""}`}
    >
      <div className={styles.marks}>
        {others.map((other, index) => (
          <i key={index} className={styles.other} style={at(other)} />
        ))}
        <i className={styles.pointer} style={at(score)} />
      </div>
      <div className={styles.tiers}>
        {TIERS.map(({ id }, index) => (
          <i key={id} className={styles.tier} style={{ opacity: 0.3 + index * 0.175 }} />
        ))}
        <i className={styles.needle} style={at(score)} />
      </div>
      <div className={styles.names} aria-hidden>
        {TIERS.map(({ id, short }) => (
          <span key={id} className={id === mine.id ? styles.mine : undefined}>
            {short}
          </span>
        ))}
      </div>
    </div>
  );
};

/** The same in the height of a line: for lists. */
export const TierBar = ({ score }: { readonly score: number }) => (
  <span className={styles.small} aria-hidden>
    {TIERS.map(({ id, from }) => (
      <i key={id} className={styles.step}>
        <i style={{ width: `${Math.min(1, Math.max(0, (score - from) / 20)) * 100}%` }} />
      </i>
    ))}
  </span>
);
