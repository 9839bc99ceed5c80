import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { circles, commonOf, dnaRows, formatSides, lens, mirrored, parseSides, reasonWords, shareRows, short, swapped } from "./model";

describe("the address", () => {
  it.each([
    [{}, { kind: "artists", a: undefined, b: undefined }],
    [{ ids: "1,2" }, { kind: "artists", a: "1", b: "2" }],
    [
      { kind: "labels", ids: ",2" },
      { kind: "labels", a: undefined, b: "2" },
    ],
    [
      { kind: "planets", ids: " 1 , ,3" },
      { kind: "artists", a: "1", b: undefined },
    ],
  ])("%o is %o", (params, sides) => expect(parseSides(params)).toEqual(sides));

  it("says what it was read from, and turns round", () => {
    const params = { pane: "compare", kind: "labels", ids: ",2" };
    expect(formatSides(parseSides(params))).toEqual(params);
    expect(formatSides(swapped(parseSides(params))).ids).toBe("2,");
    expect(formatSides(parseSides({})).ids).toBeUndefined();
  });
});

describe("years", () => {
  it("stand on one scale, with none left out", () => {
    const mirror = mirrored([{ year: 1990, count: 3 }], [{ year: 1992, count: 9 }]);
    expect(mirror).toEqual({
      first: 1990,
      last: 1992,
      most: { a: 3, b: 9 },
      bars: [
        { year: 1990, a: 3, b: 0 },
        { year: 1991, a: 0, b: 0 },
        { year: 1992, a: 0, b: 9 },
      ],
    });
    expect(mirrored([], [])).toBeUndefined();
  });
});

describe("shares", () => {
  it("are those that either side is known by", () => {
    const tags = [
      { name: "IDM", counts: [1, 0], shares: [0.1, 0] },
      { name: "Techno", counts: [0, 9], shares: [0, 0.9] },
    ];
    expect(shareRows(tags)).toEqual([
      { name: "Techno", a: 0, b: 0.9 },
      { name: "IDM", a: 0.1, b: 0 },
    ]);
  });

  it("of labels have formats by size and decades by time", () => {
    const dna = (formats: readonly [string, number][], decades: readonly [number, number][]) =>
      ({
        formats: formats.map(([name, percentage]) => ({ name, percentage, count: 1 })),
        decades: decades.map(([decade, percentage]) => ({ decade, percentage, count: 1 })),
      }) as unknown as Parameters<typeof dnaRows>[0];
    const rows = dnaRows(
      dna(
        [
          ["CD", 20],
          ["Vinyl", 80],
        ],
        [[1990, 100]],
      ),
      dna(
        [["CD", 100]],
        [
          [1980, 50],
          [2000, 50],
        ],
      ),
    );
    expect(rows.formats.map((row) => row.name)).toEqual(["CD", "Vinyl"]);
    expect(rows.decades).toEqual([
      { name: "1980s", a: 0, b: 0.5 },
      { name: "1990s", a: 1, b: 0 },
      { name: "2000s", a: 0, b: 0.5 },
    ]);
  });
});

describe("circles", () => {
  it("have areas as the numbers, and their overlap too", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 5000 }),
        fc.integer({ min: 20, max: 5000 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (a, b, part) => {
          fc.pre(Math.min(a, b) / Math.max(a, b) > 0.1);
          const shared = Math.min(a, b) * part;
          const { ra, rb, distance } = circles(a, b, shared);
          expect((ra * ra) / (rb * rb)).toBeCloseTo(a / b, 5);
          expect(lens(ra, rb, distance) / (Math.PI * Math.max(ra, rb) ** 2)).toBeCloseTo(shared / Math.max(a, b), 3);
        },
      ),
    );
  });

  it("lie apart without anything in common, and one in the other when it has all", () => {
    const apart = circles(5, 5, 0);
    expect(apart.distance).toBeGreaterThan(apart.ra + apart.rb);
    const within = circles(100, 25, 25);
    expect(within.distance).toBeLessThanOrEqual(within.ra - within.rb + 1e-6);
    expect(circles(0, 0, 0)).toMatchObject({ ra: 0.3, rb: 0.3 });
  });
});

describe("what both have", () => {
  const side = { id: "1", name: "A", area: null, release_count: 1, first_year: null, last_year: null, years: [] };
  it("counts labels and people of artists, artists and people of labels", () => {
    const both = {
      genres: [],
      styles: [],
      similarities: [],
      shared_releases: [],
      shared_release_count: 0,
      shared_people: [],
      shared_people_count: 1,
      people_count: 9,
    };
    const artists = [4, 7].map((label_count) => ({ ...side, label_count, artist_count: null, people_count: 3 }));
    expect(commonOf({ ...both, artists, shared_labels: [], shared_label_count: 2, label_count: 9 })).toMatchObject({
      word: "label",
      ofA: 7,
      ofB: 10,
      shared: 3,
      total: 18,
    });
    const labels = artists.map((each) => ({ ...each, label_count: null, artist_count: 5 }));
    expect(commonOf({ ...both, labels, shared_artists: [], shared_artist_count: 4, artist_count: 6 })).toMatchObject({
      word: "artist",
      ofA: 8,
      shared: 5,
      total: 15,
    });
  });
});

describe("words", () => {
  it.each([
    ["Autechre", "Autechre"],
    ["Boards Of Canada", "Boards Of Can…"],
    ["👩‍🎤".repeat(9), expect.stringMatching(/…$/)],
  ])("%s is %s", (name, words) => expect(short(name)).toEqual(words));
  it.each([
    ["people", 1, "1 person"],
    ["styles", 2, "2 styles"],
    ["moods", 2, "2 moods"],
  ])("%s %i", (kind, count, words) => expect(reasonWords(kind, count)).toBe(words));
});
