import { describe, expect, it } from "vitest";
import { toScene } from "./scene";
import { walk } from "./testing";
import type { Point, SceneNode } from "./types";
import { find, nextFound, spoken, step } from "./walk";

describe("a step along a line", () => {
  const points: Readonly<Record<string, Point>> = {
    centre: { x: 0, y: 0 },
    right: { x: 100, y: 10 },
    far: { x: 300, y: 0 },
    up: { x: 5, y: -50 },
    left: { x: -40, y: 40 },
  };
  const neighbours = new Map([["centre", new Set(["right", "far", "up", "left", "gone"])]]);
  const pointOf = (key: string) => points[key];

  it.each([
    ["ArrowRight", "right"],
    ["ArrowUp", "up"],
    ["ArrowLeft", "left"],
    ["ArrowDown", "left"],
  ] as const)("by %s goes %s", (heading, to) => expect(step("centre", heading, neighbours, pointOf)).toBe(to));

  it("needs a place to begin and a line", () => {
    expect(step("gone", "ArrowUp", neighbours, pointOf)).toBeUndefined();
    expect(step("right", "ArrowUp", neighbours, pointOf)).toBeUndefined();
  });
});

describe("find", () => {
  const scene = {
    ...toScene(walk(0)),
    nodes: ["Björk", "BJORK Guðmundsdóttir", "Kraftwerk", "Kra\u200Bft\u202Ework"].map(
      (name, at) => ({ ...toScene(walk(0)).nodes[0], key: `artist:${at}`, name }) as SceneNode,
    ),
  };

  it.each([
    ["bjork", ["artist:0", "artist:1"]],
    ["gudm bj", []],
    ["guðm bj", ["artist:1"]],
    ["kraftw", ["artist:2", "artist:3"]],
    ["nobody", []],
    ["  ", undefined],
  ])("%j", (query, found) => expect(find(scene, query)).toEqual(found));

  it.each([
    [undefined, 1, "a"],
    [undefined, -1, "c"],
    ["a", 1, "b"],
    ["c", 1, "a"],
    ["a", -1, "c"],
    ["gone", 1, "a"],
  ] as const)("after %s by %i is %s", (current, by, next) => expect(nextFound(["a", "b", "c"], current, by)).toBe(next));

  it("goes nowhere without matches", () => expect(nextFound([], "a", 1)).toBeUndefined());
});

describe("words of a node", () => {
  const [centre, category, release] = toScene(walk(45, { releases: 45 })).nodes;

  it("say what it is and what it has", () => {
    expect(centre && spoken(centre, 1)).toBe("Autechre, artist, centre, 1 line");
    expect(category && spoken(category, 31)).toBe("Releases, category, 30 of 45 shown");
    expect(release && spoken({ ...release, hint: "1994", years: "only_a", badge: "owned" }, 2)).toBe(
      "releases 0, release, 1994, first year only, in your collection, 2 lines",
    );
  });
});
