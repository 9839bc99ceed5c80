import { describe, expect, it } from "vitest";
import { contrast, over, parseColour, type Rgba } from "./contrast";
import css from "./tokens.css?raw";

const block = (selector: string): ReadonlyMap<string, string> => {
  const body = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
  return new Map([...body.matchAll(/^\s*--([\w-]+):\s*(.+);$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""]));
};

const dark = block(":root");
const THEMES = { dark, light: new Map([...dark, ...block(":root.light")]) } as const;

const SURFACES = ["bg-void", "bg-deep", "card-bg", "inner-bg"] as const;
const TEXTS = [
  "text-high",
  "text-mid",
  "text-dim",
  "link",
  "cyan-glow",
  "cyan-bright",
  "purple-text",
  "purple-bright",
  "accent-green",
  "accent-yellow",
  "accent-red",
  "red-text",
] as const;
/** Borders of controls, and shapes that carry meaning. */
const SHAPES = [
  "border-strong",
  "cyan-500",
  "cyan-glow",
  "purple-300",
  "text-muted",
  "node-artist",
  "node-release",
  "node-master",
  "node-label",
  "node-genre",
  "node-style",
  "node-category",
  "node-person",
  "series-1",
  "series-2",
  "series-3",
  "series-4",
  "series-5",
] as const;
/** Text on a tint: badges, chips that are on, buttons, notices. */
const TINTED = [
  ["text-high", "tint-cyan"],
  ["text-mid", "tint-cyan"],
  ["link", "tint-cyan"],
  ["cyan-bright", "tint-cyan"],
  ["cyan-glow", "tint-cyan"],
  ["purple-bright", "tint-purple"],
  ["accent-green", "tint-green"],
  ["accent-yellow", "tint-yellow"],
  ["text-high", "tint-yellow"],
  ["text-mid", "tint-yellow"],
  ["red-text", "tint-red"],
  ["text-mid", "tint-idle"],
] as const;

describe.each(Object.entries(THEMES))("the %s theme", (_name, tokens) => {
  const colour = (token: string): Rgba => {
    const parsed = parseColour(tokens.get(token) ?? "");
    if (!parsed) throw new Error(`--${token} is no colour: ${tokens.get(token)}`);
    return parsed;
  };
  const ratio = (front: string, back: string, tint?: string): number => {
    const surface = tint === undefined ? colour(back) : over(colour(tint), colour(back));
    return contrast(over(colour(front), surface), surface);
  };

  it.each(TEXTS.flatMap((text) => SURFACES.map((surface) => [text, surface] as const)))("reads --%s on --%s", (text, surface) => {
    expect(ratio(text, surface)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["text-high", "text-mid"] as const)("reads --%s on what the pointer is on", (text) => {
    expect(ratio(text, "bg-hover")).toBeGreaterThanOrEqual(4.5);
  });

  it.each(TINTED.flatMap(([text, tint]) => ["bg-deep", "card-bg", "inner-bg"].map((surface) => [text, tint, surface] as const)))(
    "reads --%s on --%s over --%s",
    (text, tint, surface) => {
      expect(ratio(text, surface, tint)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each([
    ["on-cyan", "cyan-500"],
    ["on-cyan", "cyan-hover"],
  ] as const)("reads --%s on --%s", (text, surface) => {
    expect(ratio(text, surface)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SHAPES.flatMap((shape) => SURFACES.map((surface) => [shape, surface] as const)))("shows --%s on --%s", (shape, surface) => {
    expect(ratio(shape, surface)).toBeGreaterThanOrEqual(3);
  });

  it.each(["series-1", "series-2", "series-3", "series-4", "series-5"])("reads the name of a line in --%s on a card", (series) => {
    expect(ratio(series, "card-bg")).toBeGreaterThanOrEqual(4.5);
  });
});

describe("the themes", () => {
  it.each([
    "bg-void",
    "bg-deep",
    "card-bg",
    "inner-bg",
    "bg-hover",
    "border-color",
    "inner-border",
    "border-strong",
    "text-high",
    "text-mid",
    "text-dim",
    "text-muted",
    "link",
    "cyan-500",
    "node-artist",
    "scrollbar-thumb",
  ])("give --%s different values", (token) => {
    expect(THEMES.light.get(token)).toBeDefined();
    expect(THEMES.light.get(token)).not.toBe(THEMES.dark.get(token));
  });

  it("give every colour that the light one changes a dark value", () => {
    for (const token of block(":root.light").keys()) expect(dark.has(token), token).toBe(true);
  });

  it("name only tokens that there are, in the rules of the controls and charts", () => {
    const sources = import.meta.glob("./**/*.css", { query: "?raw", import: "default", eager: true }) as Record<string, string>;
    const foreign = /^(?:radix|sheet|toasts|plot)-|^header-height$/; // a library's, or the page's own measure
    for (const [file, rules] of Object.entries(sources))
      for (const [, token = ""] of rules.matchAll(/var\(--([\w-]+)/g))
        if (!foreign.test(token)) expect(dark.has(token), `${file}: --${token}`).toBe(true);
  });
});

describe("contrast", () => {
  it("is 21 for black on white and 1 for the same", () => {
    expect(contrast([0, 0, 0, 1], [255, 255, 255, 1])).toBeCloseTo(21);
    expect(contrast([9, 9, 9, 1], [9, 9, 9, 1])).toBe(1);
  });

  it("reads the forms that tokens have", () => {
    expect(parseColour("#fff")).toEqual([255, 255, 255, 1]);
    expect(parseColour("rgba(0, 188, 212, 0.12)")).toEqual([0, 188, 212, 0.12]);
    expect(parseColour("0 1px 3px black")).toBeUndefined();
  });
});
