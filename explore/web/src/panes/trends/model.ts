import { type EntityRef, type EntityType, keyOf, parseKey } from "../../app/entity";
import { formatList, parseList } from "../../app/list_param";
import type { Params } from "../../app/location";

/**
 * The trends pane.
 *
 * Keys: `series` list of `type:id`, up to {@link MAX_SERIES}; `from`, `to` years of the chart; `scale` = `share` when each series is drawn against its
 * own peak, `total` when years add up; `name` and `type` instead of `series` in links of older pages.
 */
export interface View {
  readonly series: readonly SeriesKey[];
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly scale: Scale;
}

export type SeriesKey = Pick<EntityRef, "type" | "id">;

/** `count`: releases a year; `share`: percent of the series' own best year; `total`: releases up to the year. */
export const SCALES = ["count", "share", "total"] as const;
export type Scale = (typeof SCALES)[number];
export const SCALE_TITLES: Readonly<Record<Scale, string>> = { count: "A year", share: "Of peak", total: "In all" };

export const MAX_SERIES = 5;
export const SERIES_TYPES = ["artist", "label", "genre", "style"] as const satisfies readonly EntityType[];

const year = (text: string | undefined): number | undefined => (/^\d{4}$/.test(text ?? "") ? Number(text) : undefined);
const isSeriesType = (type: EntityType): boolean => (SERIES_TYPES as readonly EntityType[]).includes(type);

export const parseView = (params: Params): View => {
  const keys = parseList(params.series).flatMap((text) => parseKey(text) ?? []);
  const legacy = params.series === undefined && params.name ? [{ type: params.type?.toLowerCase() ?? "artist", id: params.name }] : [];
  const from = year(params.from);
  const to = year(params.to);
  const isReversed = from !== undefined && to !== undefined && from > to;
  return {
    series: [...keys, ...(legacy as SeriesKey[])].filter(({ type }) => isSeriesType(type)).slice(0, MAX_SERIES),
    from: isReversed ? to : from,
    to: isReversed ? from : to,
    scale: SCALES.find((scale) => scale === params.scale) ?? "count",
  };
};

/** Keys of the address for a view, all of them; those of older links go. */
export const formatView = (view: View): Params => ({
  series: formatList(view.series.map(keyOf)),
  from: view.from?.toString(),
  to: view.to?.toString(),
  scale: view.scale === "count" ? undefined : view.scale,
  name: undefined,
  type: undefined,
});

const isSame = (a: SeriesKey, b: SeriesKey): boolean => keyOf(a) === keyOf(b);

/** One more series at the end; the same view when it is there already or no more fit. */
export const withSeries = (view: View, added: SeriesKey): View =>
  view.series.length >= MAX_SERIES || view.series.some((each) => isSame(each, added))
    ? view
    : { ...view, series: [...view.series, { type: added.type, id: added.id }] };

export const withoutSeries = (view: View, removed: SeriesKey): View => ({
  ...view,
  series: view.series.filter((each) => !isSame(each, removed)),
});

/** Ends the comparison: the first series stays. */
export const withoutComparison = (view: View): View => ({ ...view, series: view.series.slice(0, 1) });

/** A range of years, the smaller one first. */
export const withRange = (view: View, from: number | undefined, to: number | undefined): View =>
  from !== undefined && to !== undefined && from > to ? { ...view, from: to, to: from } : { ...view, from, to };

export interface Point {
  readonly year: number;
  readonly count: number;
}

/** Every year between the first and the last, 0 where there was nothing, so that a line falls to the ground. */
export const filled = (points: readonly Point[]): readonly Point[] => {
  const counts = new Map(points.map((point) => [point.year, point.count]));
  const years = [...counts.keys()];
  if (years.length === 0) return [];
  const first = Math.min(...years);
  return Array.from({ length: Math.max(...years) - first + 1 }, (_, index) => ({
    year: first + index,
    count: counts.get(first + index) ?? 0,
  }));
};

export const within = (points: readonly Point[], from: number | undefined, to: number | undefined): readonly Point[] =>
  points.filter((point) => point.year >= (from ?? Number.NEGATIVE_INFINITY) && point.year <= (to ?? Number.POSITIVE_INFINITY));

/** Points as a scale shows them; what lies before a range counts for totals and peaks too. A total stays what it is up to the `last` year of the chart. */
export const scaled = (points: readonly Point[], scale: Scale, last: number): readonly Point[] => {
  if (scale === "count") return points;
  if (scale === "share") {
    const most = Math.max(0, ...points.map((point) => point.count));
    return points.map((point) => ({ year: point.year, count: most === 0 ? 0 : Math.round((1000 * point.count) / most) / 10 }));
  }
  const end = points.at(-1)?.year ?? last;
  let total = 0;
  return [...points, ...Array.from({ length: Math.max(0, last - end) }, (_, index) => ({ year: end + 1 + index, count: 0 }))].map(
    (point) => {
      total += point.count;
      return { year: point.year, count: total };
    },
  );
};

/** What a series comes to, in figures. */
export interface Figures {
  readonly total: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** The year with most releases, the earliest of several. */
  readonly peak: Point | undefined;
}

export const figures = (points: readonly Point[]): Figures => {
  const dated = points.filter((point) => point.count > 0);
  return {
    total: dated.reduce((sum, point) => sum + point.count, 0),
    first: dated.at(0)?.year,
    last: dated.at(-1)?.year,
    peak: dated.reduce<Point | undefined>((best, point) => (best === undefined || point.count > best.count ? point : best), undefined),
  };
};

/** Sum over all series, by year: what the range is chosen in. */
export const together = (series: readonly (readonly Point[])[]): readonly Point[] => {
  const counts = new Map<number, number>();
  for (const { year, count } of series.flat()) counts.set(year, (counts.get(year) ?? 0) + count);
  return filled([...counts].map(([year, count]) => ({ year, count })));
};
