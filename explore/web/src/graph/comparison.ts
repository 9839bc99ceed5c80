import { type ApiPage, type Child, toChildren } from "./children";
import type { CompareMode } from "./lens";

/** The years that one side of a comparison asks `/api/expand` for. */
export const yearsOf = (year: number, mode: CompareMode): { readonly year_from?: number; readonly year_to: number } =>
  mode === "cumulative" ? { year_to: year } : { year_from: year, year_to: year };

/** All pages of one side. `isWhole`: there are no more children than these. */
export interface Side {
  readonly children: ApiPage["children"];
  readonly total: number;
  readonly isWhole: boolean;
}

/**
 * Two years of a category as one list, each child with the years that have it.
 *
 * Membership is judged by the whole sets of ids, so a child is never called new only because it was further down a page. Order: rank in the
 * later year, children of the earlier year alone between them by their rank there.
 */
export const merge = (
  a: Side,
  b: Side,
  word: string,
): { readonly children: readonly Child[]; readonly totals: readonly [number, number]; readonly isPartial: boolean } => {
  const [first, second] = [toChildren(a.children, word), toChildren(b.children, word)];
  const inFirst = new Set(first.map(({ key }) => key));
  const inSecond = new Set(second.map(({ key }) => key));
  const ranked = [
    ...second.map((child, rank) => ({
      child: { ...child, years: inFirst.has(child.key) ? ("both" as const) : ("only_b" as const) },
      rank,
    })),
    ...first.flatMap((child, rank) => (inSecond.has(child.key) ? [] : [{ child: { ...child, years: "only_a" as const }, rank }])),
  ];
  return {
    children: ranked.sort((x, y) => x.rank - y.rank).map(({ child }) => child),
    totals: [a.total, b.total],
    isPartial: !a.isWhole || !b.isWhole,
  };
};
