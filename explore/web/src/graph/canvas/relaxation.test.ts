// @vitest-environment node
import { describe, expect, it } from "vitest";
import { HOLD, Relaxation, STEPS } from "./relaxation";

const settled = (
  x: readonly number[],
  y: readonly number[],
  hold: readonly number[],
  mode: "fan" | "free" = "fan",
  links: readonly number[] = [],
) => {
  const relaxation = new Relaxation({
    x: Float32Array.from(x),
    y: Float32Array.from(y),
    hold: Uint8Array.from(hold),
    room: new Float32Array(x.length).fill(15),
    links: Uint32Array.from(links),
    mode,
  });
  while (!relaxation.isDone) relaxation.step();
  return relaxation.places();
};

describe("relaxation", () => {
  it("moves apart what overlaps, and nothing else", () => {
    const { x, y } = settled([0, 4, 500], [0, 0, 500], [HOLD.loose, HOLD.loose, HOLD.loose]);
    expect(Math.hypot((x[0] ?? 0) - (x[1] ?? 0), (y[0] ?? 0) - (y[1] ?? 0))).toBeGreaterThan(20);
    expect([x[2], y[2]]).toEqual([500, 500]);
  });

  it("does not move what is pinned", () => {
    const { x, y } = settled([0, 4], [0, 0], [HOLD.fixed, HOLD.loose]);
    expect([x[0], y[0]]).toEqual([0, 0]);
    expect(x[1]).toBeGreaterThan(12);
  });

  it("lets new nodes give way rather than old ones", () => {
    const { x } = settled([0, 10], [0, 0], [HOLD.firm, HOLD.loose]);
    expect(Math.abs(x[0] ?? 0)).toBeLessThan(Math.abs((x[1] ?? 0) - 10));
  });

  it("draws together what is linked in a graph without hubs", () => {
    const { x } = settled([-400, 400, 0], [0, 0, 900], [HOLD.loose, HOLD.loose, HOLD.loose], "free", [0, 1]);
    expect((x[1] ?? 0) - (x[0] ?? 0)).toBeLessThan(500);
  });

  it("survives places that coincide, and rests after a known number of steps", () => {
    const { x, y } = settled(new Array(50).fill(0), new Array(50).fill(0), new Array(50).fill(HOLD.loose));
    expect([...x, ...y].every(Number.isFinite)).toBe(true);
    expect(STEPS).toBeLessThanOrEqual(70);
  });
});
