import type {
  Compared,
  ComparisonOfArtists,
  ComparisonOfLabels,
  LabelDna,
  SharedEntity,
  SharedPerson,
} from "@discogsography/web/api/schema.gen";
import type { Params } from "../../app/location";

/*
 * Address of the pane:
 *   kind     `labels`; artists when absent
 *   ids      the two ids, comma separated; a side that is not chosen yet is empty: `,42`
 *   shares   `genres`; styles when absent
 */

export type Kind = "artists" | "labels";
export type Side = "a" | "b";

export interface Sides {
  readonly kind: Kind;
  readonly a: string | undefined;
  readonly b: string | undefined;
}

export const parseSides = (params: Params): Sides => {
  const [a, b] = (params.ids ?? "").split(",").map((id) => id.trim() || undefined);
  return { kind: params.kind === "labels" ? "labels" : "artists", a, b };
};

export const formatSides = ({ kind, a, b }: Sides): Params => ({
  pane: "compare",
  kind: kind === "labels" ? kind : undefined,
  ids: a === undefined && b === undefined ? undefined : `${a ?? ""},${b ?? ""}`,
});

export const swapped = (sides: Sides): Sides => ({ ...sides, a: sides.b, b: sides.a });

/** Years of both sides on one scale. */
export interface Mirror {
  readonly first: number;
  readonly last: number;
  /** Best year of each. */
  readonly most: Readonly<Record<Side, number>>;
  readonly bars: readonly { readonly year: number; readonly a: number; readonly b: number }[];
}

type Years = Compared["years"];

/** Every year from the first to the last of either side; undefined when neither has a dated release. */
export const mirrored = (a: Years, b: Years): Mirror | undefined => {
  const years = [...a, ...b].map((each) => each.year).filter(Number.isInteger);
  if (years.length === 0) return undefined;
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const [ofA, ofB] = [a, b].map((side) => new Map(side.map((each) => [each.year, each.count])));
  const bars = Array.from({ length: last - first + 1 }, (_, at) => ({
    year: first + at,
    a: ofA?.get(first + at) ?? 0,
    b: ofB?.get(first + at) ?? 0,
  }));
  return { first, last, most: { a: Math.max(...bars.map((bar) => bar.a)), b: Math.max(...bars.map((bar) => bar.b)) }, bars };
};

/** What part of each side's releases has something, 0 to 1. */
export interface ShareRow {
  readonly name: string;
  readonly a: number;
  readonly b: number;
}

const MOST_ROWS = 10;

/** The rows with the largest share on either side; each side keeps what it is best known by. */
export const shareRows = (tags: ComparisonOfArtists["styles"]): readonly ShareRow[] =>
  tags
    .map(({ name, shares }) => ({ name, a: shares[0] ?? 0, b: shares[1] ?? 0 }))
    .toSorted((one, two) => Math.max(two.a, two.b) - Math.max(one.a, one.b))
    .slice(0, MOST_ROWS);

type Share = { readonly name: string; readonly percentage: number };

const joinShares = (a: readonly Share[], b: readonly Share[]): readonly ShareRow[] => {
  const [ofA, ofB] = [a, b].map((side) => new Map(side.map((each) => [each.name, each.percentage / 100])));
  return [...new Set([...a, ...b].map((each) => each.name))].map((name) => ({ name, a: ofA?.get(name) ?? 0, b: ofB?.get(name) ?? 0 }));
};

/** Formats and decades of two labels: what their fingerprints add to genres and styles. */
export const dnaRows = (a: LabelDna, b: LabelDna): { readonly formats: readonly ShareRow[]; readonly decades: readonly ShareRow[] } => {
  const decades = (dna: LabelDna): readonly Share[] => dna.decades.map(({ decade, percentage }) => ({ name: `${decade}s`, percentage }));
  return {
    formats: joinShares(a.formats, b.formats)
      .toSorted((one, two) => Math.max(two.a, two.b) - Math.max(one.a, one.b))
      .slice(0, MOST_ROWS),
    decades: joinShares(decades(a), decades(b)).toSorted((one, two) => one.name.localeCompare(two.name, "en")),
  };
};

/** What both sides have to do with, whichever kind they are. */
export interface Common {
  /** Word for the things beside people: labels of artists, artists of labels. */
  readonly word: "label" | "artist";
  readonly things: readonly SharedEntity[];
  readonly thingCount: number;
  readonly people: readonly SharedPerson[];
  readonly peopleCount: number;
  /** Neighbours (things and people) of each side, and of both. */
  readonly ofA: number;
  readonly ofB: number;
  readonly shared: number;
  /** Neighbours of either side. */
  readonly total: number;
}

const isOfArtists = (data: ComparisonOfArtists | ComparisonOfLabels): data is ComparisonOfArtists => "artists" in data;

export const comparedOf = (data: ComparisonOfArtists | ComparisonOfLabels): readonly [Compared, Compared] | undefined => {
  const [a, b] = isOfArtists(data) ? data.artists : data.labels;
  return a === undefined || b === undefined ? undefined : [a, b];
};

export const commonOf = (data: ComparisonOfArtists | ComparisonOfLabels): Common => {
  const sides = comparedOf(data);
  const isArtists = isOfArtists(data);
  const neighbours = (side: Compared | undefined): number =>
    (side?.people_count ?? 0) + ((isArtists ? side?.label_count : side?.artist_count) ?? 0);
  const thingCount = isArtists ? data.shared_label_count : data.shared_artist_count;
  return {
    word: isArtists ? "label" : "artist",
    things: isArtists ? data.shared_labels : data.shared_artists,
    thingCount,
    people: data.shared_people,
    peopleCount: data.shared_people_count,
    ofA: neighbours(sides?.[0]),
    ofB: neighbours(sides?.[1]),
    shared: thingCount + data.shared_people_count,
    total: data.people_count + (isArtists ? data.label_count : data.artist_count),
  };
};

/** Two circles whose areas are as the sizes of two sets, and whose overlap is as what both have. Radii and distance for a largest radius of 1. */
export interface Circles {
  readonly ra: number;
  readonly rb: number;
  readonly distance: number;
}

/** Area that two circles share. */
export const lens = (r: number, s: number, d: number): number => {
  if (d >= r + s) return 0;
  if (d <= Math.abs(r - s)) return Math.PI * Math.min(r, s) ** 2;
  const alpha = Math.acos((d * d + r * r - s * s) / (2 * d * r));
  const beta = Math.acos((d * d + s * s - r * r) / (2 * d * s));
  return r * r * (alpha - Math.sin(2 * alpha) / 2) + s * s * (beta - Math.sin(2 * beta) / 2);
};

/** A circle is never smaller than this, so that its number has room. */
const LEAST_RADIUS = 0.3;

export const circles = (ofA: number, ofB: number, shared: number): Circles => {
  const most = Math.max(ofA, ofB, 1);
  const [ra, rb] = [ofA, ofB].map((size) => Math.max(Math.sqrt(Math.max(size, 0) / most), LEAST_RADIUS)) as [number, number];
  const wanted = (Math.min(shared, ofA, ofB) / most) * Math.PI;
  if (wanted <= 0) return { ra, rb, distance: (ra + rb) * 1.04 };
  let [low, high] = [Math.abs(ra - rb), ra + rb];
  for (let round = 0; round < 40; round += 1) {
    const middle = (low + high) / 2;
    if (lens(ra, rb, middle) > wanted) low = middle;
    else high = middle;
  }
  return { ra, rb, distance: (low + high) / 2 };
};

/** `Boards Of Ca…`: a name for the head of a narrow column. */
export const short = (name: string, most = 14): string => {
  const letters = [...name];
  return letters.length <= most
    ? name
    : `${letters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
};

const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  labels: ["label", "labels"],
  artists: ["artist", "artists"],
  people: ["person", "people"],
  genres: ["genre", "genres"],
  styles: ["style", "styles"],
  decades: ["decade", "decades"],
  formats: ["format", "formats"],
};

/** `3 styles: IDM, Ambient, Techno`: one reason of a similarity in words, the names apart. */
export const reasonWords = (kind: string, count: number): string => {
  const [one, many] = REASONS[kind] ?? [kind, kind];
  return `${count} ${count === 1 ? one : many}`;
};
