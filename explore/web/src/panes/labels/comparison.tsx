import { hooks } from "@discogsography/web/api/client";
import type { LabelComparison, LabelDna } from "@discogsography/web/api/schema.gen";
import { Card } from "@discogsography/web/controls/card";
import { Chip } from "@discogsography/web/controls/chip";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { counted, percent, score } from "@discogsography/web/format";
import { seriesStyle } from "@discogsography/web/tone";
import { checked } from "../../app/checked";
import { type EntityRef, shownName } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { EntityPicker } from "../../app/entity_picker";
import { pageParams } from "../../app/links";
import { href } from "../../app/location";
import { named, useNodes } from "../../app/use_nodes";
import { RINGS } from "../../panel/model/rings";
import { DnaPicture } from "../../panel/parts/dna_picture";
import styles from "./labels.module.css";
import { LEAST_LABELS, MOST_LABELS, ringRows, type SharedRow } from "./model";

interface ComparisonProps {
  readonly ids: readonly string[];
  readonly onAdd: (label: EntityRef) => void;
  readonly onRemove: (id: string) => void;
}

const whole = checked<LabelComparison>(({ labels }) =>
  labels.every(({ dna }) => [dna.decades, dna.formats, dna.styles, dna.genres, dna.active_years].every(Array.isArray)),
);

/** The DNA of two to five labels side by side. */
export const Comparison = ({ ids, onAdd, onRemove }: ComparisonProps) => {
  const nodes = useNodes(ids.map((id) => ({ type: "label", id })));
  const query = hooks.useQuery(
    "get",
    "/api/label/dna/compare",
    { params: { query: { ids: ids.join(",") } } },
    { select: whole, enabled: ids.length >= LEAST_LABELS },
  );
  const [one, two] = ids;
  return (
    <Card
      title="Compare DNA"
      aside={ids.length === 2 && <a href={href({ pane: "compare", kind: "labels", ids: `${one},${two}` })}>What these two share</a>}
    >
      <div className={styles.chosen}>
        {ids.map((id) => {
          const name = shownName(named({ type: "label", id }, nodes).name);
          return (
            <Chip key={id} isOn onRemove={() => onRemove(id)} removeLabel={name}>
              <bdi>{name}</bdi>
            </Chip>
          );
        })}
        {ids.length < MOST_LABELS && (
          <div className={styles.add}>
            <EntityPicker
              key={ids.join(",")}
              label={ids.length === 0 ? "First label" : "Another label"}
              type="label"
              value={undefined}
              placeholder={ids.length === 0 ? "A label to begin with" : "A label to compare with"}
              onPick={onAdd}
            />
          </div>
        )}
      </div>
      {ids.length < LEAST_LABELS ? (
        <p className={styles.hint}>
          {ids.length === 0 ? "Choose two to five labels" : "Choose one more"}: their decades, formats, styles and genres are then drawn on
          one scale. The plus signs below add a label too.
        </p>
      ) : (
        <Reply of={query} skeleton={<Skeleton height={320} />} safe="Your choice of labels is kept." isCompact>
          {({ labels }) => <SideBySide labels={labels.map(({ dna }) => dna)} />}
        </Reply>
      )}
    </Card>
  );
};

const SideBySide = ({ labels }: { readonly labels: readonly LabelDna[] }) => (
  <>
    <ul className={styles.pictures}>
      {labels.map((dna, index) => (
        <li key={dna.label_id} className={styles.one}>
          <DnaPicture dna={dna} size={204} />
          <p className={styles.name}>
            <span className={styles.swatch} style={{ background: seriesStyle(index).colour }} aria-hidden />
            <a href={href(pageParams({ type: "label", id: dna.label_id }))}>
              <bdi>{shownName(dna.label_name)}</bdi>
            </a>
          </p>
          <p className={styles.note}>
            {counted(dna.release_count, "release")} by {counted(dna.artist_count, "artist")}
          </p>
          <p className={styles.note}>
            diversity {score(dna.artist_diversity)} · {dna.prolificacy.toFixed(1)} a year
          </p>
        </li>
      ))}
    </ul>
    <div className={styles.rings}>
      {RINGS.map(({ id, title, one }) => (
        <RingTable key={id} ring={id} title={title} one={one} labels={labels} rows={ringRows(labels, id)} />
      ))}
    </div>
  </>
);

interface RingTableProps {
  readonly ring: (typeof RINGS)[number]["id"];
  readonly title: string;
  readonly one: string;
  readonly labels: readonly LabelDna[];
  readonly rows: readonly SharedRow[];
}

/** Shares of one ring: a row a name, a bar a label, all bars of the ring on one scale from zero. */
const RingTable = ({ ring, title, one, labels, rows }: RingTableProps) => {
  const top = Math.max(0.01, ...rows.flatMap(({ shares }) => shares));
  return (
    <table className={styles.ring}>
      <caption>{title}</caption>
      <thead className={styles.hidden}>
        <tr>
          <th scope="col">{one}</th>
          {labels.map((dna) => (
            <th key={dna.label_id} scope="col">
              {shownName(dna.label_name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, shares }) => (
          <tr key={name}>
            <th scope="row">
              {ring === "styles" || ring === "genres" ? (
                <EntityLink entity={{ type: ring === "styles" ? "style" : "genre", id: name, name }} />
              ) : (
                name
              )}
            </th>
            {shares.map((share, index) => (
              <td key={labels[index]?.label_id ?? index}>
                <span className={styles.track} aria-hidden>
                  <span style={{ width: `${(share / top) * 100}%`, background: seriesStyle(index).colour }} />
                </span>
                <span className={styles.share}>{share > 0 ? percent(share) : "–"}</span>
              </td>
            ))}
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <td className={styles.note}>none known</td>
          </tr>
        )}
      </tbody>
    </table>
  );
};
