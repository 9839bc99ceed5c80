import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineModel } from "./line_model";
import { everyYear, niceTop, spanOf, spread, toRange, yearTicks } from "./scales";

describe("everyYear", () => {
  it("fills the years between, adds what comes twice, and keeps to the span", () => {
    const points = [
      { year: 1994, count: 2 },
      { year: 1991, count: 1 },
      { year: 1994, count: 3 },
    ];
    expect(everyYear(points).map((point) => point.count)).toEqual([1, 0, 0, 5]);
    expect(everyYear(points, [1993, 1995]).map((point) => point.count)).toEqual([0, 5, 0]);
    expect(everyYear([])).toEqual([]);
    expect(spanOf([])).toBeUndefined();
  });
});

describe("niceTop", () => {
  it.each([
    [633, 800],
    [88, 100],
    [17, 20],
    [3, 4],
    [1, 4],
    [0, 4],
    [Number.NaN, 4],
  ])("puts %d under %d", (most, top) => {
    expect(niceTop(most)).toBe(top);
  });

  it("makes four whole steps that hold the greatest count", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000_000 }), (most) => {
        const top = niceTop(most);
        expect(top).toBeGreaterThanOrEqual(most);
        expect(Number.isInteger(top / 4)).toBe(true);
      }),
    );
  });

  it("holds shares", () => {
    expect(niceTop(0.37, false)).toBeCloseTo(0.4);
  });
});

describe("yearTicks", () => {
  it("are round years, few enough", () => {
    expect(yearTicks(1988, 2011, 3)).toEqual([1990, 2000, 2010]);
    expect(yearTicks(1990, 1990, 5)).toEqual([1990]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1860, max: 2030 }),
        fc.integer({ min: 0, max: 170 }),
        fc.integer({ min: 1, max: 12 }),
        (first, length, most) => {
          const ticks = yearTicks(first, first + length, most);
          expect(ticks.length).toBeGreaterThan(0);
          expect(ticks.length).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});

describe("spread", () => {
  it("moves places apart within the limits, keeping their order, when there is room", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 5 }), (places) => {
        const moved = spread(places, 14, 0, 100);
        const sorted = [...moved].sort((a, b) => a - b);
        expect(Math.min(0, ...moved)).toBeGreaterThanOrEqual(-1e-9);
        expect(Math.max(0, ...moved)).toBeLessThanOrEqual(100 + 1e-9);
        for (const [index, place] of sorted.entries()) expect(place - (sorted[index - 1] ?? -99)).toBeGreaterThanOrEqual(14 - 1e-9);
        for (const [a, one] of places.entries())
          for (const [b, other] of places.entries()) if (one < other) expect(moved[a]).toBeLessThan(moved[b] ?? 0);
      }),
    );
  });
});

describe("toRange", () => {
  it("leaves out the ends of the span, and orders and keeps the rest within", () => {
    expect(toRange(1993, 2001, [1988, 2011])).toEqual({ from: 1993, to: 2001 });
    expect(toRange(2001, 1993, [1988, 2011])).toEqual({ from: 1993, to: 2001 });
    expect(toRange(1900, 2001, [1988, 2011])).toEqual({ to: 2001 });
    expect(toRange(1988, 2011, [1988, 2011])).toEqual({});
  });
});

describe("lineModel", () => {
  const model = lineModel([
    {
      name: "Techno",
      points: [
        { year: 1990, count: 50 },
        { year: 1992, count: 88 },
      ],
    },
    { name: "IDM", points: [{ year: 1991, count: 10 }] },
    { name: "nothing", points: [] },
  ]);

  it("gives all series the years of all, from zero", () => {
    expect(model).toMatchObject({
      first: 1990,
      last: 1992,
      years: [1990, 1991, 1992],
      top: 100,
      grid: [0, 25, 50, 75, 100],
      peakYear: 1992,
    });
    expect(model.at(1991)).toEqual([
      { name: "Techno", value: 0 },
      { name: "IDM", value: 10 },
    ]);
  });

  it("keeps the names at the ends apart", () => {
    const close = lineModel(["a", "b", "c"].map((name) => ({ name, points: [{ year: 2000, count: 5 }] })));
    const places = [...close.labelPlaces(200)].sort((a, b) => a - b);
    for (const [index, place] of places.entries())
      if (index > 0) expect(((place - (places[index - 1] ?? 0)) / close.top) * 200).toBeGreaterThan(13.9);
  });

  it("draws nothing of nothing", () => {
    expect(lineModel([])).toMatchObject({ series: [], years: [] });
  });
});
