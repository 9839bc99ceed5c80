import { everyYear, niceTop, peakOf, spanOf, spread, type YearPoint } from "./scales";

export interface Series {
  readonly name: string;
  readonly points: readonly YearPoint[];
}

/** What a chart of lines draws. All series have every year of the common span. */
export interface LineModel {
  readonly series: readonly Series[];
  readonly first: number;
  readonly last: number;
  readonly years: readonly number[];
  /** Top of the axis. */
  readonly top: number;
  /** Zero and the four lines above it. */
  readonly grid: readonly number[];
  /** Year in which the first series is greatest: where the reading line stands at first. */
  readonly peakYear: number;
  readonly at: (year: number) => readonly { readonly name: string; readonly value: number }[];
  /** Values beside which the names stand, so that no two overlap in a plot of this height. */
  readonly labelPlaces: (height: number) => readonly number[];
}

/** Pixels between names at the ends of lines. */
const LABEL_GAP = 14;

/** `step`: years between points, 10 for decades. */
export const lineModel = (series: readonly Series[], step = 1): LineModel => {
  const known = series.filter(({ points }) => points.length > 0);
  const span = spanOf(known.flatMap(({ points }) => points));
  const [first, last] = span ?? [0, 0];
  const full = span ? known.map(({ name, points }) => ({ name, points: everyYear(points, span, step) })) : [];
  const values = full.flatMap(({ points }) => points.map((point) => point.count));
  const top = niceTop(
    Math.max(0, ...values),
    values.every((value) => Number.isInteger(value)),
  );
  return {
    series: full,
    first,
    last,
    years: full[0]?.points.map(({ year }) => year) ?? [],
    top,
    grid: [0, 1, 2, 3, 4].map((line) => (top / 4) * line),
    peakYear: peakOf(full[0]?.points ?? [])?.year ?? last,
    at: (year) => full.map(({ name, points }) => ({ name, value: points[Math.round((year - first) / step)]?.count ?? 0 })),
    labelPlaces: (height) => {
      const gap = (LABEL_GAP / Math.max(1, height)) * top;
      const ends = full.map(({ points }) => points.at(-1)?.count ?? 0);
      return spread(ends, gap, 0, top);
    },
  };
};
