import type { Door, StartYear } from "@discogsography/web/api/schema.gen";
import { describe, expect, test } from "vitest";
import { barAfter, barAt, barsOf, barText, busiest, doorHint, doorsOf, emergedIn, surpriseOf } from "./model";

const door = (type: Door["type"], id: string, more: Partial<Door> = {}): Door => ({
  type,
  id,
  name: `Name ${id}`,
  release_count: 1234,
  artist_count: null,
  first_year: null,
  peak_year: null,
  ...more,
});
const DOORS = ["1", "2", "3", "4", "5", "6", "7", "8"].map((id) => door("artist", id));
const ids = (doors: readonly Door[]) => doors.map(({ id }) => id).join("");
const year = (value: number, releases = 1, new_artists = 0): StartYear => ({ year: value, releases, new_artists });

describe("doors", () => {
  test("are as many as fit, in their order", () => {
    expect(ids(doorsOf(DOORS, 0))).toHaveLength(6);
    expect(ids(doorsOf(DOORS, 0))).toBe([...ids(doorsOf(DOORS, 0))].sort().join(""));
    expect(ids(doorsOf(DOORS.slice(0, 4), 3))).toBe("1234");
  });
  test("are others with each draw, and all of them come up", () => {
    const draws = [0, 1, 2, 3].map((draw) => ids(doorsOf(DOORS, draw)));
    expect(new Set(draws).size).toBe(4);
    expect(new Set(draws.join("")).size).toBe(8);
  });
  test.each([
    [door("artist", "1", { first_year: 1991 }), ["1,234 releases", "since 1991"]],
    [door("artist", "1", { release_count: 1 }), ["1 release"]],
    [door("label", "1", { artist_count: 7 }), ["1,234 releases", "7 artists"]],
    [door("style", "IDM", { peak_year: 1994 }), ["1,234 releases", "peak 1994"]],
  ])("say what is behind them", (of, text) => expect(doorHint(of)).toEqual(text));
});

describe("a surprise", () => {
  const start = { surprise: door("artist", "9"), doors: DOORS };
  test("is that of the day first", () => expect(surpriseOf(start, [], 0.9)?.id).toBe("9"));
  test("is none that was there before", () => {
    const visited = ["artist:9", ...DOORS.slice(0, 7).map(({ id }) => `artist:${id}`)];
    expect([0, 0.5, 1].map((chance) => surpriseOf(start, visited, chance)?.id)).toEqual(["8", "8", "8"]);
  });
  test("begins anew when all were, but not with the last", () => {
    const visited = ["artist:9", ...DOORS.map(({ id }) => `artist:${id}`)];
    expect(surpriseOf(start, visited, 1)?.id).toBe("7");
  });
  test("is none in an empty catalogue", () => expect(surpriseOf({ surprise: null, doors: [] }, [], 0.5)).toBeUndefined());
});

describe("bars of years", () => {
  test("have no gaps", () => expect(barsOf([year(1990), year(1993, 5, 2)], 50).map(({ releases }) => releases)).toEqual([1, 0, 0, 5]));
  test("stand for several years where room is short", () => {
    const bars = barsOf([year(1961, 2, 1), year(1964, 3), year(2026, 7)], 32);
    expect(bars).toHaveLength(14);
    expect([bars[0], bars.at(-1)]).toEqual([
      { first: 1960, last: 1964, releases: 5, newArtists: 1 },
      { first: 2025, last: 2026, releases: 7, newArtists: 0 },
    ]);
  });
  test("are none without years", () => expect([barsOf([], 50), busiest([])]).toEqual([[], undefined]));
  test("say their figures", () => expect(barsOf([year(1995, 141, 1)], 50).map(barText)).toEqual(["1995: 141 releases, 1 new artist"]));
  test.each([
    ["1991", 1],
    ["1800", undefined],
    ["x", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("the bar of %j is %j", (value, at) => expect(barAt(barsOf([year(1990), year(1993)], 50), value)).toBe(at));
  test.each([
    ["ArrowRight", 3, 4],
    ["ArrowRight", 9, 9],
    ["ArrowLeft", 0, 0],
    ["Home", 5, 0],
    ["End", 5, 9],
    ["PageUp", 5, 0],
    ["a", 5, undefined],
  ])("%s from bar %i leads to %j", (key, at, next) => expect(barAfter(key, at, 10)).toBe(next));
});

test("what emerged in the years of a bar, genres first", () => {
  const answer = {
    genres: [
      { name: "Rock", first_year: 1961 },
      { name: "Pop", first_year: 1960 },
    ],
    styles: [{ name: "IDM", first_year: 1961 }],
  };
  expect(emergedIn(answer, { first: 1961, last: 1962 }, 5).map(({ type, id }) => `${type}:${id}`)).toEqual(["genre:Rock", "style:IDM"]);
});
