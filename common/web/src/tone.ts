/** A colour by its meaning: the types of the catalogue have their own, `cyan` is what the reader chose, `purple` what was computed. */
export type EntityTone = "artist" | "release" | "master" | "label" | "genre" | "style" | "person" | "category";
export type Tone = EntityTone | "cyan" | "purple" | "good" | "warn" | "bad" | "neutral";

const TOKENS: Readonly<Record<Tone, string>> = {
  artist: "--node-artist",
  release: "--node-release",
  master: "--node-master",
  label: "--node-label",
  genre: "--node-genre",
  style: "--node-style",
  person: "--node-person",
  category: "--node-category",
  cyan: "--cyan-500",
  purple: "--purple-500",
  good: "--accent-green",
  warn: "--accent-yellow",
  bad: "--accent-red",
  neutral: "--text-dim",
};

/** CSS colour of a tone; it follows the theme by itself. */
export const toneColour = (tone: Tone): string => `var(${TOKENS[tone]})`;

/** Colours and dashes of series in one chart, in order: a series is told by both. */
export const SERIES = [
  { colour: "var(--series-1)", dash: undefined },
  { colour: "var(--series-2)", dash: "6 4" },
  { colour: "var(--series-3)", dash: "2 3" },
  { colour: "var(--series-4)", dash: "9 3 2 3" },
  { colour: "var(--series-5)", dash: "12 4" },
] as const;

export const MAX_SERIES = SERIES.length;
export const seriesStyle = (index: number): { readonly colour: string; readonly dash: string | undefined } =>
  SERIES[index % SERIES.length] ?? SERIES[0];
