import { FIRST_YEAR, lastYear } from "./model";

/** A year and how many releases it has. */
export interface YearCount {
  readonly year: number;
  readonly count: number;
}

export interface Bounds {
  readonly first: number;
  readonly last: number;
}

/** What the timeline spans: the years of the centre, else those of the catalogue. Undefined: nothing is dated, and there is no timeline. */
export const boundsOf = (
  years: readonly YearCount[],
  catalogue: { readonly min_year: number | null; readonly max_year: number | null } | undefined,
): Bounds | undefined => {
  const found = years.filter(({ count, year }) => count > 0 && year >= FIRST_YEAR && year <= lastYear()).map(({ year }) => year);
  if (found.length > 0) return { first: Math.min(...found), last: Math.max(...found) };
  return catalogue?.min_year == null || catalogue.max_year == null ? undefined : { first: catalogue.min_year, last: catalogue.max_year };
};

export const clamp = (year: number, { first, last }: Bounds): number => Math.min(last, Math.max(first, Math.round(year)));

/** Where a year lies between the bounds, 0 to 1. */
export const shareOf = (year: number, { first, last }: Bounds): number =>
  last === first ? 1 : (clamp(year, { first, last }) - first) / (last - first);

/** The year at a share of the width. */
export const yearAt = (share: number, bounds: Bounds): number => clamp(bounds.first + share * (bounds.last - bounds.first), bounds);

/** A slider's keys, as sliders everywhere have them; undefined for other keys. */
export const keyed = (key: string, year: number, bounds: Bounds): number | undefined => {
  const to: Readonly<Record<string, number>> = {
    ArrowLeft: year - 1,
    ArrowDown: year - 1,
    ArrowRight: year + 1,
    ArrowUp: year + 1,
    PageDown: year - 10,
    PageUp: year + 10,
    Home: bounds.first,
    End: bounds.last,
  };
  const next = to[key];
  return next === undefined ? undefined : clamp(next, bounds);
};

export type Speed = 1 | 10;

/** Milliseconds for one year: a speed is what it says. */
export const yearMs = (speed: Speed): number => 1000 / speed;

/** Where a playback is after some time: counted from its beginning, so that a busy page does not slow it down. */
export const playedTo = (from: number, passedMs: number, speed: Speed, { last }: Bounds): number =>
  Math.min(last, from + Math.floor(passedMs / yearMs(speed)));

/** Whether a step of the playback changes the graph: each at one a second, every fifth year at ten, and the last in any case. */
export const isShown = (before: number, now: number, speed: Speed, { last }: Bounds): boolean =>
  now > before && (speed === 1 || Math.floor(now / 5) > Math.floor(before / 5) || now >= last);

/** The two years that a comparison begins with: ten years up to the chosen one, else around the middle. */
export const firstPair = (year: number | undefined, bounds: Bounds): readonly [number, number] => {
  const middle = (bounds.first + bounds.last) / 2;
  const [a, b] = year === undefined ? [middle - 10, middle + 10] : [year - 10, year];
  const [from, to] = [clamp(a, bounds), clamp(b, bounds)];
  return from === to && bounds.first < bounds.last ? [clamp(from - 1, bounds), clamp(from - 1, bounds) === from ? to + 1 : to] : [from, to];
};

/** Years to write under the bars, at most as many as there is room for. */
export const ticks = ({ first, last }: Bounds, most: number): readonly number[] => {
  const gap = [1, 2, 5, 10, 20, 50, 100].find((each) => (last - first) / each <= most) ?? 100;
  const start = Math.ceil(first / gap) * gap;
  return Array.from({ length: Math.max(0, Math.floor((last - start) / gap) + 1) }, (_, at) => start + at * gap);
};

const folded = (name: string): string => name.toLocaleLowerCase("en");

/** At most this many names are told of at once. */
const MOST_EMERGED = 5;

/** A genre or style and the year of its first release in the catalogue. */
export interface Tag {
  readonly name: string;
  readonly first_year: number;
}

/** Keys of what emerged after one year and up to another and is in the picture, the latest five; nothing when going back. */
export const emerged = (
  tags: readonly Tag[],
  before: number | undefined,
  now: number,
  drawn: ReadonlyMap<string, string>,
): readonly string[] =>
  tags
    .filter(({ first_year }) => before !== undefined && first_year > before && first_year <= now)
    .sort((a, b) => a.first_year - b.first_year)
    .flatMap(({ name }) => drawn.get(folded(name)) ?? [])
    .slice(-MOST_EMERGED);

/** Years with a first release of something in the picture, each with the names. */
export const markers = (
  tags: readonly Tag[],
  { first, last }: Bounds,
  drawn: ReadonlyMap<string, string>,
): ReadonlyMap<number, readonly string[]> => {
  const years = new Map<number, readonly string[]>();
  for (const { name, first_year } of tags) {
    if (first_year > first && first_year <= last && drawn.has(folded(name)))
      years.set(first_year, [...(years.get(first_year) ?? []), name]);
  }
  return years;
};

/** Keys of the genres and styles of a picture, by name without regard to case. */
export const drawnTags = (
  nodes: readonly { readonly key: string; readonly kind: string; readonly name: string }[],
): ReadonlyMap<string, string> =>
  new Map(nodes.flatMap(({ key, kind, name }) => (kind === "genre" || kind === "style" ? [[folded(name), key] as const] : [])));
