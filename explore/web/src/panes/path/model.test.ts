import type { PathStep } from "@discogsography/web/api/schema.gen";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ENTITY_TYPES } from "../../app/entity";
import {
  betweenOf,
  formatQuestion,
  joinKeys,
  moved,
  parseQuestion,
  placeOf,
  placeOfKey,
  placeParams,
  problemOf,
  queryOf,
  relationOf,
  splitKeys,
  swapped,
  worksOf,
} from "./model";
import { sceneOf } from "./scene";

const step = (type: string, id: string, about: Partial<PathStep> = {}): PathStep =>
  ({ type, id, name: `${type} ${id}`, ...about }) as PathStep;
const WAYS = [
  [step("artist", "1"), step("release", "5", { rel: "BY", forward: false, year: 1997 }), step("artist", "2", { rel: "BY", forward: true })],
  [
    step("artist", "1"),
    step("release", "6", { rel: "BY", forward: false }),
    step("label", "9", { rel: "ON", forward: true }),
    step("release", "7", { rel: "ON", forward: false }),
    step("artist", "2", { rel: "BY", forward: true }),
  ],
];

describe("the address", () => {
  it("says everything of a question, and again from what it said", () => {
    const key = fc.record({ type: fc.constantFrom(...ENTITY_TYPES), id: fc.string({ minLength: 1, maxLength: 20 }) });
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 3, selector: (each) => `${each.type}:${each.id}` }), (keys) => {
        expect(splitKeys(joinKeys(keys), 3)).toEqual(keys);
      }),
    );
    const params = {
      pane: "path",
      from: "artist:1",
      to: "genre:Folk, World, & Country",
      via: "label:2,person:A\\,B",
      avoid: "style:100%",
      depth: "4",
      years: "1980-",
      credits: "off",
    };
    expect(formatQuestion(parseQuestion(params))).toEqual(params);
    expect(parseQuestion(params).via[1]).toEqual({ type: "person", id: "A,B" });
  });

  it("keeps nothing that it does not understand", () => {
    const question = parseQuestion({ from: "release:1", to: "nonsense", depth: "99", years: "soon", via: "x,artist:,artist:3,artist:3" });
    expect(question).toMatchObject({ from: undefined, to: undefined, depth: 10, yearFrom: undefined, credits: true });
    expect(question.via).toEqual([{ type: "artist", id: "3" }]);
  });

  it("turns round with all that lies between", () => {
    const question = swapped(parseQuestion({ from: "artist:1", to: "label:2", via: "artist:3,artist:4" }));
    expect(formatQuestion(question)).toMatchObject({ from: "label:2", to: "artist:1", via: "artist:4,artist:3" });
  });

  it.each([
    [{ from: "artist:1" }, /begins and where it ends/],
    [{ from: "artist:1", to: "artist:1" }, /the same/],
    [{ from: "artist:1", to: "artist:2", years: "1990-1980" }, /after the last/],
    [{ from: "artist:1", to: "artist:2", avoid: "artist:2" }, /avoided/],
    [{ from: "artist:1", to: "artist:2" }, undefined],
  ])("says what keeps %o from being asked", (params, problem) => {
    const told = problemOf(parseQuestion(params));
    if (problem === undefined) expect(told).toBeUndefined();
    else expect(told).toMatch(problem);
  });

  it("asks by id where there is one, else by name", () => {
    const ends = (from: string) => {
      const question = parseQuestion({ from, to: "style:IDM" });
      return queryOf({ ...question, from: question.from as never, to: question.to as never });
    };
    expect(ends("artist:42")).toMatchObject({ from_id: "42", from_type: "artist", to_id: "IDM", max_depth: 10, credits: true });
    expect(ends("artist:Boards Of Canada")).toMatchObject({ from_name: "Boards Of Canada" });
  });
});

describe("a way", () => {
  it.each([
    [{ rel: "BY", forward: true }, "by"],
    [{ rel: "BY", forward: false }, "artist of"],
    [{ rel: "MEMBER_OF", forward: false }, "has member"],
    [{ rel: "CREDITED_ON", forward: true, roles: ["Producer", "Bass"] }, "credited as Producer, Bass on"],
    [{ rel: "CREDITED_ON", forward: false, roles: ["Producer"] }, "credits (Producer)"],
    [{ rel: "TOURED_WITH", forward: true }, "toured with"],
    [{ rel: "TOURED_WITH", says: "toured with, 1990" }, "toured with, 1990"],
    [{}, "linked to"],
  ])("says of an edge %o what it states: %s", (about, words) => expect(relationOf(step("artist", "1", about))).toBe(words));

  it("is named by what it passes", () => {
    expect(WAYS.map((way) => betweenOf(way).map((each) => each.id))).toEqual([["5"], ["9"]]);
    expect(WAYS.map((way) => worksOf(way).map((each) => each.id))).toEqual([[], ["6", "7"]]);
    expect(betweenOf([step("artist", "1"), step("artist", "2")])).toEqual([]);
  });

  it("is walked by arrow keys, and never left", () => {
    expect(moved({ alt: 1, step: 4 }, "ArrowUp", WAYS)).toEqual({ alt: 0, step: 2 });
    expect(moved({ alt: 0, step: 0 }, "ArrowLeft", WAYS)).toEqual({ alt: 0, step: 0 });
    expect(moved({ alt: 1, step: 0 }, "End", WAYS)).toEqual({ alt: 1, step: 4 });
    expect(moved({ alt: 1, step: 0 }, "ArrowDown", WAYS)).toEqual({ alt: 1, step: 0 });
    expect(moved({ alt: 0, step: 0 }, "a", WAYS)).toBeUndefined();
    const keys = fc.constantFrom("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End");
    fc.assert(
      fc.property(fc.array(keys), (pressed) => {
        const end = pressed.reduce((place, key) => moved(place, key, WAYS) ?? place, { alt: 0, step: 0 });
        expect(WAYS[end.alt]?.[end.step]).toBeDefined();
        expect(placeOf(placeParams(end), WAYS)).toEqual(end);
      }),
    );
  });

  it("is found by a node of the picture", () => {
    expect(placeOfKey("artist:2", 1, WAYS)).toEqual({ alt: 1, step: 4 });
    expect(placeOfKey("label:9", 0, WAYS)).toEqual({ alt: 1, step: 2 });
    expect(placeOfKey("label:1", 0, WAYS)).toBeUndefined();
  });

  it("keeps an address of other times within what there is", () => {
    expect(placeOf({ alt: "9", step: "9" }, WAYS)).toEqual({ alt: 1, step: 4 });
    expect(placeOf({ alt: "-1", step: "x" }, [])).toEqual({ alt: 0, step: 0 });
  });
});

describe("the picture", () => {
  it("draws what ways share once, and dims what is not on the chosen one", () => {
    const summary = { id: "1", type: "artist" as const, name: "A", weight: 40 };
    const scene = sceneOf(WAYS, 1, new Map([["artist:1", summary]]));
    expect(scene.nodes.map((node) => [node.key, node.weight, node.isDimmed])).toEqual([
      ["artist:1", 40, false],
      ["release:6", 1, false],
      ["label:9", 1, false],
      ["release:7", 1, false],
      ["artist:2", 1, false],
      ["release:5", 1, true],
    ]);
    expect(scene.edges).toHaveLength(6);
    expect(sceneOf(WAYS, 0, new Map()).nodes.find((node) => node.key === "release:5")?.hint).toBe("1997");
  });

  it("leaves out what the page does not know", () => {
    const odd = [step("artist", "1"), step("planet", "3", { rel: "BY" }), step("artist", "2", { rel: "BY" })];
    expect(sceneOf([odd], 0, new Map())).toMatchObject({ nodes: [{ key: "artist:1" }, { key: "artist:2" }], edges: [] });
  });
});
