import { describe, expect, it } from "vitest";
import { fileName, graphJson } from "./exporting";
import { cardPlace } from "./hover_card";
import { legendKinds } from "./legend";
import { hideOf, hideParam, lensOf, lensParams, placeOf, selectionOf } from "./model";
import { nearQueries } from "./not_found";
import { walked } from "./trail";

describe("place", () => {
  it.each([
    [{}, { kind: "start" }],
    [{ name: "X" }, { kind: "graph", centre: { type: "artist", id: undefined, name: "X" } }],
    [
      { name: "X", type: "LABEL" },
      { kind: "graph", centre: { type: "label", id: undefined, name: "X" } },
    ],
    [
      { type: "label", id: "23", name: "X" },
      { kind: "graph", centre: { type: "label", id: "23", name: "X" } },
    ],
    [{ type: "banana", name: "X" }, { kind: "start" }],
    [
      { page: "release:7", name: "X" },
      { kind: "page", entity: { type: "release", id: "7" } },
    ],
    [{ page: "person:AC/DC: live" }, { kind: "page", entity: { type: "person", id: "AC/DC: live" } }],
    [
      { page: "banana:7", name: "X" },
      { kind: "graph", centre: { type: "artist", id: undefined, name: "X" } },
    ],
    [
      { snapshot: "abcdefgh12345678", name: "X" },
      { kind: "snapshot", token: "abcdefgh12345678" },
    ],
    [{ snapshot: "../../etc" }, { kind: "snapshot", token: "" }],
  ])("of %j is %j", (params, place) => expect(placeOf(params)).toEqual(place));
});

describe("years", () => {
  it.each([
    [{}, { kind: "all" }],
    [{ year: "1985" }, { kind: "until", year: 1985 }],
    [{ year: "85" }, { kind: "all" }],
    [{ year: "1850" }, { kind: "all" }],
    [{ year: "9999" }, { kind: "all" }],
    [{ years: "1990-1980" }, { kind: "compare", a: 1980, b: 1990, mode: "cumulative" }],
    [
      { years: "1980-1990", mode: "exclusive", year: "1970" },
      { kind: "compare", a: 1980, b: 1990, mode: "exclusive" },
    ],
    [{ years: "1980-1980" }, { kind: "until", year: 1980 }],
    [{ years: "1980" }, { kind: "all" }],
    [{ years: "banana" }, { kind: "all" }],
  ])("of %j are %j", (params, lens) => expect(lensOf(params)).toEqual(lens));

  it.each([[{ year: "1985" }], [{ years: "1980-1990" }], [{ years: "1980-1990", mode: "exclusive" }], [{}]])(
    "%j stay the same when written",
    (params) => expect(lensOf(lensParams(lensOf(params)))).toEqual(lensOf(params)),
  );
});

it("takes kinds and lines for hidden, and nothing else", () => {
  expect([...hideOf({ hide: "label,lines,banana,category" })]).toEqual(["label", "lines", "category"]);
  expect(hideParam(new Set(["lines", "label"]))).toBe("label,lines");
  expect(hideParam(new Set())).toBeUndefined();
});

it.each([
  ["artist:42", "artist:42"],
  ["genre:Funk / Soul", "genre:Funk / Soul"],
  ["category:artist:42:labels", undefined],
  ["", undefined],
  [undefined, undefined],
])("takes %s for the selection %s", (sel, key) => expect(selectionOf({ sel })).toBe(key));

describe("trail", () => {
  const at = (id: string) => ({ type: "artist" as const, id, name: id });
  it("grows with each place, and is cut by going back", () => {
    const three = ["1", "2", "3"].map(at).reduce(walked, [] as ReturnType<typeof walked>);
    expect(three.map(({ id }) => id)).toEqual(["1", "2", "3"]);
    expect(walked(three, at("2")).map(({ id }) => id)).toEqual(["1", "2"]);
    expect(walked(three, at("3"))).toHaveLength(3);
  });
  it("keeps twelve", () =>
    expect(Array.from({ length: 20 }, (_, id) => at(`${id}`)).reduce(walked, [] as ReturnType<typeof walked>)).toHaveLength(12));
});

describe("files", () => {
  it.each([
    ["AC/DC", "AC-DC.png"],
    ["../../etc/passwd", "etc-passwd.png"],
    ["Björk", "Björk.png"],
    ["🎵", "graph.png"],
    ["", "graph.png"],
    ["a\u202egnp.exe", "a-gnp.exe.png"],
  ])("of %j are called %s", (name, file) => expect(fileName(name, "png")).toBe(file));

  it("have the nodes with their places", () => {
    const node = {
      key: "artist:1",
      kind: "artist",
      id: "1",
      name: "X",
      weight: 1,
      isCentre: true,
      isPinned: false,
      isDimmed: false,
    } as const;
    const data = JSON.parse(graphJson({ nodes: [node], edges: [] }, new Map([["artist:1", { x: 1.234, y: 5 }]]), "http://x/"));
    expect(data).toMatchObject({ address: "http://x/", nodes: [{ key: "artist:1", x: 1.2, y: 5 }], edges: [] });
  });
});

it.each([
  [
    { x: 200, y: 100 },
    { x: 75, y: 122 },
  ],
  [
    { x: 10, y: 100 },
    { x: 8, y: 122 },
  ],
  [
    { x: 490, y: 380 },
    { x: 242, y: 208 },
  ],
])("puts the card of %j at %j", (at, place) =>
  expect(cardPlace(at, { width: 250, height: 150 }, { width: 500, height: 400 })).toEqual(place),
);

it("keeps a hidden kind in the legend", () =>
  expect(
    legendKinds(
      new Map([
        ["artist", 2],
        ["category", 1],
      ]),
      new Set(["label"]),
    ),
  ).toEqual(["artist", "label", "category"]));

it.each([
  ["Nikcel Canyon", ["Nikcel Canyon", "Nikc", "Cany"]],
  ["Boards of Canada", ["Boards of Canada", "Boar", "Cana"]],
  ["U2", []],
])("looks for names near %j by %j", (name, queries) => expect(nearQueries(name)).toEqual(queries));
