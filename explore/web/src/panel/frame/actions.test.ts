import { describe, expect, it } from "vitest";
import type { EntityType } from "../../app/entity";
import { waysOf } from "./actions";

const entity = (type: EntityType, id = "7", name = "A & B") => ({ type, id, name });

describe("waysOf", () => {
  it("centres the graph on what can be a centre", () => {
    const artist = entity("artist");
    expect(waysOf(artist, artist).graph).toBe("/?type=artist&name=A+%26+B&id=7");
  });
  it("selects a release in the graph around its artist", () =>
    expect(waysOf(entity("release"), entity("artist", "9", "C")).graph).toBe("/?type=artist&name=C&id=9&sel=release%3A7"));
  it("has no graph for what has no artist", () => expect(waysOf(entity("release"), undefined).graph).toBeUndefined());
  it("escapes commas in lists", () => {
    const style = entity("style", "Folk, World", "Folk, World");
    expect(waysOf(style, style).trends).toBe(`/?pane=trends&series=${encodeURIComponent("style:Folk\\, World").replaceAll("%20", "+")}`);
  });
  it.each([
    ["artist", "path compare trends"],
    ["label", "path compare trends dna"],
    ["genre", "path trends"],
    ["style", "path trends"],
    ["person", "credits"],
    ["release", ""],
    ["master", ""],
  ] as const)("leads from %s to %s", (type, names) => {
    const { graph: _, ...others } = waysOf(entity(type), undefined);
    const known = Object.entries(others).flatMap(([name, way]) => (way === undefined ? [] : [name]));
    expect(known.toSorted()).toEqual(names.split(" ").filter(Boolean).toSorted());
  });
});
