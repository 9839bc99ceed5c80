import type {
  Anniversary,
  ComputationStatus,
  GenreTrends,
  InsightsStatus,
  InsightType,
  LongLivedLabel,
} from "@discogsography/web/api/schema.gen";
import { formatList, parseList } from "../../app/list_param";
import type { Params } from "../../app/location";

/**
 * The insights pane.
 *
 * Keys: `genre` list of the genres in the chart; `share` = 1 when it shows shares; `tier` of the rarest releases; `gems`, `rarest` numbers of pages.
 */
export interface View {
  /** Empty: those that the pane chooses from the catalogue. */
  readonly genres: readonly string[];
  /** The chart shows what part of a genre's releases a decade has, instead of their number. */
  readonly isShare: boolean;
  readonly tier: Tier | undefined;
  readonly rarest: number;
  readonly gems: number;
}

export const TIERS = ["ultra-rare", "rare", "scarce", "uncommon", "common"] as const;
export type Tier = (typeof TIERS)[number];

export const MAX_GENRES = 5;
/** Genres in the chart when the address names none. */
export const FIRST_GENRES = 4;
const MAX_PAGE = 1000;

const page = (text: string | undefined): number => {
  const value = /^\d{1,4}$/.test(text ?? "") ? Number(text) : 1;
  return value >= 1 && value <= MAX_PAGE ? value : 1;
};

export const parseView = (params: Params): View => ({
  genres: parseList(params.genre).slice(0, MAX_GENRES),
  isShare: params.share === "1",
  tier: TIERS.find((tier) => tier === params.tier),
  rarest: page(params.rarest),
  gems: page(params.gems),
});

export const formatView = (view: View): Params => ({
  genre: formatList(view.genres),
  share: view.isShare ? "1" : undefined,
  tier: view.tier,
  rarest: view.rarest === 1 ? undefined : String(view.rarest),
  gems: view.gems === 1 ? undefined : String(view.gems),
});

/** What each computation makes, in words. */
export const COMPUTATIONS: Readonly<Record<InsightType, string>> = {
  artist_centrality: "Most connected artists",
  genre_trends: "Genre trends",
  label_longevity: "Label longevity",
  anniversaries: "This month",
  data_completeness: "Completeness",
  community_enrichment: "Owners and wishes",
  release_rarity: "Release rarity",
};

/** How a computation stands, worst first where several hold. */
export type Standing = "failed" | "running" | "stale" | "never" | "fresh";

/** `generation` is the catalogue's present state: figures of an earlier one are stale. */
export const standing = (status: ComputationStatus, generation: number | null | undefined): Standing => {
  if (status.is_running) return "running";
  if (status.status === "failed") return "failed";
  if (status.last_computed === null) return "never";
  const isOlder = generation != null && status.generation != null && status.generation < generation;
  return status.is_stale || isOlder ? "stale" : "fresh";
};

/** How many computations there are, and how they stand. */
export const summary = ({ statuses, generation }: InsightsStatus): Readonly<Record<Standing | "total", number>> => {
  const counts = { failed: 0, running: 0, stale: 0, never: 0, fresh: 0, total: statuses.length };
  for (const status of statuses) counts[standing(status, generation)] += 1;
  return counts;
};

/** When the newest figures were computed; undefined when nothing was. */
export const newest = ({ statuses }: InsightsStatus): string | undefined =>
  statuses
    .flatMap(({ last_computed }) => (last_computed === null ? [] : [last_computed]))
    .reduce<string | undefined>((best, each) => (best === undefined || Date.parse(each) > Date.parse(best) ? each : best), undefined);

/** A genre's decades as a series, each at its first year; decades without releases between them are 0. */
export const decadePoints = ({ trends }: GenreTrends, isShare: boolean): readonly { year: number; count: number }[] => {
  const counts = new Map(trends.map(({ decade, release_count }) => [decade, release_count]));
  if (counts.size === 0) return [];
  const first = Math.min(...counts.keys());
  const total = [...counts.values()].reduce((sum, each) => sum + each, 0);
  return Array.from({ length: (Math.max(...counts.keys()) - first) / 10 + 1 }, (_, index) => {
    const count = counts.get(first + 10 * index) ?? 0;
    return { year: first + 10 * index, count: isShare && total > 0 ? Math.round((1000 * count) / total) / 10 : count };
  });
};

/** Changes whenever a computation has ended or come or gone: what was shown is then out of date. */
export const fingerprint = ({ statuses }: InsightsStatus): string =>
  statuses.map(({ insight_type, last_computed }) => `${insight_type}@${last_computed ?? ""}`).join(" ");

/** `<0.1 s`, `0.4 s`, `12 s`, `3 min`; a dash when nothing has ended yet. */
export const durationText = (ms: number | null): string => {
  if (ms === null) return "–";
  const seconds = ms / 1000;
  if (seconds < 0.05) return "<0.1 s";
  return seconds < 9.95 ? `${seconds.toFixed(1)} s` : seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
};

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

export const monthName = (month: number): string => MONTHS[month - 1] ?? "This month";

/** `7 Mar 1994`, `Mar 1994` or `1994`: as far as the date is known. */
export const releasedText = ({ released, release_year }: Pick<Anniversary, "released" | "release_year">): string => {
  const [year, month, day] = released.split("-").map(Number);
  const name = MONTHS[(month ?? 0) - 1]?.slice(0, 3);
  if (!year) return String(release_year);
  return [name === undefined ? undefined : day || undefined, name, year].filter((part) => part !== undefined).join(" ");
};

/** Anniversaries of one age. */
export interface AnniversaryGroup {
  readonly years: number;
  readonly items: readonly Anniversary[];
}

/** Anniversaries by how sure it is that they are of this month. */
export interface Anniversaries {
  readonly thisMonth: readonly AnniversaryGroup[];
  readonly anyMonth: readonly AnniversaryGroup[];
  readonly otherMonths: readonly AnniversaryGroup[];
}

const monthOf = ({ released, precision }: Anniversary): number | undefined =>
  precision === "year" ? undefined : Number(released.split("-")[1]);

/** What falls in the month, what may (only its year is known), and what is that old this year but of another month; each oldest first, by date within. */
export const anniversaries = (items: readonly Anniversary[], month: number): Anniversaries => {
  const grouped = (chosen: readonly Anniversary[]): readonly AnniversaryGroup[] =>
    [...new Set(chosen.map(({ anniversary }) => anniversary))]
      .sort((a, b) => b - a)
      .map((years) => ({
        years,
        items: chosen.filter(({ anniversary }) => anniversary === years).toSorted((a, b) => a.released.localeCompare(b.released, "en")),
      }));
  return {
    thisMonth: grouped(items.filter((item) => monthOf(item) === month)),
    anyMonth: grouped(items.filter((item) => monthOf(item) === undefined)),
    otherMonths: grouped(items.filter((item) => monthOf(item) !== undefined && monthOf(item) !== month)),
  };
};

/** A bar on the scale of {@link lifespans}: start and length as shares of it. */
export interface Stretch {
  readonly start: number;
  readonly length: number;
}

export interface Lifespan {
  readonly label: LongLivedLabel;
  readonly life: Stretch;
  /** The decade with most releases, as far as the label lived in it. */
  readonly peak: Stretch | undefined;
}

export interface Lifespans {
  readonly rows: readonly Lifespan[];
  readonly first: number;
  readonly last: number;
}

/** Lives of labels on one scale of years, both ends included. */
export const lifespans = (labels: readonly LongLivedLabel[]): Lifespans => {
  const end = (label: LongLivedLabel): number => Math.max(label.first_year, label.last_year ?? label.first_year);
  const first = Math.min(...labels.map((label) => label.first_year));
  const last = Math.max(...labels.map(end));
  const length = last - first + 1;
  const stretch = (from: number, to: number): Stretch => ({ start: (from - first) / length, length: (to - from + 1) / length });
  return {
    rows: labels.map((label) => {
      const from = Math.max(label.first_year, label.peak_decade ?? 0);
      const to = Math.min(end(label), (label.peak_decade ?? 0) + 9);
      return {
        label,
        life: stretch(label.first_year, end(label)),
        peak: label.peak_decade === null || from > to ? undefined : stretch(from, to),
      };
    }),
    first: labels.length === 0 ? 0 : first,
    last: labels.length === 0 ? 0 : last,
  };
};

/** Round years within a range to mark a scale with: about five. */
export const yearMarks = (first: number, last: number): readonly number[] => {
  const step = [1, 2, 5, 10, 20, 50, 100].find((each) => (last - first) / each <= 6) ?? 200;
  const marks: number[] = [];
  for (let year = Math.ceil(first / step) * step; year <= last; year += step) marks.push(year);
  return marks;
};

const FIELD_WORDS: Readonly<Record<string, string>> = {
  realname: "Real name",
  urls: "Links",
  namevariations: "Other spellings",
  contactinfo: "Contact",
  parentLabel: "Parent label",
  tracklist: "Tracks",
  extraartists: "Credits",
  musicbrainz: "MusicBrainz",
};

/** A field's name in words: `main_release` is `Main release`. */
export const fieldTitle = (field: string): string => {
  const text = FIELD_WORDS[field] ?? field.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const TYPE_WORDS: Readonly<Record<string, string>> = { artists: "Artists", labels: "Labels", masters: "Masters", releases: "Releases" };
export const recordTitle = (entityType: string): string => TYPE_WORDS[entityType] ?? fieldTitle(entityType);
