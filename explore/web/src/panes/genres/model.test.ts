import type { GenreTree } from "@discogsography/web/api/schema.gen";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { href, parseParams } from "../../app/location";
import { branches, FORMS, formatView, genreId, parseView, rows, sortedRows, styleId, treeItems, treeMove, withToggled } from "./model";
import { fits, tiles } from "./tiles";

const tree: GenreTree = {
  genres: [
    {
      name: "Electronic",
      release_count: 100,
      styles: [
        { name: "House", release_count: 60 },
        { name: "Électro", release_count: 20 },
      ],
    },
    { name: "Folk, World, & Country", release_count: 40, styles: [{ name: "House", release_count: 1 }] },
    { name: "Non-Music", release_count: 1, styles: [] },
  ],
};
const folded = parseView({});
const open = withToggled(folded, "Electronic");

describe("the address", () => {
  it("says a view, and reads as the same", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== "");
    const view = fc.record({
      as: fc.constantFrom(...FORMS),
      open: fc.uniqueArray(name),
      genre: fc.option(name, { nil: undefined }),
      find: fc.string({ unit: "grapheme", maxLength: 20 }),
    });
    fc.assert(
      fc.property(view, (given) => {
        expect(parseView(parseParams(new URL(href(formatView(given)), "http://page").search))).toEqual(given);
      }),
    );
  });
});

describe("the tree", () => {
  it("is folded at first", () =>
    expect(treeItems(branches(tree, folded)).map(({ name }) => name)).toEqual(["Electronic", "Folk, World, & Country", "Non-Music"]));

  it("unfolds a genre, and folds it again", () => {
    expect(
      treeItems(branches(tree, open))
        .map(({ name }) => name)
        .slice(0, 3),
    ).toEqual(["Electronic", "House", "Électro"]);
    expect(withToggled(open, "Electronic")).toEqual(folded);
  });

  it.each([
    ["house", ["Electronic", "House", "Folk, World, & Country", "House"]],
    ["electro", ["Electronic"]],
    ["ÉLECTRO", ["Electronic"]],
    ["country", ["Folk, World, & Country"]],
    ["zydeco", []],
    ["  ", ["Electronic", "Folk, World, & Country", "Non-Music"]],
  ])("finds %j", (find, names) => expect(treeItems(branches(tree, { ...folded, find })).map(({ name }) => name)).toEqual(names));

  it.each([
    [genreId("Electronic"), "ArrowDown", { goTo: styleId("Electronic", "House") }],
    [genreId("Electronic"), "ArrowUp", undefined],
    [genreId("Electronic"), "ArrowRight", { goTo: styleId("Electronic", "House") }],
    [genreId("Electronic"), "ArrowLeft", { fold: "Electronic" }],
    [genreId("Folk, World, & Country"), "ArrowRight", { fold: "Folk, World, & Country" }],
    [genreId("Folk, World, & Country"), "ArrowLeft", undefined],
    [genreId("Non-Music"), "ArrowRight", undefined],
    [styleId("Electronic", "Électro"), "ArrowLeft", { goTo: genreId("Electronic") }],
    [styleId("Electronic", "Électro"), "Home", { goTo: genreId("Electronic") }],
    [genreId("Electronic"), "End", { goTo: genreId("Non-Music") }],
    [genreId("Electronic"), "e", { goTo: styleId("Electronic", "Électro") }],
    [genreId("Electronic"), "z", undefined],
    [genreId("Electronic"), " ", undefined],
    ["gone", "ArrowDown", undefined],
  ])("goes from %s with %s to %j", (at, key, move) => expect(treeMove(treeItems(branches(tree, open)), at, key)).toEqual(move));
});

describe("the table", () => {
  it("has a row for each style of a genre, and for a genre without", () =>
    expect(rows(branches(tree, folded))).toEqual([
      { genre: "Electronic", style: "House", releases: 60, share: 0.6 },
      { genre: "Electronic", style: "Électro", releases: 20, share: 0.2 },
      { genre: "Folk, World, & Country", style: "House", releases: 1, share: 0.025 },
      { genre: "Non-Music", style: undefined, releases: 1, share: 1 },
    ]));

  it("sorts by any column, the larger first among equals", () => {
    const sorted = (column: "style" | "share", direction: "ascending" | "descending") =>
      sortedRows(rows(branches(tree, folded)), { column, direction }).map(({ style, releases }) => [style, releases]);
    expect(sorted("style", "ascending").at(-1)).toEqual(["House", 1]);
    expect(sorted("share", "descending")[0]).toEqual([undefined, 1]);
  });
});

describe("the map", () => {
  it("gives a genre the area of its releases, and keeps styles within it", () => {
    const { genres, styles } = tiles(tree, 1200, 600);
    const [electronic, folk] = genres;
    const area = (tile: (typeof genres)[number] | undefined): number => (tile ? tile.width * tile.height : 0);
    expect(area(electronic) / area(folk)).toBeCloseTo(2.5, 0);
    for (const style of styles) {
      const genre = genres.find(({ entity }) => entity.name === style.genre);
      expect(genre && style.x >= genre.x && style.x + style.width <= genre.x + genre.width).toBe(true);
      expect(genre && style.y >= genre.y && style.y + style.height <= genre.y + genre.height).toBe(true);
    }
  });

  it("says how many styles were left out for being too small", () => {
    const styles = [
      { name: "House", release_count: 9000 },
      ...Array.from({ length: 40 }, (_, index) => ({ name: `Style ${index}`, release_count: 9 })),
    ];
    const map = tiles({ genres: [{ name: "Electronic", release_count: 9000, styles }] }, 600, 300);
    expect(map.styles.map(({ entity }) => entity.name)).toEqual(["House"]);
    expect(map.rests).toMatchObject([{ genre: "Electronic", styles: 40 }]);
  });

  it("shows one genre alone, all its styles", () =>
    expect(tiles(tree, 1200, 600, "Electronic").styles.map(({ entity }) => entity.name)).toEqual(["House", "Électro"]));

  it("stays within its frame, whatever the catalogue holds", () => {
    const styleList = fc.array(fc.record({ name: fc.string(), release_count: fc.nat({ max: 1e7 }) }), { maxLength: 12 });
    const anyTree = fc.record({
      genres: fc.array(fc.record({ name: fc.string(), release_count: fc.nat({ max: 1e7 }), styles: styleList }), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(anyTree, fc.integer({ min: 240, max: 2000 }), (given, width) => {
        const { genres, styles } = tiles(given, width, 620);
        const isOut = ({ x, y, width: w, height: h, strength }: (typeof genres)[number]): boolean =>
          Math.min(x, y, w, h) < 0 || x + w > width || y + h > 620 || strength > 1;
        expect([...genres, ...styles].filter(isOut)).toEqual([]);
      }),
    );
  });

  it.each([
    ["House", "60", 120, 60, false, { name: "House", hasCount: true }],
    ["House", "60", 120, 30, false, { name: "House", hasCount: false }],
    ["Alternative Rock", "60", 80, 60, false, { name: "Alternat…", hasCount: true }],
    ["House", "60", 30, 60, false, { name: undefined, hasCount: false }],
    ["House", "60", 120, 12, false, { name: undefined, hasCount: false }],
    ["Electronic", "100", 400, 300, true, { name: "Electronic", hasCount: true }],
    ["Electronic", "100", 90, 300, true, { name: "Electronic", hasCount: false }],
  ])("writes %s and %s into %i by %i (head: %s) as %j", (name, count, width, height, hasHead, expected) =>
    expect(fits(name, count, { width, height, hasHead })).toEqual(expected),
  );
});
