import { describe, expect, it } from "vitest";
import {
  boundsOf,
  clamp,
  drawnTags,
  emerged,
  firstPair,
  isShown,
  keyed,
  markers,
  playedTo,
  shareOf,
  ticks,
  yearAt,
} from "./timeline_model";

const BOUNDS = { first: 1980, last: 2000 };

describe("bounds", () => {
  const catalogue = { min_year: 1960, max_year: 2026 };
  it.each([
    [[1991, 1995], catalogue, { first: 1991, last: 1995 }],
    [[], catalogue, { first: 1960, last: 2026 }],
    [[1, 99999], catalogue, { first: 1960, last: 2026 }],
    [[], { min_year: null, max_year: null }, undefined],
    [[], undefined, undefined],
  ])("of %j and %j are %j", (years, range, bounds) =>
    expect(
      boundsOf(
        years.map((year) => ({ year, count: 1 })),
        range,
      ),
    ).toEqual(bounds),
  );

  it("of years without releases are not counted", () => expect(boundsOf([{ year: 1990, count: 0 }], undefined)).toBeUndefined());
});

describe("places", () => {
  it.each([1980, 1985, 1993, 2000])("of %i and back", (year) => expect(yearAt(shareOf(year, BOUNDS), BOUNDS)).toBe(year));
  it.each([
    [1970, 1980],
    [2010, 2000],
    [1985.6, 1986],
  ])("of %d are within the bounds: %i", (year, within) => expect(clamp(year, BOUNDS)).toBe(within));
  it("of a single year are the end", () => expect(shareOf(1990, { first: 1990, last: 1990 })).toBe(1));
});

describe("keys", () => {
  it.each([
    ["ArrowLeft", 1989],
    ["ArrowUp", 1991],
    ["PageDown", 1980],
    ["PageUp", 2000],
    ["Home", 1980],
    ["End", 2000],
    ["x", undefined],
  ])("%s leads from 1990 to %s", (key, year) => expect(keyed(key, 1990, BOUNDS)).toBe(year));
});

describe("playback", () => {
  it.each([
    [0, 1, 1980],
    [999, 1, 1980],
    [2050, 1, 1982],
    [1050, 10, 1990],
    [60_000, 10, 2000],
  ] as const)("after %i ms at %i a second is in %i", (passed, speed, year) => expect(playedTo(1980, passed, speed, BOUNDS)).toBe(year));

  it.each([
    [1983, 1984, 1, true],
    [1983, 1984, 10, false],
    [1984, 1985, 10, true],
    [1983, 1987, 10, true],
    [1998, 2000, 10, true],
    [1985, 1985, 1, false],
  ] as const)("from %i to %i at %i a second is drawn: %s", (before, now, speed, is) =>
    expect(isShown(before, now, speed, BOUNDS)).toBe(is),
  );
});

describe("two years to begin with", () => {
  it.each([
    [1995, [1985, 1995]],
    [1985, [1980, 1985]],
    [1980, [1980, 1981]],
    [undefined, [1980, 2000]],
  ])("from %s are %j", (year, pair) => expect(firstPair(year, BOUNDS)).toEqual(pair));
  it("around the middle of a long time", () => expect(firstPair(undefined, { first: 1900, last: 2000 })).toEqual([1940, 1960]));
  it("are the same where there is only one", () => expect(firstPair(undefined, { first: 1990, last: 1990 })).toEqual([1990, 1990]));
});

describe("years under the bars", () => {
  it.each([
    [{ first: 1980, last: 2000 }, 5, [1980, 1985, 1990, 1995, 2000]],
    [{ first: 1991, last: 2011 }, 3, [2000, 2010]],
    [{ first: 1990, last: 1990 }, 5, [1990]],
    [{ first: 1900, last: 2026 }, 5, [1900, 1950, 2000]],
  ])("of %j, at most %i", (bounds, most, found) => expect(ticks(bounds, most)).toEqual(found));
});

describe("what emerges", () => {
  const nodes = ["IDM", "Techno", "Jazz", "Trip Hop", "Glitch", "Drone"].map((name) => ({ key: `style:${name}`, kind: "style", name }));
  const drawn = drawnTags([...nodes, { key: "artist:1", kind: "artist", name: "House" }]);
  const tag = (name: string, first_year: number) => ({ name, first_year });

  it("is what is in the picture and was not there before, without regard to case", () =>
    expect(emerged([tag("idm", 1991), tag("House", 1991), tag("Jazz", 1917)], 1990, 1991, drawn)).toEqual(["style:IDM"]));
  it("is at most five, the latest", () =>
    expect(
      emerged(
        nodes.map(({ name }, at) => tag(name, 1990 + at)),
        1980,
        2000,
        drawn,
      ),
    ).toEqual(nodes.slice(1).map(({ key }) => key)));
  it("is nothing when going back, or at first", () => {
    expect(emerged([tag("IDM", 1991)], 2000, 1995, drawn)).toEqual([]);
    expect(emerged([tag("IDM", 1991)], undefined, 1995, drawn)).toEqual([]);
  });
  it("is marked in its year", () =>
    expect([...markers([tag("IDM", 1991), tag("Techno", 1991), tag("Jazz", 1917)], BOUNDS, drawn)]).toEqual([[1991, ["IDM", "Techno"]]]));
});
