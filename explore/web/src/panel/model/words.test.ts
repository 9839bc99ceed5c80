import { describe, expect, it } from "vitest";
import {
  formatLine,
  linkTitle,
  orderedReasons,
  originLine,
  reasonLine,
  reasonNames,
  reasonTitle,
  relationshipGroups,
  releasedText,
  serviceName,
  timeOf,
} from "./words";

const reasons = [
  { kind: "decades", count: 2, names: ["1990", "2000"] },
  { kind: "styles", count: 5, names: ["IDM", "Ambient", "Techno"] },
  { kind: "labels", count: 0, names: [] },
  { kind: "artists", count: 1, names: ["Gescom"] },
];

describe("reasons", () => {
  it("tells people before decades, and nothing of nothing", () =>
    expect(orderedReasons(reasons).map(({ kind }) => kind)).toEqual(["artists", "styles", "decades"]));
  it("fits a line", () => expect(reasonLine(reasons)).toBe("Gescom · IDM · 1990s"));
  it("has titles", () => expect(orderedReasons(reasons).map(reasonTitle)).toEqual(["1 artist", "5 styles", "2 decades"]));
  it("names decades", () => expect(reasonNames({ kind: "decades", count: 1, names: ["1990"] })).toEqual(["1990s"]));
  it("says an unknown kind as it is", () => expect(reasonTitle({ kind: "moons", count: 2, names: [] })).toBe("2 moons"));
});

describe("originLine", () => {
  const origin = { mbid: "x", type: null, gender: null, disambiguation: null, area: "United Kingdom", begin_area: "Rochdale" };
  it.each([
    [{ ...origin, begin_date: "1987-05", end_date: null }, 1991, 2010, "Rochdale, United Kingdom · since 1987"],
    [{ ...origin, begin_area: "United Kingdom", begin_date: "1987", end_date: "1990" }, 1991, 2010, "United Kingdom · 1987–1990"],
    [{ ...origin, begin_area: null, area: null, begin_date: null, end_date: null }, 1991, 2010, "releases 1991–2010"],
    [null, null, null, ""],
  ])("%#", (from, first, last, text) => expect(originLine(from, first, last)).toBe(text));
});

it.each([
  ["1987", "1990", "1987–1990"],
  ["1987-01-02", null, "since 1987"],
  [null, "1990", "until 1990"],
  [null, null, ""],
  ["1987", "1987-12", "1987"],
])("time of %s and %s is %j", (begin_date, end_date, text) => expect(timeOf({ begin_date, end_date })).toBe(text));

it("groups relationships by what they say", () => {
  const base = { target_id: "1", target_name: "x", begin_date: null, end_date: null, ended: null, attributes: null };
  const groups = relationshipGroups([
    { ...base, type: "MEMBER_OF", direction: "outgoing" },
    { ...base, type: "TAUGHT", direction: "incoming" },
    { ...base, type: "MEMBER_OF", direction: "outgoing" },
    { ...base, type: "SANG_WITH", direction: "outgoing" },
  ]);
  expect(groups.map(({ title, items }) => [title, items.length])).toEqual([
    ["Member of", 2],
    ["Taught by", 1],
    ["Sang with", 1],
  ]);
});

it.each([
  ["official homepage", "https://a.example/", "Official site"],
  ["wikipedia", "https://en.wikipedia.org/x", "Wikipedia"],
  [undefined, "https://www.a.example/x", "a.example"],
])("service %s of %s is %s", (service, url, name) => expect(serviceName(service, new URL(url))).toBe(name));

it.each([
  [{ name: "Vinyl", qty: 2, descriptions: ["LP", "Album"], text: null }, "2×LP, Album"],
  [{ name: "CD", qty: 1, descriptions: ["Album"], text: "Slipcase" }, "CD, Album, Slipcase"],
  [{ name: "Vinyl", qty: 1, descriptions: ["Test Pressing"], text: null }, "Vinyl, Test Pressing"],
  [{ name: null, qty: null, descriptions: [], text: null }, ""],
])("format %#", (format, text) => expect(formatLine(format)).toBe(text));

it.each([
  ["1993-11-29", "29 Nov 1993"],
  ["1993-11-00", "Nov 1993"],
  ["1993-00-00", "1993"],
  ["1993", "1993"],
  ["1993-13-01", "1993"],
  ["late 1993", "late 1993"],
  [null, ""],
])("released %s is %j", (released, text) => expect(releasedText(released)).toBe(text));

it.each([
  ["member_of", [], "member"],
  ["label", ["x"], "same label"],
  ["credit", ["Guitar", "Bass", "Voice"], "guitar, bass"],
  ["credit", [], "credit"],
] as const)("link %s of %s is %s", (kind, roles, text) => expect(linkTitle({ kind, roles: [...roles] })).toBe(text));
