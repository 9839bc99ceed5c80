import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ENTITY_TYPES } from "../../app/entity";
import { href, parseParams } from "../../app/location";
import {
  activeFilters,
  canSearch,
  choices,
  countsQuery,
  FACETS,
  formatSearch,
  MAX_PAGE,
  namesQuery,
  pageCount,
  pageNumbers,
  parseSearch,
  type Search,
  SORTS,
  searchQuery,
  shownRange,
  withChange,
  withText,
  withToggled,
  withYears,
  yearPoints,
} from "./model";

const plain = parseSearch({ q: "warp" });

const values = fc.uniqueArray(
  fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text.trim() !== ""),
  { maxLength: 4 },
);
const year = fc.option(fc.integer({ min: 1000, max: 9999 }), { nil: undefined });
const anySearch: fc.Arbitrary<Search> = fc.record({
  q: fc.string({ unit: "grapheme", maxLength: 60 }),
  types: fc.subarray([...ENTITY_TYPES]),
  facets: fc.record({ style: values, genres: values, format: values, country: values }),
  from: year,
  to: year,
  sort: fc.constantFrom(...SORTS),
  page: fc.integer({ min: 1, max: MAX_PAGE }),
});

describe("the address", () => {
  it("says a search, and reads as the same", () => {
    fc.assert(
      fc.property(anySearch, (search) => {
        const address = href({ pane: "search", ...formatSearch(search) });
        expect(parseSearch(parseParams(new URL(address, "http://page").search))).toEqual(search);
      }),
    );
  });

  it("takes whatever somebody writes", () => {
    const params = fc.dictionary(
      fc.constantFrom("q", "types", "style", "from", "to", "sort", "p"),
      fc.oneof(fc.string(), fc.integer().map(String)),
    );
    fc.assert(
      fc.property(params, (given) => {
        const search = parseSearch(given);
        expect(search.page).toBeGreaterThanOrEqual(1);
        expect(SORTS).toContain(search.sort);
      }),
    );
  });

  it.each([
    [{ p: "0" }, 1],
    [{ p: "52" }, 1],
    [{ p: "51" }, 51],
    [{ p: "2.5" }, 1],
    [{ p: "-1" }, 1],
  ])("reads the page of %j", (params, page) => expect(parseSearch(params).page).toBe(page));

  it.each(["199", "19941", "year", "-1994", "1994.5", ""])("takes %j for no year", (from) =>
    expect(parseSearch({ from }).from).toBeUndefined(),
  );

  it("leaves out types that there are not", () => expect(parseSearch({ types: "label,robot,artist" }).types).toEqual(["artist", "label"]));
});

describe("a change", () => {
  const third = { ...plain, page: 3 };

  it.each([
    ["types", withChange(third, { types: ["label"] })],
    ["order", withChange(third, { sort: "name" })],
    ["a facet", withToggled(third, "style", "IDM")],
    ["years", withYears(third, 1990, undefined)],
    ["the text", withText(third, "skam")],
  ])("of %s begins at the first page", (_, changed) => expect(changed.page).toBe(1));

  it("of spaces alone is none", () => expect(withText(third, " warp ")).toBe(third));

  it("of the text drops what the counts of the other had offered, and keeps years, types and order", () => {
    const filtered = withYears(withToggled(withChange(plain, { types: ["release"], sort: "name" }), "style", "IDM"), 1990, 1999);
    expect(withText(filtered, "skam")).toEqual({ ...filtered, q: "skam", facets: plain.facets });
  });

  it("of years puts the smaller first", () => expect(withYears(plain, 2001, 1993)).toMatchObject({ from: 1993, to: 2001 }));

  it("of a facet is undone by the same again", () =>
    expect(withToggled(withToggled(plain, "style", "IDM"), "style", "IDM").facets).toEqual(plain.facets));
});

describe("what is asked", () => {
  it("is the first page of everything, unless more is said", () =>
    expect(searchQuery(plain)).toEqual({ q: "warp", limit: 20, offset: 0, types: "artist,label,master,release" }));

  it("has filters, order and place", () => {
    const search = {
      ...withYears(withToggled(withChange(plain, { types: ["release"], sort: "-year" }), "country", "UK"), 1993, 2001),
      page: 3,
    };
    expect(searchQuery(search)).toEqual({
      q: "warp",
      limit: 20,
      offset: 40,
      types: "release",
      country: "UK",
      year_min: 1993,
      year_max: 2001,
      sort: "-year",
    });
  });

  it("asks for counts again only for a filter that is used, without it", () => {
    const search = withToggled(withYears(plain, 1993, 2001), "style", "IDM");
    expect(countsQuery(search, "genres")).toBeUndefined();
    expect(countsQuery(search, "years")).toEqual({ ...searchQuery(plain), style: "IDM", limit: 1 });
    expect(countsQuery(search, "style")).toEqual({ ...searchQuery(plain), year_min: 1993, year_max: 2001, limit: 1 });
  });

  it("names the rest that is called so", () => expect(namesQuery(plain)).toMatchObject({ q: "warp", types: "genre,style,person" }));

  it.each([
    ["", false],
    ["  wa ", false],
    ["war", true],
  ])("is nothing for %j: %s", (q, can) => expect(canSearch({ ...plain, q })).toBe(can));
});

describe("chips", () => {
  it.each([
    [1993, 2001, "1993–2001"],
    [1993, 1993, "1993"],
    [1993, undefined, "since 1993"],
    [undefined, 2001, "until 2001"],
  ])("say the years %s to %s", (from, to, title) => {
    const [chip] = activeFilters(withYears(plain, from, to));
    expect(chip?.title).toBe(title);
    expect(chip?.without).toEqual(plain);
  });

  it("take away what they stand for, each alone", () => {
    fc.assert(
      fc.property(anySearch, (search) => {
        const chips = activeFilters(search);
        for (const chip of chips)
          expect(activeFilters(chip.without).map(({ id }) => id)).toEqual(chips.filter((each) => each !== chip).map(({ id }) => id));
        const facets = FACETS.reduce((sum, facet) => sum + search.facets[facet].length, 0);
        expect(chips).toHaveLength(facets + (search.from === undefined && search.to === undefined ? 0 : 1));
      }),
    );
  });
});

describe("pages", () => {
  it.each([
    [1, 5, [1, 2, 3, 4, 5]],
    [4, 7, [1, 2, 3, 4, 5, 6, 7]],
    [1, 20, [1, 2, 3, 4, 5, undefined, 20]],
    [4, 20, [1, 2, 3, 4, 5, undefined, 20]],
    [10, 20, [1, undefined, 9, 10, 11, undefined, 20]],
    [17, 20, [1, undefined, 16, 17, 18, 19, 20]],
    [20, 20, [1, undefined, 16, 17, 18, 19, 20]],
  ])("at %i of %i are %j", (page, pages, numbers) => expect(pageNumbers(page, pages)).toEqual(numbers));

  it("hold the first, the last and the present one, in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_PAGE }), fc.integer({ min: 1, max: MAX_PAGE }), (a, b) => {
        const pages = Math.max(a, b);
        const page = Math.min(a, b);
        const numbers = pageNumbers(page, pages).filter((number) => number !== undefined);
        expect(numbers).toEqual(expect.arrayContaining([1, page, pages]));
        expect(numbers).toEqual([...new Set(numbers)].sort((x, y) => x - y));
      }),
    );
  });

  it.each([
    [0, 1],
    [20, 1],
    [21, 2],
    [5000, MAX_PAGE],
  ])("of %i results are %i", (total, pages) => expect(pageCount(total)).toBe(pages));

  it("say what they show", () => {
    expect(shownRange(2, 158)).toEqual({ first: 21, last: 40 });
    expect(shownRange(8, 158)).toEqual({ first: 141, last: 158 });
  });
});

describe("filters", () => {
  it("offer what counts, most first, and what is chosen though nothing counts for it", () =>
    expect(choices({ Techno: 2, IDM: 9, Ambient: 2 }, ["Dub", "IDM"])).toEqual([
      { value: "IDM", count: 9 },
      { value: "Ambient", count: 2 },
      { value: "Techno", count: 2 },
      { value: "Dub", count: 0 },
    ]));

  it("show every year between the first and the last, and no slips of the pen", () =>
    expect(yearPoints({ 1993: 2, 1995: 1, 1: 4, 9999: 4, none: 1 }, 2026)).toEqual([
      { year: 1993, count: 2 },
      { year: 1994, count: 0 },
      { year: 1995, count: 1 },
    ]));
});
