/** Which years are looked through: all of them, those up to one, or two years beside each other. */
export type Lens =
  | { readonly kind: "all" }
  | { readonly kind: "until"; readonly year: number }
  | { readonly kind: "compare"; readonly a: number; readonly b: number; readonly mode: CompareMode };

/** `cumulative`: everything up to each year; `exclusive`: the releases of each year alone. */
export type CompareMode = "cumulative" | "exclusive";

export const ALL_YEARS: Lens = { kind: "all" };

/** One text for a lens: contents that were loaded under another one are out of date. */
export const lensKey = (lens: Lens): string =>
  lens.kind === "all" ? "all" : lens.kind === "until" ? `until ${lens.year}` : `${lens.mode} ${lens.a} ${lens.b}`;
