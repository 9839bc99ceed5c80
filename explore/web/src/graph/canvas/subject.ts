import { type Bounds, type Camera, type Insets, type Size, toScreen } from "./camera";
import type { ChainDirection } from "./chain_seeding";
import type { Palette } from "./palette";
import type { Plan } from "./plan";
import type { Typography } from "./typography";

/** What is painted: the scene with its places and the marks of the moment. Nodes are indices of the plan. */
export interface Subject {
  readonly plan: Plan;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly palette: Palette;
  readonly type: Typography;
  readonly selected: ReadonlySet<number>;
  /** Nodes of the chosen path, and its lines. */
  readonly path: ReadonlySet<number>;
  readonly pathEdges: ReadonlySet<number>;
  /** A node in the hand is left out, with its lines: it is drawn above the picture. -1 for none. */
  readonly lifted: number;
  readonly insets: Insets;
  readonly overlays: readonly Bounds[];
  /** Set while the scene is ways between two ends: names go beside their lines. */
  readonly chain: ChainDirection | undefined;
  /** How far each node has grown since it entered, 0 to 1; absent when all have. */
  readonly growth?: Float32Array | undefined;
}

/** From where it is painted, and how fine. */
export interface View {
  readonly camera: Camera;
  /** Of the picture, in pixels of the page; with `margin` of them on each side beyond what is seen. */
  readonly size: Size;
  readonly margin: number;
  /** Pixels of the device for one of the page. */
  readonly ratio: number;
  readonly detail: Detail;
}

/** Large pictures are painted coarsely: straight lines and stamped silhouettes. */
export type Detail = "fine" | "coarse";

/** Places on the screen, and which nodes can be seen there. */
export interface Projection {
  readonly sx: Float32Array;
  readonly sy: Float32Array;
  readonly isSeen: Uint8Array;
  readonly seen: number;
}

/** How far outside the picture a node's middle may lie while something of it is seen (a pill, a label). */
const OVERHANG = 80;

export const project = (subject: Pick<Subject, "plan" | "x" | "y">, view: Pick<View, "camera" | "size">): Projection => {
  const { plan, x, y } = subject;
  const { camera, size } = view;
  const sx = new Float32Array(plan.count);
  const sy = new Float32Array(plan.count);
  const isSeen = new Uint8Array(plan.count);
  const origin = toScreen(camera, size, { x: 0, y: 0 });
  let seen = 0;
  for (let i = 0; i < plan.count; i++) {
    const px = (x[i] ?? 0) * camera.k + origin.x;
    const py = (y[i] ?? 0) * camera.k + origin.y;
    sx[i] = px;
    sy[i] = py;
    if (px > -OVERHANG && py > -OVERHANG && px < size.width + OVERHANG && py < size.height + OVERHANG) {
      isSeen[i] = 1;
      seen += 1;
    }
  }
  return { sx, sy, isSeen, seen };
};
