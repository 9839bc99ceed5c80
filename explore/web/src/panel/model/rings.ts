import type { LabelDna } from "@discogsography/web/api/schema.gen";

/** What a share is of: the rings of the picture from the outside in. */
export const RINGS = [
  { id: "decades", title: "Decades", one: "decade", tone: "label" },
  { id: "formats", title: "Formats", one: "format", tone: "release" },
  { id: "styles", title: "Styles", one: "style", tone: "style" },
  { id: "genres", title: "Genres", one: "genre", tone: "cyan" },
] as const;
export type RingId = (typeof RINGS)[number]["id"];

export interface Share {
  readonly name: string;
  readonly count: number;
  /** 0 to 1 of the ring. */
  readonly share: number;
}

/** A label's shares by ring. They are made of the counts, so that a ring closes whatever the percentages were rounded to. */
export const sharesOf = (dna: LabelDna): Readonly<Record<RingId, readonly Share[]>> => ({
  decades: toShares(dna.decades.map(({ decade, count }) => ({ name: `${decade}s`, count }))),
  formats: toShares(dna.formats),
  styles: toShares(dna.styles),
  genres: toShares(dna.genres),
});

const toShares = (rows: readonly { readonly name: string; readonly count: number }[]): readonly Share[] => {
  const counted = rows.filter(({ count }) => Number.isFinite(count) && count > 0);
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  return counted.map(({ name, count }) => ({ name, count, share: count / total }));
};

/** Shares below are drawn together: an arc of less than 5° is a line. */
const SMALLEST = 5 / 360;
const MOST_ARCS = 10;

/** The shares that a ring shows: small ones and those after the tenth as one at the end. */
export const arcsOf = (shares: readonly Share[]): readonly Share[] => {
  const large = shares.filter(({ share }, index) => share >= SMALLEST && index < MOST_ARCS);
  const rest = shares.filter((each) => !large.includes(each));
  const [only] = rest;
  if (only === undefined) return shares;
  if (rest.length === 1) return [...large, only];
  const sum = (pick: (each: Share) => number): number => rest.reduce((total, each) => total + pick(each), 0);
  return [...large, { name: `${rest.length} more`, count: sum((each) => each.count), share: sum((each) => each.share) }];
};

export interface Arc extends Share {
  /** Outline of the piece of the ring, around the origin. */
  readonly path: string;
  /** 1 for the first, less for each after it, least for what was gathered. */
  readonly strength: number;
}

const FAINTEST = 0.34;
/** What was gathered must not look like one large share. */
const REST = 0.18;

/** A ring's pieces, clockwise from noon. Radii in any unit. */
export const ring = (shares: readonly Share[], inner: number, outer: number): readonly Arc[] => {
  const arcs = arcsOf(shares);
  let turned = 0;
  return arcs.map((each, index) => {
    const from = turned;
    turned += each.share;
    const strength = shares.includes(each) ? strengthOf(index, arcs.length) : REST;
    return { ...each, path: ringPath(from, turned, inner, outer), strength };
  });
};

const strengthOf = (index: number, all: number): number => (all < 2 ? 1 : 1 - ((1 - FAINTEST) * index) / (all - 1));

const point = (turn: number, radius: number): string => {
  const angle = turn * 2 * Math.PI;
  return `${fixed(Math.sin(angle) * radius)} ${fixed(-Math.cos(angle) * radius)}`;
};
const fixed = (value: number): string => String(Number(value.toFixed(3)));

/** Outline between two turns (0 to 1, from noon clockwise). A whole ring is two half arcs: one arc cannot end where it begins. */
export const ringPath = (from: number, to: number, inner: number, outer: number): string => {
  const size = to - from;
  if (size <= 0) return "";
  if (size > 0.9999) {
    const circle = (radius: number, sweep: 0 | 1): string =>
      `M${point(0, radius)}A${radius} ${radius} 0 0 ${sweep} ${point(0.5, radius)}A${radius} ${radius} 0 0 ${sweep} ${point(0, radius)}Z`;
    return `${circle(outer, 1)}${circle(inner, 0)}`;
  }
  const large = size > 0.5 ? 1 : 0;
  return (
    `M${point(from, outer)}A${outer} ${outer} 0 ${large} 1 ${point(to, outer)}` +
    `L${point(to, inner)}A${inner} ${inner} 0 ${large} 0 ${point(from, inner)}Z`
  );
};

/** Below this the API makes no fingerprint: too few releases to say anything. */
export const LEAST_RELEASES = 5;
