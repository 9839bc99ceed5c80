import type { Point } from "../types";

/** The point of the graph in the middle of the view, and how many pixels one unit of the graph takes. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const HOME: Camera = { x: 0, y: 0, k: 1 };
export const MAX_ZOOM = 4;
/** Small enough to hold 20,000 nodes in a telephone. */
export const MIN_ZOOM = 0.015;
/** A fitted picture of few nodes is not blown up beyond this. */
const MAX_FIT = 1.25;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export const clampZoom = (k: number): number => clamp(k, MIN_ZOOM, MAX_ZOOM);

export const toScreen = (camera: Camera, size: Size, point: Point): Point => ({
  x: (point.x - camera.x) * camera.k + size.width / 2,
  y: (point.y - camera.y) * camera.k + size.height / 2,
});

export const toWorld = (camera: Camera, size: Size, point: Point): Point => ({
  x: (point.x - size.width / 2) / camera.k + camera.x,
  y: (point.y - size.height / 2) / camera.k + camera.y,
});

/** Moves the picture by pixels: what lay at (0, 0) lies at (dx, dy) afterwards. */
export const pannedBy = (camera: Camera, dx: number, dy: number): Camera => ({
  ...camera,
  x: camera.x - dx / camera.k,
  y: camera.y - dy / camera.k,
});

/** Zooms so that what lies under `at` (pixels) stays there. */
export const zoomedAt = (camera: Camera, size: Size, at: Point, factor: number): Camera => {
  const k = clampZoom(camera.k * factor);
  const held = toWorld(camera, size, at);
  return { x: held.x - (at.x - size.width / 2) / k, y: held.y - (at.y - size.height / 2) / k, k };
};

/** The part of the view that no overlay covers; at least a fifth of it, however large the insets are. */
export const freeArea = (size: Size, insets: Insets): Bounds => {
  const shrink = (whole: number, before: number, after: number): readonly [number, number] => {
    const scale = Math.min(1, (whole * 0.8) / Math.max(1, before + after));
    return [before * scale, whole - after * scale];
  };
  const [left, right] = shrink(size.width, insets.left, insets.right);
  const [top, bottom] = shrink(size.height, insets.top, insets.bottom);
  return { left, top, right, bottom };
};

/** The camera that shows `bounds` in the free area, with `padding` pixels around it. */
export const fitted = (bounds: Bounds, size: Size, insets: Insets, padding: number, least = MIN_ZOOM): Camera => {
  const area = freeArea(size, insets);
  const width = Math.max(1, area.right - area.left - 2 * padding);
  const height = Math.max(1, area.bottom - area.top - 2 * padding);
  const wide = Math.max(1, bounds.right - bounds.left);
  const high = Math.max(1, bounds.bottom - bounds.top);
  const k = clamp(Math.min(width / wide, height / high), least, MAX_FIT);
  const middle = { x: (area.left + area.right) / 2, y: (area.top + area.bottom) / 2 };
  return {
    x: (bounds.left + bounds.right) / 2 - (middle.x - size.width / 2) / k,
    y: (bounds.top + bounds.bottom) / 2 - (middle.y - size.height / 2) / k,
    k,
  };
};

/** Starts quickly and lands softly. */
export const ease = (t: number): number => 1 - (1 - clamp(t, 0, 1)) ** 3;

/** Between two cameras: the scale changes by equal ratios, and the point that both see alike stays where it is. */
export const between = (from: Camera, to: Camera, t: number): Camera => {
  if (t <= 0) return from;
  if (t >= 1) return to;
  const ratio = to.k / from.k;
  if (Math.abs(ratio - 1) < 1e-6) return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t, k: to.k };
  const k = from.k * ratio ** t;
  // With the scale growing geometrically, a straight way on the screen is this share of the way in the graph.
  const share = (1 - ratio ** -t) / (1 - 1 / ratio);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, k };
};

/** What of the graph the view shows. */
export const visible = (camera: Camera, size: Size): Bounds => ({
  left: camera.x - size.width / 2 / camera.k,
  right: camera.x + size.width / 2 / camera.k,
  top: camera.y - size.height / 2 / camera.k,
  bottom: camera.y + size.height / 2 / camera.k,
});
