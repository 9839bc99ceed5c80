import type { EdgeKind, NodeKind } from "../types";

/** Every colour and face of the picture, read from the page's tokens. */
export interface Palette {
  readonly ground: string;
  readonly card: string;
  readonly node: Readonly<Record<NodeKind, string>>;
  readonly edge: string;
  readonly similar: string;
  readonly active: string;
  readonly select: string;
  readonly track: string;
  readonly textHigh: string;
  readonly textMid: string;
  readonly owned: string;
  readonly wanted: string;
  readonly onlyA: string;
  readonly onlyB: string;
  readonly display: string;
  readonly body: string;
  readonly mono: string;
}

/** Reads the tokens as they are for an element now; read again when the theme changes. */
export const readPalette = (element: Element): Palette => {
  const style = getComputedStyle(element);
  const token = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const textMid = token("--text-mid", "gray");
  const node = (kind: string): string => token(`--node-${kind}`, textMid);
  return {
    ground: token("--bg-deep", "black"),
    card: token("--card-bg", "black"),
    node: {
      artist: node("artist"),
      release: node("release"),
      master: node("master"),
      label: node("label"),
      genre: node("genre"),
      style: node("style"),
      person: node("person"),
      category: node("category"),
    },
    edge: token("--border-strong", textMid),
    similar: token("--purple-text", textMid),
    active: token("--cyan-glow", textMid),
    select: token("--cyan-500", textMid),
    track: token("--inner-bg", textMid),
    textHigh: token("--text-high", "white"),
    textMid,
    owned: token("--cyan-500", textMid),
    wanted: token("--accent-yellow", textMid),
    onlyA: token("--purple-text", textMid),
    onlyB: token("--accent-green", textMid),
    display: token("--font-display", "sans-serif"),
    body: token("--font-body", "sans-serif"),
    mono: token("--font-mono", "monospace"),
  };
};

export interface LineStyle {
  readonly width: number;
  readonly dash: readonly number[];
  readonly alpha: number;
  /** How far the line bends aside, as a share of its length. */
  readonly bend: number;
}

export const LINES: Readonly<Record<EdgeKind, LineStyle>> = {
  category: { width: 1.8, dash: [], alpha: 0.62, bend: 0.07 },
  plain: { width: 1, dash: [], alpha: 0.5, bend: 0.05 },
  member_of: { width: 1.7, dash: [], alpha: 0.56, bend: 0.05 },
  alias_of: { width: 1, dash: [5, 4], alpha: 0.7, bend: 0.14 },
  credit: { width: 1, dash: [1.5, 4], alpha: 0.75, bend: 0.14 },
  similar: { width: 1.4, dash: [8, 4, 2, 4], alpha: 0.85, bend: 0.14 },
};
