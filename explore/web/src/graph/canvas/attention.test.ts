// @vitest-environment node
import { describe, expect, it } from "vitest";
import { Attention } from "./attention";
import { sceneNode } from "./bench/bench_scene";
import { planOf } from "./plan";

const nodes = ["a", "b", "c"].map((id) => sceneNode("artist", id, id, 1));
const plan = planOf({
  nodes,
  edges: [
    { source: "artist:a", target: "artist:b", kind: "plain" },
    { source: "artist:b", target: "artist:c", kind: "plain" },
    { source: "artist:a", target: "artist:c", kind: "plain" },
  ],
});
const NOTHING: ReadonlySet<string> = new Set();

describe("attention", () => {
  it("asks for a new picture only when a name or a line in it changes", () => {
    const attention = new Attention();
    expect(attention.turn(NOTHING, "artist:a", [])).toBe(false);
    expect(attention.turn(new Set(["artist:a"]), undefined, [])).toBe(true);
    expect(attention.turn(new Set(["artist:a"]), "artist:b", [])).toBe(false);
    expect(attention.turn(new Set(["artist:b"]), undefined, [])).toBe(true);
    expect(attention.turn(new Set(["artist:b"]), undefined, ["artist:a", "artist:b"])).toBe(true);
  });

  it("finds the lines along a path, and only those", () => {
    const attention = new Attention();
    attention.turn(NOTHING, undefined, ["artist:a", "artist:b", "artist:gone", "artist:c"]);
    expect([...attention.pathEdges(plan)]).toEqual([0, 1]);
    expect(attention.steps(plan)).toEqual([0, 1, 2]);
  });

  it("forgets nothing that is not drawn now", () => {
    const attention = new Attention();
    attention.turn(new Set(["artist:a", "artist:gone"]), "artist:gone", []);
    const marks = attention.marks(plan, 0);
    expect([...marks.selected]).toEqual([0]);
    expect(marks.hovered).toBe(-1);
  });

  it("pulses and glows for a while, then rests", () => {
    const attention = new Attention();
    attention.pulse("artist:b", 1000);
    attention.emerge([{ ...sceneNode("genre", "x", "x", 1), isEmerging: true }], 1000);
    expect(attention.marks(plan, 1450).pulse).toEqual({ node: 1, t: 0.5 });
    expect(attention.isChanging(1450)).toBe(true);
    expect(attention.isChanging(2500)).toBe(true);
    expect(attention.marks(plan, 2500).pulse).toBeUndefined();
    expect(attention.isChanging(3100)).toBe(false);
  });

  it("lets a glow begin once, however often its scene is shown", () => {
    const attention = new Attention();
    const glowing = [{ ...sceneNode("artist", "a", "a", 1), isEmerging: true }];
    attention.emerge(glowing, 0);
    attention.emerge(glowing, 1900);
    expect(attention.marks(plan, 1950).glows).toHaveLength(1);
    expect(attention.marks(plan, 2100).glows).toHaveLength(0);
  });

  it("shows a pulse that does not move with reduced motion", () => {
    const attention = new Attention();
    attention.isMotionReduced = true;
    attention.pulse("artist:b", 0);
    expect(attention.marks(plan, 100).pulse?.t).toBe(attention.marks(plan, 800).pulse?.t);
  });
});
