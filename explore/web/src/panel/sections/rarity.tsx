import { hooks } from "@discogsography/web/api/client";
import type { RarityDetail } from "@discogsography/web/api/schema.gen";
import { Bar } from "@discogsography/web/controls/bar";
import { Badge } from "@discogsography/web/controls/chip";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { HeadRow } from "@discogsography/web/controls/table";
import { ago } from "@discogsography/web/format";
import { checked } from "../../app/checked";
import { rarityScore, signals, tierOf, weightText } from "../model/rarity";
import { Nothing, Section } from "../parts/section";
import { RarityScale } from "./rarity_scale";
import styles from "./rarity_scale.module.css";

const whole = checked<RarityDetail>(
  (data) =>
    Number.isFinite(data.rarity_score) &&
    Object.values(data.breakdown).every((signal) => Number.isFinite(signal.score) && Number.isFinite(signal.weight)),
);

/** How rare a release is, among what, and why. */
export const Rarity = ({ id }: { readonly id: string }) => {
  const query = hooks.useQuery(
    "get",
    "/api/rarity/{release_id}",
    { params: { path: { release_id: Number(id) } } },
    { select: whole, enabled: /^\d{1,15}$/.test(id) },
  );
  return (
    <Section
      title="Rarity"
      aside={
        query.data && (
          <Badge tone="computed" hasDot={false}>
            {tierOf(query.data.tier, query.data.rarity_score).title}
          </Badge>
        )
      }
    >
      <Reply
        of={query}
        skeleton={<Skeleton lines={8} />}
        notFound={<Nothing>This release has no score yet. Scores are computed after each import.</Nothing>}
        isCompact
      >
        {(data) => <Detail rarity={data} />}
      </Reply>
    </Section>
  );
};

const Detail = ({ rarity }: { readonly rarity: RarityDetail }) => {
  const others = (rarity.versions ?? []).map((version) => version.rarity_score);
  return (
    <>
      <p className={styles.top}>
        <span className={styles.score}>{rarityScore(rarity.rarity_score)}</span>
        <span className={styles.of}>of 100 · rarer than {Math.round(rarity.percentile)}% of the catalogue</span>
      </p>
      <RarityScale score={rarity.rarity_score} tier={rarity.tier} others={others} />
      {others.length > 0 && (
        <p className={styles.note}>
          {others.length === 1 ? "Thin mark: the other version" : "Thin marks: the other versions"} of this master.
        </p>
      )}
      <Breakdown rarity={rarity} />
      <p className={styles.note}>
        {rarity.hidden_gem_score !== null && `Hidden gem score ${rarityScore(rarity.hidden_gem_score)}: rare, by well-known names. `}
        {rarity.computed_at && `Computed ${ago(rarity.computed_at)}.`}
      </p>
    </>
  );
};

const Breakdown = ({ rarity }: { readonly rarity: RarityDetail }) => (
  <table className={styles.signals}>
    <caption className={styles.note} style={{ textAlign: "start" }}>
      What the score is made of: score × weight = what it adds
    </caption>
    <HeadRow
      heads={[
        ["Signal", undefined, 2],
        ["Score", styles.figure],
        ["Weight", styles.figure],
        ["Adds", styles.figure],
      ]}
    />
    <tbody>
      {signals(rarity.breakdown, new Date().getFullYear()).map((signal) => (
        <tr key={signal.id}>
          <th scope="row">
            {signal.title}
            {signal.from && <div className={styles.note}>{signal.from}</div>}
          </th>
          <td className={styles.bar}>
            <Bar share={signal.score / 100} tone="purple" />
          </td>
          <td className={styles.figure}>{signal.score.toFixed(0)}</td>
          <td className={`${styles.figure} ${styles.dim}`}>{weightText(signal.weight)}</td>
          <td className={styles.figure}>{signal.adds.toFixed(1)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
