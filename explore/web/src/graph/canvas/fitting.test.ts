// @vitest-environment node
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bounds, fitted, toScreen } from "./camera";
import { fittedAround, type Shown } from "./fitting";

const SIZE = { width: 700, height: 700 };
const INSETS = { top: 60, right: 160, bottom: 220, left: 190 };
const CORNERS: readonly Bounds[] = [
  { left: 12, top: 500, right: 182, bottom: 688 },
  { left: 550, top: 580, right: 688, bottom: 688 },
];

const boundsOf = (nodes: readonly Shown[]): Bounds => ({
  left: Math.min(...nodes.map(({ x }) => x)),
  right: Math.max(...nodes.map(({ x }) => x)),
  top: Math.min(...nodes.map(({ y }) => y)),
  bottom: Math.max(...nodes.map(({ y }) => y)),
});
const shown = (x: number, y: number): Shown => ({ x, y, halfWidth: 8, halfHeight: 8 });
const ring = Array.from({ length: 40 }, (_, i) => shown(300 * Math.cos((i * Math.PI) / 20), 300 * Math.sin((i * Math.PI) / 20)));

describe("fitting around overlays", () => {
  it("uses the room between overlays in corners", () => {
    const around = fittedAround(ring, boundsOf(ring), SIZE, INSETS, CORNERS, 20);
    expect(around.k).toBeGreaterThan(1.3 * fitted(boundsOf(ring), SIZE, INSETS, 20).k);
  });

  it("shows every node, none under an overlay, and little smaller than the insets would", () => {
    const node = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
    fc.assert(
      fc.property(fc.array(node, { minLength: 2, maxLength: 60 }), (points) => {
        const nodes = points.map(({ x, y }) => shown(x, y));
        const cautious = fitted(boundsOf(nodes), SIZE, INSETS, 20);
        const camera = fittedAround(nodes, boundsOf(nodes), SIZE, INSETS, CORNERS, 20);
        expect(camera.k).toBeGreaterThanOrEqual(0.65 * cautious.k);
        for (const each of nodes) {
          const at = toScreen(camera, SIZE, each);
          expect(at.x >= 0 && at.x <= 700 && at.y >= 0 && at.y <= 700).toBe(true);
          // The view between the insets is what is left when nothing else helps.
          if (camera.k !== cautious.k)
            for (const { left, top, right, bottom } of CORNERS)
              expect(at.x > left && at.x < right && at.y > top && at.y < bottom).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("goes smaller than the insets when nodes would lie under an overlay that these leave out", () => {
    const corner = [shown(-300, -300), shown(300, -300), shown(-300, 300), shown(300, 300)];
    const narrow = { top: 20, right: 20, bottom: 20, left: 20 };
    const camera = fittedAround(corner, boundsOf(corner), SIZE, narrow, CORNERS, 20);
    expect(camera.k).toBeLessThan(fitted(boundsOf(corner), SIZE, narrow, 20).k);
    const at = toScreen(camera, SIZE, { x: -300, y: 300 });
    expect(at.x > 182 || at.y < 500).toBe(true);
  });

  it("leaves crowds to the insets", () => {
    const crowd = Array.from({ length: 500 }, (_, i) => shown(i, i));
    expect(fittedAround(crowd, boundsOf(crowd), SIZE, INSETS, CORNERS, 20)).toEqual(fitted(boundsOf(crowd), SIZE, INSETS, 20));
  });
});
