import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { href, parseParams } from "../../app/location";
import {
  figures,
  filled,
  formatView,
  MAX_SERIES,
  parseView,
  SCALES,
  SERIES_TYPES,
  scaled,
  together,
  type View,
  within,
  withoutComparison,
  withoutSeries,
  withRange,
  withSeries,
} from "./model";

const series = fc.record({
  type: fc.constantFrom(...SERIES_TYPES),
  id: fc.string({ unit: "grapheme", minLength: 1 }).filter((id) => id.trim() !== ""),
});
const anyView: fc.Arbitrary<View> = fc
  .record({
    series: fc.uniqueArray(series, { maxLength: MAX_SERIES, selector: ({ type, id }) => `${type}:${id}` }),
    from: fc.option(fc.integer({ min: 1000, max: 9999 }), { nil: undefined }),
    to: fc.option(fc.integer({ min: 1000, max: 9999 }), { nil: undefined }),
    scale: fc.constantFrom(...SCALES),
  })
  .map((view) => withRange(view, view.from, view.to));

const a = { type: "artist", id: "1" } as const;
const b = { type: "label", id: "5" } as const;
const empty = parseView({});

describe("the address", () => {
  it("says a view, and reads as the same", () => {
    fc.assert(
      fc.property(anyView, (view) => {
        expect(parseView(parseParams(new URL(href(formatView(view)), "http://page").search))).toEqual(view);
      }),
    );
  });

  it("reads links of older pages", () =>
    expect(parseView({ pane: "trends", name: "Warp Records", type: "Label" }).series).toEqual([{ type: "label", id: "Warp Records" }]));

  it("leaves out what has no years of its own, and what is too much", () => {
    expect(parseView({ series: "release:1,artist:2,robot:3,:4" }).series).toEqual([{ type: "artist", id: "2" }]);
    expect(parseView({ series: "artist:1,artist:2,artist:3,artist:4,artist:5,artist:6" }).series).toHaveLength(MAX_SERIES);
  });
});

describe("series", () => {
  it("come, are compared, and go", () => {
    const two = withSeries(withSeries(empty, a), b);
    expect(two.series).toEqual([a, b]);
    expect(withoutComparison(two).series).toEqual([a]);
    expect(withoutSeries(two, a).series).toEqual([b]);
  });

  it("come once, and not without end", () => {
    const one = withSeries(empty, a);
    expect(withSeries(one, a)).toBe(one);
    const full = Array.from({ length: 9 }, (_, id) => ({ type: "artist", id: String(id) }) as const).reduce<View>(withSeries, empty);
    expect(full.series).toHaveLength(MAX_SERIES);
  });
});

const points = [
  { year: 1990, count: 2 },
  { year: 1993, count: 6 },
];

describe("points", () => {
  it("fall to the ground where there is nothing", () => expect(filled(points).map(({ count }) => count)).toEqual([2, 0, 0, 6]));
  it("keep to a range", () => expect(within(filled(points), 1991, 1992)).toHaveLength(2));
  it("may be parts of the best year", () =>
    expect(scaled(filled(points), "share", 1993).map(({ count }) => count)).toEqual([33.3, 0, 0, 100]));
  it("may add up, to the end of the chart", () =>
    expect(scaled(filled(points), "total", 1995).map(({ count }) => count)).toEqual([2, 2, 2, 8, 8, 8]));
  it.each(SCALES)("may be none as %s", (scale) => expect(scaled([], scale, 1995)).toEqual([]));
  it("of all series are added", () =>
    expect(together([points, [{ year: 1990, count: 1 }]])).toEqual([
      { year: 1990, count: 3 },
      { year: 1991, count: 0 },
      { year: 1992, count: 0 },
      { year: 1993, count: 6 },
    ]));

  it("come to figures", () => {
    expect(figures(filled(points))).toEqual({ total: 8, first: 1990, last: 1993, peak: { year: 1993, count: 6 } });
    expect(figures([])).toEqual({ total: 0, first: undefined, last: undefined, peak: undefined });
  });

  it("never lose a release by being filled, and end as their sum", () => {
    const any = fc
      .array(fc.record({ year: fc.integer({ min: 1900, max: 2030 }), count: fc.nat({ max: 1000 }) }))
      .map((list) => [...new Map(list.map((point) => [point.year, point])).values()]);
    fc.assert(
      fc.property(any, (given) => {
        const sum = given.reduce((total, { count }) => total + count, 0);
        expect(figures(filled(given)).total).toBe(sum);
        expect(scaled(filled(given), "total", 2030).at(-1)?.count ?? 0).toBe(sum);
      }),
    );
  });
});
