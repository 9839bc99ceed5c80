import type { Result } from "@discogsography/web/api/schema.gen";
import { describe, expect, it } from "vitest";
import { hitOf, spanOf } from "./hit";

const result = (type: Result["type"], metadata: Result["metadata"]): Result => ({
  type,
  id: "1",
  name: "Warp",
  highlight: "<b>Warp</b>",
  relevance: 1,
  metadata,
});

describe("a hit is known", () => {
  it("as a label by its years and releases", () =>
    expect(hitOf(result("label", { year: 1990, last_year: 2011, releases: 220 }))).toMatchObject({
      about: ["1990–2011"],
      size: "220 releases",
      span: { first: 1990, last: 2011 },
    }));

  it("as a master by artist, year, styles and versions", () =>
    expect(
      hitOf(result("master", { artist: "Various", year: 1999, styles: ["IDM", "Breakbeat"], genres: ["Electronic"], releases: 7 })),
    ).toMatchObject({
      about: ["Various", "1999", "IDM, Breakbeat"],
      size: "7 versions",
      versions: 7,
      span: undefined,
    }));

  it("as a release by artist, year, label, formats, country, number and rarity", () =>
    expect(
      hitOf(
        result("release", {
          artist: "Autechre",
          year: 1994,
          label: "Warp Records",
          formats: ["Vinyl", "LP"],
          country: "UK",
          catno: "WARP LP25",
          tier: "scarce",
          releases: 12,
        }),
      ),
    ).toMatchObject({
      about: ["Autechre", "1994", "Warp Records", "Vinyl, LP", "UK"],
      size: undefined,
      catno: "WARP LP25",
      tier: "scarce",
    }));

  it("as a person by credits", () => expect(hitOf(result("person", { releases: 1 })).size).toBe("1 credit"));

  it.each([["none"], ["None"], [""], [null]])("without a number when it is %j", (catno) =>
    expect(hitOf(result("release", { catno })).catno).toBeUndefined(),
  );

  it.each(["artist", "label", "genre", "style", "person", "master", "release"] as const)("as a %s even of which nothing is known", (type) =>
    expect(hitOf(result(type, {}))).toMatchObject({ about: [], size: undefined, span: undefined }),
  );
});

it("spans of a page share a scale", () => {
  const hits = [result("label", { year: 1990, last_year: 2011 }), result("artist", { year: 1975 }), result("release", { year: 1900 })].map(
    hitOf,
  );
  expect(spanOf(hits)).toEqual({ first: 1975, last: 2011 });
  expect(spanOf([])).toBeUndefined();
});
