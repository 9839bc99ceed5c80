import type { Point, SceneNode } from "../types";
import type { Bounds } from "./camera";
import type { Plan } from "./plan";

const CELL = 96;

/** Finds nodes by place. Made anew when positions have changed, which costs about a millisecond for 10,000 nodes. */
export class Picker {
  readonly #plan: Plan;
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  readonly #halfWidths: Float32Array;
  readonly #cells = new Map<number, number[]>();

  /** Of places as they are now; `widthOf` tells the width of a pill's text, if it has been measured. */
  static of({ plan, x, y }: { plan: Plan; x: Float32Array; y: Float32Array }, widthOf: (node: SceneNode) => number | undefined): Picker {
    return new Picker(
      plan,
      x,
      y,
      plan.pillHalf.map((half, i) => {
        const node = plan.pill[i] ? plan.scene.nodes[i] : undefined;
        return node ? (widthOf(node) ?? 2 * half) / 2 : 0;
      }),
    );
  }

  constructor(plan: Plan, x: Float32Array, y: Float32Array, halfWidths: Float32Array) {
    this.#plan = plan;
    this.#x = x;
    this.#y = y;
    this.#halfWidths = halfWidths;
    for (let i = 0; i < plan.count; i++) {
      const key = this.#key(Math.floor((x[i] ?? 0) / CELL), Math.floor((y[i] ?? 0) / CELL));
      const cell = this.#cells.get(key);
      if (cell === undefined) this.#cells.set(key, [i]);
      else cell.push(i);
    }
  }

  /**
   * The node under a point of the graph, or the nearest whose edge is within `slack`; -1 if there is none.
   * `swell` is how much larger than in the graph nodes are drawn, because they shrink less than distances do.
   */
  at(point: Point, slack: number, swell = 1): number {
    let best = -1;
    let least = slack;
    const reach = 90 * swell + slack;
    this.#visit({ left: point.x - reach, right: point.x + reach, top: point.y - reach, bottom: point.y + reach }, (i) => {
      const distance = this.#distance(i, point, swell);
      // Of several that cover the point the one drawn last is on top.
      if (distance < least || (distance <= 0 && least <= 0 && i > best)) {
        best = i;
        least = Math.max(0, distance);
      }
    });
    return best;
  }

  /** Nodes whose middle is in the box, in the order of the scene. */
  inside(box: Bounds): readonly number[] {
    const found: number[] = [];
    this.#visit(box, (i) => {
      const x = this.#x[i] ?? 0;
      const y = this.#y[i] ?? 0;
      if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) found.push(i);
    });
    return found.sort((a, b) => a - b);
  }

  /** How far the point is from the node's edge; 0 on it. */
  #distance(i: number, point: Point, swell: number): number {
    const dx = Math.abs((this.#x[i] ?? 0) - point.x);
    const dy = Math.abs((this.#y[i] ?? 0) - point.y);
    const r = (this.#plan.radius[i] ?? 0) * swell;
    if (this.#plan.pill[i]) return Math.hypot(Math.max(0, dx - (this.#halfWidths[i] ?? 0) * swell), Math.max(0, dy - r));
    return Math.max(0, Math.hypot(dx, dy) - r);
  }

  #visit(box: Bounds, visit: (i: number) => void): void {
    const [first, last] = [Math.floor(box.left / CELL), Math.floor(box.right / CELL)];
    const [above, below] = [Math.floor(box.top / CELL), Math.floor(box.bottom / CELL)];
    if ((last - first) * (below - above) > 4 * this.#cells.size) {
      for (const cell of this.#cells.values()) cell.forEach(visit);
      return;
    }
    for (let row = above; row <= below; row++) {
      for (let column = first; column <= last; column++) this.#cells.get(this.#key(column, row))?.forEach(visit);
    }
  }

  #key(column: number, row: number): number {
    return (column + 40_000) * 80_000 + row + 40_000;
  }
}
