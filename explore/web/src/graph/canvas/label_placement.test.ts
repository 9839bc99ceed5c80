// @vitest-environment node
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bounds } from "./camera";
import { BoxGrid, boxAt, type LabelRequest, type PlacedLabel, placeLabel, sidesFrom, sidesOf } from "./label_placement";

const VIEW: Bounds = { left: 0, top: 0, right: 800, bottom: 600 };
const SIDES = ["bottom", "right", "left", "top"] as const;

const request = (id: number, x: number, y: number, width = 60, reach = 6): LabelRequest => ({
  id,
  x,
  y,
  reach,
  width,
  height: 14,
  sides: SIDES,
  within: VIEW,
});

const overlap = (a: Bounds, b: Bounds): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe("label placement", () => {
  it("lets no two labels overlap, keeps them in the view and off other nodes", () => {
    const node = fc.record({
      x: fc.integer({ min: 0, max: 800 }),
      y: fc.integer({ min: 0, max: 600 }),
      width: fc.integer({ min: 5, max: 160 }),
    });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 120 }), (nodes) => {
        const grid = new BoxGrid(VIEW);
        const boxes = nodes.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 }));
        for (const [i, box] of boxes.entries()) grid.add(box, i);
        const placed = nodes.flatMap(({ x, y, width }, i) => placeLabel(request(i, x, y, width), grid) ?? []);
        placed.forEach((label, i) => {
          expect(label.box.left).toBeGreaterThanOrEqual(0);
          expect(label.box.right).toBeLessThanOrEqual(800);
          for (const other of placed.slice(i + 1)) expect(overlap(label.box, other.box)).toBe(false);
          boxes.forEach((box, at) => {
            if (at !== label.id) expect(overlap(label.box, box)).toBe(false);
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  it("takes the first side that is free", () => {
    const grid = new BoxGrid(VIEW);
    const sides = Array.from({ length: 6 }, (_, i) => placeLabel(request(i, 400, 300), grid)?.side);
    expect(sides).toEqual(["bottom", "right", "left", "top", undefined, undefined]);
  });

  it.each<[number, number, PlacedLabel["side"] | undefined]>([
    [400, 590, "right"],
    [798, 590, "left"],
    [-300, 300, undefined],
  ])("keeps the label of a node at %d, %d inside: %s", (x, y, side) => {
    expect(placeLabel(request(1, x, y), new BoxGrid(VIEW))?.side).toBe(side);
  });

  it.each([
    [10, 1, "right"],
    [-10, 1, "left"],
    [1, 10, "bottom"],
    [1, -10, "top"],
    [0, 0, "bottom"],
  ])("tries outward first, for (%d, %d) %s", (dx, dy, side) => {
    const sides = sidesFrom(dx, dy);
    expect(sides[0]).toBe(side);
    expect(new Set(sides).size).toBe(4);
  });

  it("puts names beside lines that run along", () => {
    expect(sidesOf("wide")[0]).toBe("bottom");
    expect(sidesOf("tall")[0]).toBe("right");
  });

  it("leaves the same gap on all sides", () => {
    const of = { x: 0, y: 0, reach: 10, width: 40, height: 14 };
    expect(boxAt(of, "right").left).toBe(14);
    expect(boxAt(of, "left").right).toBe(-14);
    expect(boxAt(of, "bottom").top).toBe(13);
    expect(boxAt(of, "top").bottom).toBe(-13);
  });
});
