import type { LabelDna } from "@discogsography/web/api/schema.gen";
import { LabelledBars } from "@discogsography/web/charts/labelled_bars";
import { Table } from "@discogsography/web/controls/table";
import { count, counted, percent } from "@discogsography/web/format";
import { toneColour } from "@discogsography/web/tone";
import { entityHref } from "../../app/links";
import { RINGS, type RingId, type Share, sharesOf } from "../model/rings";
import styles from "./dna_shares.module.css";
import { SubHeading } from "./section";

const link = (ring: RingId, name: string): string | undefined => {
  if (ring === "styles") return entityHref({ type: "style", id: name, name });
  return ring === "genres" ? entityHref({ type: "genre", id: name, name }) : undefined;
};

/** The greatest shares of each ring, in numbers. They are the legend of the picture too. */
export const DnaShares = ({ dna, most }: { readonly dna: LabelDna; readonly most: number }) => {
  const shares = sharesOf(dna);
  return (
    <div className={styles.groups}>
      {RINGS.map(({ id, title, one, tone }) => (
        <div key={id} className={styles.group}>
          <SubHeading className={styles.title}>
            <span className={styles.mark} style={{ background: toneColour(tone) }} aria-hidden />
            {title}
            <span className={styles.note}>
              {id === "decades" && dna.peak_decade !== null ? `peak ${dna.peak_decade}s` : counted(shares[id].length, one)}
            </span>
          </SubHeading>
          {shares[id].length === 0 ? (
            <p className={styles.note}>none known</p>
          ) : (
            <LabelledBars
              label={`${title} of ${dna.label_name}`}
              tone={tone}
              rows={largest(shares[id], id, most).map(({ name, count: releases, share }) => ({
                name,
                count: releases,
                note: percent(share),
                href: link(id, name),
              }))}
            />
          )}
        </div>
      ))}
    </div>
  );
};

/** The largest shares; decades stay in the order of time. */
const largest = (shares: readonly Share[], ring: RingId, most: number): readonly Share[] => {
  const chosen = shares.toSorted((a, b) => b.share - a.share).slice(0, most);
  return ring === "decades" ? shares.filter((share) => chosen.includes(share)) : chosen;
};

/** Every share in a table. */
export const DnaTable = ({ dna }: { readonly dna: LabelDna }) => {
  const shares = sharesOf(dna);
  return (
    <div className={styles.groups}>
      {RINGS.map(({ id, title, one }) => (
        <Table<Share, "name" | "count" | "share">
          key={id}
          caption={`${title} of ${dna.label_name}`}
          columns={[
            { id: "name", title: one.charAt(0).toUpperCase() + one.slice(1), cell: (share) => <bdi>{share.name}</bdi>, isWide: true },
            { id: "count", title: "Releases", align: "end", cell: (share) => count(share.count) },
            { id: "share", title: "Share", align: "end", cell: (share) => percent(share.share) },
          ]}
          rows={shares[id]}
          keyOf={(share) => share.name}
        />
      ))}
    </div>
  );
};
