import { ApiError, hooks } from "@discogsography/web/api/client";
import type { LabelComparison, LabelDna } from "@discogsography/web/api/schema.gen";
import { Card } from "@discogsography/web/controls/card";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Stat, Stats } from "@discogsography/web/controls/stat";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { percent } from "@discogsography/web/format";
import { checked } from "../../app/checked";
import styles from "./compare.module.css";
import { dnaRows, type Sides } from "./model";
import { ShareBars } from "./shares";

const isDna = checked<LabelComparison>(
  (data) => data.labels.length === 2 && data.labels.every(({ dna }) => dna.formats.length >= 0 && dna.decades.length >= 0),
);

interface DnaProps {
  readonly sides: Sides;
  readonly names: readonly [string, string];
}

/** What the fingerprints of two labels say beside genres and styles. It needs five releases of each, and fails by itself. */
export const Dna = ({ sides, names }: DnaProps) => {
  const query = hooks.useQuery("get", "/api/label/dna/compare", { params: { query: { ids: `${sides.a},${sides.b}` } } }, { select: isDna });
  const error: unknown = query.error;
  const isTooSmall = error instanceof ApiError && error.status === 422 && query.data === undefined;
  return (
    <Card
      title="Label DNA"
      aside={<span className={styles.note}>formats and decades of each one’s releases</span>}
      className={styles.whole}
    >
      {isTooSmall ? (
        <StateBlock
          kind="empty"
          title="Too few releases for a fingerprint"
          text={`${error.message}. A fingerprint needs five.`}
          isCompact
        />
      ) : (
        <Reply of={query} skeleton={<Skeleton lines={6} />} isCompact>
          {({ labels: [a, b] }) => (a === undefined || b === undefined ? null : <Fingerprints a={a.dna} b={b.dna} names={names} />)}
        </Reply>
      )}
    </Card>
  );
};

const Fingerprints = ({ a, b, names }: { readonly a: LabelDna; readonly b: LabelDna; readonly names: readonly [string, string] }) => {
  const rows = dnaRows(a, b);
  return (
    <div className={styles.dna}>
      <div>
        <h3>Formats</h3>
        <ShareBars caption="Share of each one’s releases by format" rows={rows.formats} names={names} />
      </div>
      <div>
        <h3>Decades</h3>
        <ShareBars caption="Share of each one’s dated releases by decade" rows={rows.decades} names={names} />
      </div>
      {[a, b].map((dna, at) => (
        <div key={dna.label_id}>
          <h3 className={at === 0 ? styles.inA : styles.inB}>
            <bdi>{names[at]}</bdi>
          </h3>
          <Stats>
            <Stat value={dna.peak_decade === null ? "–" : `${dna.peak_decade}s`} label="peak decade" />
            <Stat value={dna.prolificacy.toFixed(1)} label="releases an active year" />
            <Stat value={percent(dna.artist_diversity)} label="artists per release" />
          </Stats>
        </div>
      ))}
    </div>
  );
};
