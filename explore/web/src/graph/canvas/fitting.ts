import { type Bounds, type Camera, fitted, type Insets, type Size } from "./camera";

/** What of a node has to be seen: its middle in the graph, and how far it reaches from there in pixels. */
export interface Shown {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
}

const EDGE = 14;
/** Names are wide: so much room is kept on the sides. */
const SIDE = 40;
/** Each try is this much smaller than the one before. */
const SHRINK = 0.97;
/** Places tried for each size, from the middle outwards, as shares of the room that is left over. */
const SHIFTS = [0, -0.35, 0.35, -0.7, 0.7, -1, 1] as const;
/** How much smaller than between the insets a view may become, when nodes would lie under overlays there too. */
const LEAST = 0.65;
/** More than this many nodes are fitted by the insets alone: of so many some lie everywhere. */
const MOST = 400;

const meets = (nodes: readonly Shown[], overlays: readonly Bounds[], camera: Camera, size: Size): boolean =>
  nodes.some(({ x, y, halfWidth, halfHeight }) => {
    const [sx, sy] = [(x - camera.x) * camera.k + size.width / 2, (y - camera.y) * camera.k + size.height / 2];
    return overlays.some(
      ({ left, top, right, bottom }) =>
        sx + halfWidth > left && sx - halfWidth < right && sy + halfHeight > top && sy - halfHeight < bottom,
    );
  });

/**
 * The largest view of all nodes in which none lies under an overlay: overlays in corners leave room between them that insets would give away.
 * Little smaller than what fits between the insets; where nothing helps, that.
 */
export const fittedAround = (
  nodes: readonly Shown[],
  bounds: Bounds,
  size: Size,
  insets: Insets,
  overlays: readonly Bounds[],
  padding: number,
): Camera => {
  const cautious = fitted(bounds, size, insets, padding);
  if (overlays.length === 0 || nodes.length > MOST) return cautious;
  const margins = { top: EDGE, right: SIDE, bottom: EDGE, left: SIDE };
  const widest = fitted(bounds, size, margins, EDGE);
  for (let k = widest.k; k > cautious.k * LEAST; k *= SHRINK) {
    const [spareX, spareY] = [
      Math.max(0, size.width - 2 * SIDE - (bounds.right - bounds.left) * k) / 2,
      Math.max(0, size.height - 4 * EDGE - (bounds.bottom - bounds.top) * k) / 2,
    ];
    for (const down of SHIFTS) {
      for (const across of SHIFTS) {
        const camera = { x: widest.x - (across * spareX) / k, y: widest.y - (down * spareY) / k, k };
        if (!meets(nodes, overlays, camera, size)) return camera;
      }
    }
  }
  return cautious;
};
