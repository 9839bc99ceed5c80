import { Chip } from "@discogsography/web/controls/chip";
import { seriesStyle } from "@discogsography/web/tone";
import { keyOf, shownName } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { type SeriesKey, type View, withoutSeries } from "./model";
import type { Series } from "./queries";
import styles from "./trends.module.css";

interface SeriesChipsProps {
  readonly series: readonly Series[];
  readonly view: View;
  readonly onRemove: (view: View) => void;
}

/** The colour of a series. The chart leaves out what has no points, and gives its colours to the others in order. */
export const Dot = ({ series, of }: { readonly series: readonly Series[]; readonly of: SeriesKey }) => {
  const index = series.filter(({ query }) => (query.data?.data.length ?? 0) > 0).findIndex(({ key }) => key === of);
  return index < 0 ? null : <i className={styles.dot} style={{ background: seriesStyle(index).colour }} />;
};

/** The series in their colours; every one after the first says what it is compared with. */
export const SeriesChips = ({ series, view, onRemove }: SeriesChipsProps) => (
  <ul className={styles.chips} aria-label="Series">
    {series.map(({ key, entity }, index) => (
      <li key={keyOf(key)}>
        <Chip
          mark={<Dot series={series} of={key} />}
          onRemove={() => onRemove(withoutSeries(view, key))}
          removeLabel={shownName(entity.name)}
        >
          {index > 0 && "vs "}
          <EntityLink entity={entity} className={styles.name ?? ""} />
        </Chip>
      </li>
    ))}
  </ul>
);
