import type { LabelDna, LongLivedLabel } from "@discogsography/web/api/schema.gen";
import { describe, expect, it } from "vitest";
import { formatCompared, lifeOf, parseCompared, ringRows, sortedLabels, withLabel } from "./model";

const dna = (genres: readonly (readonly [string, number])[], decades: readonly number[] = []): LabelDna => ({
  label_id: "1",
  label_name: "x",
  release_count: 9,
  artist_count: 1,
  artist_diversity: 0,
  active_years: [],
  prolificacy: 0,
  peak_decade: null,
  genres: genres.map(([name, count]) => ({ name, count, percentage: 0 })),
  styles: [],
  formats: [],
  decades: decades.map((decade) => ({ decade, count: 1, percentage: 0 })),
});
const long = (rank: number, more: Partial<LongLivedLabel> = {}): LongLivedLabel => ({
  rank,
  label_id: String(rank),
  label_name: `L${rank}`,
  first_year: 1960,
  last_year: 1979,
  years_active: 20,
  total_releases: 5,
  peak_decade: 1960,
  still_active: false,
  ...more,
});

describe("address", () => {
  it.each([
    ["8,22", ["8", "22"]],
    [" 8 ,8,,22", ["8", "22"]],
    ["1,2,3,4,5,6", ["1", "2", "3", "4", "5"]],
    [undefined, []],
  ])("reads %j", (compare, ids) => expect(parseCompared({ compare })).toEqual(ids));
  it("writes what it reads", () => expect(parseCompared(formatCompared(["8", "a,b"]))).toEqual(["8", "a,b"]));
  it("adds a label once", () => expect([withLabel(["8"], "8"), withLabel(["8"], "9")]).toEqual([["8"], ["8", "9"]]));
});

describe("ringRows", () => {
  it("puts labels side by side, what weighs most first", () => {
    const rows = ringRows(
      [
        dna([
          ["Rock", 3],
          ["Jazz", 1],
        ]),
        dna([["Jazz", 1]]),
      ],
      "genres",
    );
    expect(rows).toEqual([
      { name: "Jazz", shares: [0.25, 1] },
      { name: "Rock", shares: [0.75, 0] },
    ]);
  });
  it("keeps decades in the order of time", () =>
    expect(ringRows([dna([], [1990, 2000]), dna([], [1980])], "decades").map(({ name }) => name)).toEqual(["1980s", "1990s", "2000s"]));
});

it("sorts by a column, ties by rank", () => {
  const rows = [long(1), long(2, { total_releases: 9 }), long(3)];
  expect(sortedLabels(rows, "releases", "descending").map(({ rank }) => rank)).toEqual([2, 1, 3]);
  expect(sortedLabels(rows, "label", "descending").map(({ rank }) => rank)).toEqual([3, 2, 1]);
});

it("places a life in the span of all", () => expect(lifeOf(long(1), 1960, 1999)).toEqual({ start: 0, length: 0.5 }));
