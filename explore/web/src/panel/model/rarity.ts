import type { RarityDetail } from "@discogsography/web/api/schema.gen";
import { count, counted } from "@discogsography/web/format";

/** The steps of the scale, from 0 to 100; a score on a border belongs to the rarer one. */
export const TIERS = [
  { id: "common", title: "common", short: "common", from: 0 },
  { id: "uncommon", title: "uncommon", short: "uncommon", from: 20 },
  { id: "scarce", title: "scarce", short: "scarce", from: 40 },
  { id: "rare", title: "rare", short: "rare", from: 60 },
  { id: "ultra-rare", title: "ultra-rare", short: "ultra", from: 80 },
] as const;
export type TierId = (typeof TIERS)[number]["id"];

/** The tier that the API names, or that of the score when it is none of the five. */
export const tierOf = (tier: string | null | undefined, score: number): (typeof TIERS)[number] =>
  TIERS.find(({ id }) => id === tier) ?? TIERS.findLast(({ from }) => score >= from) ?? TIERS[0];

/** Where a score stands on the scale, 0 to 1. */
export const place = (score: number): number => (Number.isFinite(score) ? Math.min(1, Math.max(0, score / 100)) : 0);

type Inputs = Readonly<Record<string, number | string | null>>;

interface SignalText {
  readonly title: string;
  /** What it was scored from, in words. */
  readonly from: (inputs: Inputs, thisYear: number) => string;
}

const number = (value: number | string | null | undefined): number | undefined => (typeof value === "number" ? value : undefined);

const SIGNALS: Readonly<Record<string, SignalText>> = {
  pressing_scarcity: {
    title: "Pressings",
    from: ({ pressings }) => {
      const known = number(pressings);
      if (known === undefined || known === 0) return "no master, so no other pressing is known";
      return known === 1 ? "the only pressing of its master" : counted(known, "pressing");
    },
  },
  temporal_scarcity: {
    title: "Time",
    from: ({ year, newest_pressing_year }, thisYear) => {
      const made = number(year);
      if (made === undefined) return "no year known";
      const newest = number(newest_pressing_year);
      const age = Math.max(0, thisYear - made);
      const old = age === 0 ? "of this year" : `${counted(age, "year")} old`;
      return newest !== undefined && newest > made ? `${old}, pressed again in ${newest}` : old;
    },
  },
  collection_prevalence: {
    title: "Owners",
    from: ({ have_count, want_count }) => {
      const have = number(have_count);
      if (have === undefined) return "not known, so counted as middling";
      const want = number(want_count);
      return want === undefined ? `${count(have)} have it` : `${count(have)} have it, ${count(want)} want it`;
    },
  },
  graph_isolation: {
    title: "Isolation",
    from: ({ degree }) => {
      const known = number(degree);
      return known === undefined ? "connections not known" : counted(known, "connection");
    },
  },
  label_catalog: {
    title: "Label catalogue",
    from: ({ label_releases }) => {
      const known = number(label_releases);
      return known === undefined || known === 0 ? "no label known" : `${counted(known, "release")} on its smallest label`;
    },
  },
  format_rarity: {
    title: "Format",
    from: ({ rarest_format }) => (typeof rarest_format === "string" && rarest_format !== "" ? rarest_format : "no format known"),
  },
};

export interface SignalRow {
  readonly id: string;
  readonly title: string;
  readonly from: string;
  /** 0 to 100. */
  readonly score: number;
  readonly weight: number;
  /** What it gives to the sum. */
  readonly adds: number;
}

/** The signals behind a score, what gives most first. */
export const signals = (breakdown: RarityDetail["breakdown"], thisYear: number): readonly SignalRow[] =>
  Object.entries(breakdown)
    .map(([id, signal]) => {
      const text = SIGNALS[id];
      const adds = signal.score * signal.weight;
      const from = text?.from(signal.inputs ?? {}, thisYear) ?? "";
      return { id, title: text?.title ?? id.replaceAll("_", " "), from, score: signal.score, weight: signal.weight, adds };
    })
    .toSorted((a, b) => b.adds - a.adds || (a.id < b.id ? -1 : 1));

/** `22.4`: a score of 0 to 100 with its one decimal. */
export const rarityScore = (score: number | null | undefined): string =>
  typeof score === "number" && Number.isFinite(score) ? score.toFixed(1) : "–";

/** `×.25` */
export const weightText = (weight: number): string => `×${weight.toFixed(2).replace(/^0/, "")}`;
