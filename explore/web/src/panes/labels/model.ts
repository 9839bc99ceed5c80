import type { LabelDna, LongLivedLabel } from "@discogsography/web/api/schema.gen";
import { formatList, parseList } from "../../app/list_param";
import type { Params } from "../../app/location";
import { type RingId, sharesOf } from "../../panel/model/rings";

/*
 * Address of the pane:
 *   compare   ids of up to five labels whose DNA is compared, comma separated
 */

/** The API compares at most so many. */
export const MOST_LABELS = 5;
export const LEAST_LABELS = 2;

export const parseCompared = (params: Params): readonly string[] =>
  [...new Set(parseList(params.compare).map((id) => id.trim()))].slice(0, MOST_LABELS);

export const formatCompared = (ids: readonly string[]): Params => ({ pane: "labels", compare: formatList(ids.slice(0, MOST_LABELS)) });

/** With one more at the end; each once. */
export const withLabel = (ids: readonly string[], id: string): readonly string[] =>
  ids.includes(id) ? ids : [...ids, id].slice(0, MOST_LABELS);

export interface SharedRow {
  readonly name: string;
  /** A share of 0 to 1 for each label, in their order. */
  readonly shares: readonly number[];
}

const MOST_ROWS = 8;

/** One ring of several labels side by side: what weighs most in any of them, decades in the order of time. */
export const ringRows = (labels: readonly LabelDna[], ring: RingId): readonly SharedRow[] => {
  const rings = labels.map((dna) => new Map(sharesOf(dna)[ring].map(({ name, share }) => [name, share])));
  const names = [...new Set(rings.flatMap((each) => [...each.keys()]))];
  const rows = names.map((name) => ({ name, shares: rings.map((each) => each.get(name) ?? 0) }));
  if (ring === "decades") return rows.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const weight = ({ shares }: SharedRow): number => shares.reduce((sum, share) => sum + share, 0);
  return rows.toSorted((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1)).slice(0, MOST_ROWS);
};

export type LongevityColumn = "label" | "life" | "years" | "releases";

/** Rows in the order of a column; ties keep the rank of the API. */
export const sortedLabels = (
  labels: readonly LongLivedLabel[],
  column: LongevityColumn,
  direction: "ascending" | "descending",
): readonly LongLivedLabel[] => {
  const sign = direction === "ascending" ? 1 : -1;
  const compare = (a: LongLivedLabel, b: LongLivedLabel): number => {
    switch (column) {
      case "label":
        return a.label_name.localeCompare(b.label_name);
      case "life":
        return a.first_year - b.first_year;
      case "years":
        return a.years_active - b.years_active;
      case "releases":
        return a.total_releases - b.total_releases;
    }
  };
  return labels.toSorted((a, b) => sign * compare(a, b) || a.rank - b.rank);
};

/** Where a life lies in the span of all, both from 0 to 1. */
export const lifeOf = (label: LongLivedLabel, first: number, last: number): { readonly start: number; readonly length: number } => {
  const span = Math.max(1, last - first + 1);
  const end = label.last_year ?? label.first_year;
  return { start: (label.first_year - first) / span, length: (end - label.first_year + 1) / span };
};
