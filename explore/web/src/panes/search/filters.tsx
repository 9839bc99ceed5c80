import { YearHistogram } from "@discogsography/web/charts/histogram";
import { Button } from "@discogsography/web/controls/button";
import { Checkbox, NumberField } from "@discogsography/web/controls/field";
import { count } from "@discogsography/web/format";
import { useMemo, useState } from "react";
import { useSettled } from "../../app/use_settled";
import styles from "./filters.module.css";
import {
  choices,
  FACET_COUNTS,
  FACET_TITLES,
  FACETS,
  type Facet,
  MAX_YEAR,
  MIN_YEAR,
  type Search,
  withToggled,
  withYears,
  yearPoints,
} from "./model";
import { useCounts } from "./queries";

interface FiltersProps {
  readonly search: Search;
  readonly onChange: (search: Search) => void;
  /** On narrow pages the facets stay folded until they are asked for; the years always show. */
  readonly isOpen: boolean;
}

export const Filters = ({ search, onChange, isOpen }: FiltersProps) => (
  <div className={styles.filters} data-open={isOpen}>
    <Years search={search} onChange={onChange} />
    <div className={styles.facets}>
      {FACETS.map((facet) => (
        <FacetFilter key={facet} facet={facet} search={search} onChange={onChange} />
      ))}
    </div>
  </div>
);

const Years = ({ search, onChange }: Pick<FiltersProps, "search" | "onChange">) => {
  const counts = useCounts(search, "years");
  const points = useMemo(() => yearPoints(counts?.year ?? {}), [counts]);
  const [{ from, to }, setYears] = useSettled({ from: search.from, to: search.to }, (range) =>
    onChange(withYears(search, range.from, range.to)),
  );
  const isLimited = from !== undefined || to !== undefined;
  if (points.length === 0 && !isLimited) return null;
  return (
    <fieldset className={styles.group}>
      <div className={styles.head}>
        <legend className={styles.title}>Year</legend>
        {isLimited && (
          <button type="button" className={styles.all} onClick={() => onChange(withYears(search, undefined, undefined))}>
            all years
          </button>
        )}
      </div>
      {points.length > 1 && (
        <YearHistogram
          label="Masters and releases by year"
          points={points}
          from={from}
          to={to}
          onChange={(range, how) => how === "done" && setYears({ from: range.from, to: range.to })}
        />
      )}
      <div className={styles.range}>
        <NumberField
          label="From year"
          isLabelHidden
          placeholder={points[0] ? String(points[0].year) : "from"}
          value={from}
          min={MIN_YEAR}
          max={MAX_YEAR}
          onChange={(year) => setYears({ from: year, to })}
        />
        <span aria-hidden="true">to</span>
        <NumberField
          label="To year"
          isLabelHidden
          placeholder={String(points.at(-1)?.year ?? "to")}
          value={to}
          min={MIN_YEAR}
          max={MAX_YEAR}
          onChange={(year) => setYears({ from, to: year })}
        />
      </div>
    </fieldset>
  );
};

/** Choices that show before one asks for the others. */
const FIRST_CHOICES = 5;

const FacetFilter = ({ facet, search, onChange }: Pick<FiltersProps, "search" | "onChange"> & { readonly facet: Facet }) => {
  const [isWhole, setWhole] = useState(false);
  const counts = useCounts(search, facet);
  const chosen = search.facets[facet];
  const all = choices(counts?.[FACET_COUNTS[facet]] ?? {}, chosen);
  if (all.length === 0) return null;
  const shown = isWhole ? all : all.filter(({ value }, index) => index < FIRST_CHOICES || chosen.includes(value));
  const hidden = all.length - shown.length;
  return (
    <fieldset className={styles.group} data-facet={facet}>
      <legend className={styles.title}>{FACET_TITLES[facet]}</legend>
      <ul>
        {shown.map(({ value, count: found }) => (
          <li key={value}>
            <Checkbox
              className={styles.choice}
              checked={chosen.includes(value)}
              count={found}
              onChange={() => onChange(withToggled(search, facet, value))}
            >
              <bdi>{value}</bdi>
            </Checkbox>
          </li>
        ))}
      </ul>
      {(hidden > 0 || isWhole) && all.length > FIRST_CHOICES && (
        <Button size="small" className={styles.more} aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Fewer" : `${count(hidden)} more`}
        </Button>
      )}
    </fieldset>
  );
};
