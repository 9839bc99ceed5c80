import type { Door, Emerged, GenreEmergence, Start, StartYear } from "@discogsography/web/api/schema.gen";
import { count, counted } from "@discogsography/web/format";
import type { EntityRef } from "../app/entity";

/** Doors that are shown at a time. */
export const DOORS_SHOWN = 6;

/**
 * The doors of a draw: another draw begins elsewhere in the day's doors, so that each comes up, and the kinds stay mixed in their order.
 * All of them when there are no more than are shown.
 */
export const doorsOf = (doors: readonly Door[], draw: number, shown: number = DOORS_SHOWN): readonly Door[] => {
  if (doors.length <= shown) return doors;
  const first = (draw * (doors.length - shown)) % doors.length;
  const left = new Set(Array.from({ length: doors.length - shown }, (_, index) => (first + index * 3) % doors.length));
  return doors.filter((_, index) => !left.has(index)).slice(0, shown);
};

export const toEntity = (door: Pick<Door, "type" | "id" | "name">): EntityRef => ({ type: door.type, id: door.id, name: door.name });

/** What a door says of itself under its name: its releases, and more where there is room. */
export const doorHint = (door: Door): readonly [string, string?] => {
  const releases = counted(door.release_count, "release");
  if (door.type === "artist" || door.type === "person") return door.first_year ? [releases, `since ${door.first_year}`] : [releases];
  if (door.type === "label") return door.artist_count ? [releases, counted(door.artist_count, "artist")] : [releases];
  return door.peak_year ? [releases, `peak ${door.peak_year}`] : [releases];
};

/** Where "Surprise me" leads: the surprise of the day first, then any door but the one that was last gone through. `chance` is from 0 to 1. */
export const surpriseOf = (start: Pick<Start, "surprise" | "doors">, visited: readonly string[], chance: number): Door | undefined => {
  const all = [...(start.surprise ? [start.surprise] : []), ...start.doors];
  const key = (door: Door): string => `${door.type}:${door.id}`;
  const first = all[0];
  if (first !== undefined && visited.length === 0) return first;
  const fresh = all.filter((door) => !visited.includes(key(door)));
  const pool = fresh.length > 0 ? fresh : all.filter((door) => key(door) !== visited.at(-1));
  return pool[Math.min(Math.floor(chance * pool.length), pool.length - 1)] ?? first;
};

/** Years that one bar stands for. */
export interface Bar {
  readonly first: number;
  readonly last: number;
  readonly releases: number;
  readonly newArtists: number;
}

const WIDTHS = [1, 2, 5, 10] as const;

/** The years as at most so many bars, without gaps: a year without releases is an empty bar. A bar of several years begins at a round one. */
export const barsOf = (years: readonly StartYear[], most: number): readonly Bar[] => {
  const first = years[0]?.year;
  const last = years.at(-1)?.year;
  if (first === undefined || last === undefined) return [];
  const fits = (each: number): boolean => Math.floor(last / each) - Math.floor(first / each) + 1 <= most;
  const width = WIDTHS.find(fits) ?? 10;
  const begin = Math.floor(first / width) * width;
  const bars = Array.from({ length: Math.floor((last - begin) / width) + 1 }, (_, index) => ({
    first: begin + index * width,
    last: Math.min(begin + index * width + width - 1, last),
    releases: 0,
    newArtists: 0,
  }));
  for (const each of years) {
    const bar = bars[Math.floor((each.year - begin) / width)];
    if (bar === undefined) continue;
    bar.releases += each.releases;
    bar.newArtists += each.new_artists;
  }
  return bars;
};

export const barYears = (bar: Pick<Bar, "first" | "last">): string =>
  bar.first === bar.last ? String(bar.first) : `${bar.first}–${bar.last}`;

/** `1995: 141 releases, 17 new artists`. */
export const barText = (bar: Bar): string =>
  `${barYears(bar)}: ${counted(bar.releases, "release")}, ${count(bar.newArtists)} new ${bar.newArtists === 1 ? "artist" : "artists"}`;

/** The bar that holds a year of the address; undefined for what is no year of the catalogue. */
export const barAt = (bars: readonly Bar[], year: string | undefined): number | undefined => {
  const value = Number(year);
  const at = bars.findIndex((bar) => bar.first <= value && value <= bar.last);
  return year && at >= 0 ? at : undefined;
};

export const busiest = (bars: readonly Bar[]): Bar | undefined =>
  bars.reduce<Bar | undefined>((best, bar) => (best && best.releases >= bar.releases ? best : bar), undefined);

/** Which bar an arrow or another key leads to; undefined for other keys. */
export const barAfter = (key: string, at: number, bars: number): number | undefined => {
  const target: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    Home: 0,
    End: bars - 1,
    PageUp: at - 10,
    PageDown: at + 10,
  };
  const next = target[key];
  return next === undefined ? undefined : Math.max(0, Math.min(next, bars - 1));
};

/** Genres and styles whose first release is of these years. */
export const emergedIn = (answer: GenreEmergence, bar: Pick<Bar, "first" | "last">, most: number): readonly EntityRef[] => {
  const isNew = (each: Emerged): boolean => bar.first <= each.first_year && each.first_year <= bar.last;
  const of = (type: "genre" | "style", list: readonly Emerged[]): readonly EntityRef[] =>
    list.filter(isNew).map(({ name }) => ({ type, id: name, name }));
  return [...of("genre", answer.genres), ...of("style", answer.styles)].slice(0, most);
};
