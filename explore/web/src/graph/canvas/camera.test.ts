// @vitest-environment node
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  between,
  type Camera,
  clampZoom,
  ease,
  fitted,
  freeArea,
  MAX_ZOOM,
  MIN_ZOOM,
  pannedBy,
  toScreen,
  toWorld,
  zoomedAt,
} from "./camera";

const SIZE = { width: 800, height: 600 };
const NO_INSETS = { top: 0, right: 0, bottom: 0, left: 0 };

const coordinate = fc.double({ min: -1e4, max: 1e4, noNaN: true });
const camera: fc.Arbitrary<Camera> = fc.record({
  x: coordinate,
  y: coordinate,
  k: fc.double({ min: MIN_ZOOM, max: MAX_ZOOM, noNaN: true }),
});
const point = fc.record({ x: fc.double({ min: 0, max: 800, noNaN: true }), y: fc.double({ min: 0, max: 600, noNaN: true }) });

describe("camera", () => {
  it("translates between the graph and the screen without loss", () => {
    fc.assert(
      fc.property(camera, point, (from, at) => {
        const back = toScreen(from, SIZE, toWorld(from, SIZE, at));
        expect(back.x).toBeCloseTo(at.x, 4);
        expect(back.y).toBeCloseTo(at.y, 4);
      }),
    );
  });

  it("keeps what lies under the hand there while zooming", () => {
    fc.assert(
      fc.property(camera, point, fc.double({ min: 0.1, max: 10, noNaN: true }), (from, at, factor) => {
        const held = toWorld(from, SIZE, at);
        const after = toScreen(zoomedAt(from, SIZE, at, factor), SIZE, held);
        expect(after.x).toBeCloseTo(at.x, 3);
        expect(after.y).toBeCloseTo(at.y, 3);
      }),
    );
  });

  it("moves the picture by the pixels of the hand", () => {
    const from = { x: 10, y: 20, k: 2 };
    const held = toWorld(from, SIZE, { x: 100, y: 100 });
    expect(toScreen(pannedBy(from, 30, -40), SIZE, held)).toEqual({ x: 130, y: 60 });
  });

  it("holds fitted bounds in the area that no overlay covers", () => {
    const insets = { top: 60, right: 70, bottom: 80, left: 90 };
    const area = freeArea(SIZE, insets);
    fc.assert(
      fc.property(
        coordinate,
        coordinate,
        fc.double({ min: 1, max: 5e3, noNaN: true }),
        fc.double({ min: 1, max: 5e3, noNaN: true }),
        (x, y, w, h) => {
          const to = fitted({ left: x, top: y, right: x + w, bottom: y + h }, SIZE, insets, 10);
          const [a, b] = [toScreen(to, SIZE, { x, y }), toScreen(to, SIZE, { x: x + w, y: y + h })];
          expect(a.x).toBeGreaterThanOrEqual(area.left + 9.9);
          expect(a.y).toBeGreaterThanOrEqual(area.top + 9.9);
          expect(b.x).toBeLessThanOrEqual(area.right - 9.9);
          expect(b.y).toBeLessThanOrEqual(area.bottom - 9.9);
        },
      ),
    );
  });

  it("leaves a free area however large the insets are", () => {
    const area = freeArea({ width: 300, height: 200 }, { top: 400, right: 250, bottom: 10, left: 250 });
    expect(area.right - area.left).toBeCloseTo(60);
    expect(area.bottom - area.top).toBeCloseTo(40);
  });

  it("does not blow up a single node", () => {
    expect(fitted({ left: 0, top: 0, right: 1, bottom: 1 }, SIZE, NO_INSETS, 40).k).toBeLessThanOrEqual(1.25);
  });

  it("begins and ends a flight where it was told to, and never leaves the zooms between", () => {
    fc.assert(
      fc.property(camera, camera, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, t) => {
        expect(between(from, to, 0)).toEqual(from);
        expect(between(from, to, 1)).toEqual(to);
        const { x, y, k } = between(from, to, t);
        expect(k).toBeGreaterThanOrEqual(Math.min(from.k, to.k) - 1e-9);
        expect(k).toBeLessThanOrEqual(Math.max(from.k, to.k) + 1e-9);
        expect(Number.isFinite(x + y)).toBe(true);
        expect(x).toBeGreaterThanOrEqual(Math.min(from.x, to.x) - 1e-3);
        expect(x).toBeLessThanOrEqual(Math.max(from.x, to.x) + 1e-3);
      }),
    );
  });

  it.each([
    [0.0001, MIN_ZOOM],
    [99, MAX_ZOOM],
    [1, 1],
  ])("limits the zoom %f to %f", (asked, given) => expect(clampZoom(asked)).toBe(given));

  it.each([
    [-1, 0],
    [0, 0],
    [1, 1],
    [2, 1],
  ])("eases %f to %f", (t, eased) => expect(ease(t)).toBe(eased));
});
