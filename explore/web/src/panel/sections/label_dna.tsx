import { hooks } from "@discogsography/web/api/client";
import type { LabelDna as Dna } from "@discogsography/web/api/schema.gen";
import { LinkButton } from "@discogsography/web/controls/button";
import { Reply } from "@discogsography/web/controls/reply";
import { Segmented } from "@discogsography/web/controls/segmented";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Stat, Stats } from "@discogsography/web/controls/stat";
import { counted, score } from "@discogsography/web/format";
import { useState } from "react";
import type { EntityRef } from "../../app/entity";
import { href } from "../../app/location";
import { LEAST_RELEASES } from "../model/rings";
import { DnaPicture } from "../parts/dna_picture";
import { DnaShares, DnaTable } from "../parts/dna_shares";
import { Nothing, Section, usePlace } from "../parts/section";
import { withLists } from "../queries";
import styles from "./label_dna.module.css";

const whole = withLists<Dna>("decades", "formats", "styles", "genres", "active_years");

export const useDna = (id: string, enabled = true) =>
  hooks.useQuery("get", "/api/label/{label_id}/dna", { params: { path: { label_id: id } } }, { select: whole, enabled });

const diversityWords = (diversity: number): string =>
  diversity < 0.15 ? "few names, many records" : diversity < 0.6 ? "some return often" : "many names, few records each";

/** What a label is made of, as a picture beside its numbers. */
export const LabelDna = ({ entity, releases }: { readonly entity: EntityRef; readonly releases: number }) => {
  const [form, setForm] = useState<"picture" | "table">("picture");
  const isTooSmall = releases < LEAST_RELEASES;
  const query = useDna(entity.id, !isTooSmall);
  return (
    <Section
      title="Label DNA"
      aside={
        !isTooSmall && (
          <Segmented
            label="Form of the DNA"
            value={form}
            options={[
              { value: "picture", title: "Picture" },
              { value: "table", title: "Table" },
            ]}
            onChange={setForm}
          />
        )
      }
    >
      {isTooSmall ? (
        <Nothing>
          A fingerprint needs at least {LEAST_RELEASES} releases; here {releases === 1 ? "is" : "are"} {releases}.
        </Nothing>
      ) : (
        <Reply of={query} skeleton={<Skeleton height={280} />} isCompact>
          {(dna) => (form === "picture" ? <Picture dna={dna} /> : <DnaTable dna={dna} />)}
        </Reply>
      )}
    </Section>
  );
};

const Picture = ({ dna }: { readonly dna: Dna }) => {
  const isPage = usePlace() === "page";
  const [best] = dna.styles;
  return (
    <>
      <div className={isPage ? styles.wide : styles.narrow}>
        <DnaPicture dna={dna} size={isPage ? 328 : 240} />
        <DnaShares dna={dna} most={isPage ? 5 : 4} />
      </div>
      <div className={styles.stats}>
        <Stats>
          <Stat value={dna.release_count} label={`releases by ${counted(dna.artist_count, "artist")}`} />
          <Stat value={score(dna.artist_diversity)} label={`artist diversity: ${diversityWords(dna.artist_diversity)}`} />
          <Stat value={dna.prolificacy.toFixed(1)} label={`releases a year, in ${counted(dna.active_years.length, "active year")}`} />
          {best && dna.release_count > 0 && (
            <Stat value={`${Math.round((100 * best.count) / dna.release_count)}%`} label={`of its records are ${best.name}`} />
          )}
        </Stats>
      </div>
      {!isPage && (
        <LinkButton size="small" variant="secondary" href={href({ pane: "labels", compare: dna.label_id })}>
          Compare its DNA with another label
        </LinkButton>
      )}
    </>
  );
};
