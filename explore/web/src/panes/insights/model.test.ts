import type { Anniversary, ComputationStatus, LongLivedLabel } from "@discogsography/web/api/schema.gen";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { href, parseParams } from "../../app/location";
import {
  anniversaries,
  decadePoints,
  durationText,
  fieldTitle,
  fingerprint,
  formatView,
  lifespans,
  MAX_GENRES,
  newest,
  parseView,
  releasedText,
  standing,
  summary,
  TIERS,
  yearMarks,
} from "./model";

const status = (about: Partial<ComputationStatus>): ComputationStatus => ({
  insight_type: "anniversaries",
  last_computed: "2026-11-01T10:00:00Z",
  status: "completed",
  duration_ms: 10,
  generation: 3,
  is_running: false,
  is_stale: false,
  ...about,
});

describe("the address", () => {
  it("says a view, and reads as the same", () => {
    const view = fc.record({
      genres: fc.uniqueArray(
        fc.string({ minLength: 1 }).filter((text) => text.trim() !== ""),
        { maxLength: MAX_GENRES },
      ),
      isShare: fc.boolean(),
      tier: fc.option(fc.constantFrom(...TIERS), { nil: undefined }),
      rarest: fc.integer({ min: 1, max: 1000 }),
      gems: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(view, (given) => {
        expect(parseView(parseParams(new URL(href(formatView(given)), "http://page").search))).toEqual(given);
      }),
    );
  });

  it("takes nonsense for the beginning", () =>
    expect(parseView({ tier: "golden", rarest: "0", gems: "x", share: "yes" })).toEqual({
      genres: [],
      isShare: false,
      tier: undefined,
      rarest: 1,
      gems: 1,
    }));
});

describe("a computation stands", () => {
  it.each([
    [{}, "fresh"],
    [{ status: "failed", error: "Timeout" }, "failed"],
    [{ status: "never_run", last_computed: null }, "never"],
    [{ is_stale: true }, "stale"],
    [{ generation: 2 }, "stale"],
    [{ generation: null }, "fresh"],
    [{ status: "failed", is_running: true }, "running"],
  ] satisfies readonly (readonly [Partial<ComputationStatus>, string])[])("for %j as %s", (about, expected) =>
    expect(standing(status(about), 3)).toBe(expected),
  );

  it("and all are summed up", () => {
    const statuses = [
      status({}),
      status({ insight_type: "genre_trends", status: "failed" }),
      status({ insight_type: "release_rarity", last_computed: null }),
    ];
    expect(summary({ statuses, generation: 3 })).toEqual({ fresh: 1, failed: 1, never: 1, stale: 0, running: 0, total: 3 });
  });

  it("with the newest as the time of all", () => {
    const statuses = [status({}), status({ last_computed: "2026-11-02T10:00:00Z" }), status({ last_computed: null })];
    expect(newest({ statuses })).toBe("2026-11-02T10:00:00Z");
    expect(newest({ statuses: [] })).toBeUndefined();
  });

  it("differently when it has ended, come or gone, and not when it only began", () => {
    const before = fingerprint({ statuses: [status({})] });
    expect(fingerprint({ statuses: [status({ is_running: true, progress: 0.5 })] })).toBe(before);
    expect(fingerprint({ statuses: [status({ last_computed: "2026-11-02T10:00:00Z" })] })).not.toBe(before);
    expect(fingerprint({ statuses: [] })).not.toBe(before);
  });
});

const anniversary = (about: Partial<Anniversary>): Anniversary => ({
  master_id: "1",
  title: "Amber",
  artist_name: "Autechre",
  release_year: 1994,
  anniversary: 32,
  released: "1994-11-07",
  precision: "day",
  ...about,
});

describe("anniversaries", () => {
  it("are of this month, of one that nobody noted, or of another; the oldest first, by date within", () => {
    const items = [
      anniversary({ master_id: "late", released: "1994-11-29" }),
      anniversary({ master_id: "early" }),
      anniversary({ master_id: "old", released: "1976-11", anniversary: 50, precision: "month" }),
      anniversary({ master_id: "year", released: "1994", precision: "year" }),
      anniversary({ master_id: "other", released: "1994-02-07" }),
    ];
    const ids = (groups: ReturnType<typeof anniversaries>["thisMonth"]) =>
      groups.map(({ years, items: own }) => [years, own.map(({ master_id }) => master_id)]);
    const { thisMonth, anyMonth, otherMonths } = anniversaries(items, 11);
    expect(ids(thisMonth)).toEqual([
      [50, ["old"]],
      [32, ["early", "late"]],
    ]);
    expect(ids(anyMonth)).toEqual([[32, ["year"]]]);
    expect(ids(otherMonths)).toEqual([[32, ["other"]]]);
  });

  it.each([
    ["1994-11-07", "7 Nov 1994"],
    ["1994-11", "Nov 1994"],
    ["1994", "1994"],
    ["1994-00-00", "1994"],
    ["1994-13-01", "1994"],
    ["nonsense", "1994"],
  ])("of %s are dated %s", (released, text) => expect(releasedText({ released, release_year: 1994 })).toBe(text));
});

const label = (about: Partial<LongLivedLabel>): LongLivedLabel => ({
  rank: 1,
  label_id: "1",
  label_name: "Warp",
  first_year: 1990,
  last_year: 2009,
  years_active: 20,
  total_releases: 9,
  peak_decade: 1990,
  still_active: false,
  ...about,
});

describe("lives of labels", () => {
  it("lie on one scale, with the decade of most releases as far as they lived in it", () => {
    const { rows, first, last } = lifespans([label({}), label({ label_id: "2", first_year: 1995, last_year: 1999 })]);
    expect([first, last]).toEqual([1990, 2009]);
    expect(rows[0]).toMatchObject({ life: { start: 0, length: 1 }, peak: { start: 0, length: 0.5 } });
    expect(rows[1]).toMatchObject({ life: { start: 0.25, length: 0.25 }, peak: { start: 0.25, length: 0.25 } });
  });

  it("have no peak where none is known, or where it lies elsewhere", () => {
    expect(lifespans([label({ peak_decade: null })]).rows[0]?.peak).toBeUndefined();
    expect(lifespans([label({ peak_decade: 1950 })]).rows[0]?.peak).toBeUndefined();
  });

  it("may be one year long, or none", () => {
    expect(lifespans([label({ first_year: 1990, last_year: null, peak_decade: 1990 })]).rows[0]?.life).toEqual({ start: 0, length: 1 });
    expect(lifespans([])).toEqual({ rows: [], first: 0, last: 0 });
  });

  it("are marked at round years", () => {
    expect(yearMarks(1958, 2026)).toEqual([1960, 1980, 2000, 2020]);
    expect(yearMarks(1990, 1992)).toEqual([1990, 1991, 1992]);
  });
});

describe("decades of a genre", () => {
  const trends = [
    { decade: 1960, release_count: 1 },
    { decade: 1990, release_count: 3 },
  ];
  it("have those without releases between them", () =>
    expect(decadePoints({ genre: "Jazz", peak_decade: 1990, trends }, false).map(({ count }) => count)).toEqual([1, 0, 0, 3]));
  it("may be parts of the genre", () =>
    expect(decadePoints({ genre: "Jazz", peak_decade: 1990, trends }, true).map(({ count }) => count)).toEqual([25, 0, 0, 75]));
  it("are none for a genre that there is not", () => expect(decadePoints({ genre: "x", peak_decade: null, trends: [] }, true)).toEqual([]));
});

it.each([
  [null, "–"],
  [0, "<0.1 s"],
  [430, "0.4 s"],
  [12_400, "12 s"],
  [200_000, "3 min"],
])("%j ms is %s", (ms, text) => expect(durationText(ms)).toBe(text));

it.each([
  ["main_release", "Main release"],
  ["realname", "Real name"],
  ["year", "Year"],
])("the field %s is called %s", (field, title) => expect(fieldTitle(field)).toBe(title));
