// @vitest-environment node
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sceneNode } from "./bench/bench_scene";
import { Picker } from "./picking";
import { planOf } from "./plan";

const pickerOf = (points: readonly (readonly [number, number])[], kind: "release" | "category" = "release") => {
  const plan = planOf({ nodes: points.map((_, i) => sceneNode(kind, String(i), "x", 8)), edges: [] });
  return new Picker(
    plan,
    Float32Array.from(points, ([x]) => x),
    Float32Array.from(points, ([, y]) => y),
    new Float32Array(points.length).fill(50),
  );
};

const coordinate = fc.integer({ min: -600, max: 600 });

describe("picking", () => {
  it("finds a node at its own place, or one that lies on it", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 60 }), (points) => {
        const picker = pickerOf(points);
        for (const [x, y] of points) {
          const [fx, fy] = points[picker.at({ x, y }, 0)] ?? [Number.NaN, Number.NaN];
          expect(Math.hypot(fx - x, fy - y)).toBeLessThanOrEqual(14);
        }
      }),
    );
  });

  it.each([
    ["on the edge", 13, 0, 0, 1, 0],
    ["beside it", 18, 0, 0, 1, -1],
    ["beside it, for a finger", 18, 0, 8, 1, 0],
    ["beside it, drawn larger", 18, 0, 0, 1.5, 0],
  ])("%s", (_, x, y, slack, swell, found) => expect(pickerOf([[0, 0]]).at({ x, y }, slack, swell)).toBe(found));

  it("takes the one on top of several", () => {
    expect(
      pickerOf([
        [0, 0],
        [2, 0],
        [1, 0],
      ]).at({ x: 1, y: 0 }, 0),
    ).toBe(2);
  });

  it("takes a pill by its whole width", () => {
    const picker = pickerOf([[0, 0]], "category");
    expect(picker.at({ x: 48, y: 8 }, 0)).toBe(0);
    expect(picker.at({ x: 48, y: 20 }, 0)).toBe(-1);
  });

  it("selects what lies in a box", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { maxLength: 60 }), coordinate, coordinate, (points, a, b) => {
        const box = { left: Math.min(a, b), right: Math.max(a, b), top: -200, bottom: 200 };
        const inside = points.flatMap(([x, y], i) => (x >= box.left && x <= box.right && y >= -200 && y <= 200 ? [i] : []));
        expect(pickerOf(points).inside(box)).toEqual(inside);
      }),
    );
  });
});
