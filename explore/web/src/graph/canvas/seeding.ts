import type { Point } from "../types";
import { PILL_HALF_HEIGHT, PILL_HALF_WIDTH, type Plan } from "./plan";

/** The first places of nodes. They are already the picture; forces only make room afterwards. */
export interface Seeds {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** 1 where the node had no place before. */
  readonly isNew: Uint8Array;
}

/** Mean distance between neighbours of a fan is about 1.8 times this. */
const SPREAD = 27;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
/** Width of the lane, as an angle, that a fan leaves free for the line from its hub to the centre. */
const LANE = 1.15;
/** Labels are wide and low: a fan gives them room sideways. */
const STRETCH = 1.16;
const HUB_GAP = 34;
const CELL = 48;

/** Which places are taken, on a raster. */
class Crowd {
  readonly #cells = new Map<number, number[]>();

  add(x: number, y: number, r: number): void {
    const key = this.#key(Math.floor(x / CELL), Math.floor(y / CELL));
    const cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, [x, y, r]);
    else cell.push(x, y, r);
  }

  isFree(x: number, y: number, r: number): boolean {
    const column = Math.floor(x / CELL);
    const row = Math.floor(y / CELL);
    for (let i = column - 1; i <= column + 1; i++) {
      for (let j = row - 1; j <= row + 1; j++) {
        const cell = this.#cells.get(this.#key(i, j)) ?? [];
        for (let at = 0; at < cell.length; at += 3) {
          if (Math.hypot(x - (cell[at] ?? 0), y - (cell[at + 1] ?? 0)) < r + (cell[at + 2] ?? 0) + 6) return false;
        }
      }
    }
    return true;
  }

  #key(column: number, row: number): number {
    return (column + 40_000) * 80_000 + row + 40_000;
  }
}

/** The places of a fan in order: a sunflower around the hub that spares the hub's pill and the lane towards its parent. */
function* fan(hub: Point, away: number, isPill: boolean): Generator<Point> {
  for (let i = 0; ; i++) {
    const reach = SPREAD * Math.sqrt(i + 1.2);
    const angle = away + i * GOLDEN_ANGLE;
    const dx = reach * Math.cos(angle) * STRETCH;
    const dy = (reach * Math.sin(angle)) / STRETCH ** 0.5;
    if (isPill && Math.abs(dx) < PILL_HALF_WIDTH + 14 && Math.abs(dy) < PILL_HALF_HEIGHT + 16) continue;
    const turn = Math.abs(Math.atan2(Math.sin(angle - away), Math.cos(angle - away)));
    if (Math.PI - turn < LANE / 2) continue;
    yield { x: hub.x + dx, y: hub.y + dy };
  }
}

/** How many nodes a category is about to hold, so that its neighbours leave room before its answer is there. */
const expected = (plan: Plan, i: number, shown: number): number => {
  const category = plan.scene.nodes[i]?.category;
  return category?.isLoading || (category?.isExpanded && shown === 0) ? Math.max(shown, Math.min(30, category.total)) : shown;
};

/** Children of every node, heaviest first; and how far what hangs from a node reaches around it. */
const familiesOf = (plan: Plan): { readonly children: readonly (readonly number[])[]; readonly extent: Float32Array } => {
  const children: number[][] = Array.from({ length: plan.count }, () => []);
  const roots: number[] = [];
  for (let i = 0; i < plan.count; i++) (children[plan.parent[i] ?? -1] ?? roots).push(i);
  const order = [...roots];
  for (let at = 0; at < order.length; at++) order.push(...(children[order[at] ?? 0] ?? []));
  const extent = new Float32Array(plan.count);
  for (const i of order.reverse()) {
    const mine = children[i] ?? [];
    if (!plan.pill[i] || mine.length > 1)
      mine.sort((a, b) => (plan.pill[a] && plan.pill[b] ? a - b : (plan.radius[b] ?? 0) - (plan.radius[a] ?? 0)));
    const leaves = mine.filter((child) => (children[child]?.length ?? 0) === 0 && !plan.pill[child]).length;
    let reach = Math.max(
      plan.pill[i] ? 46 : (plan.radius[i] ?? 0) + 8,
      SPREAD * Math.sqrt(expected(plan, i, leaves) * 1.3 + (leaves > 0 ? 3 : 0)),
    );
    for (const child of mine) {
      const inner = extent[child] ?? 0;
      if (inner > 30 || plan.pill[child]) reach = Math.max(reach, HUB_GAP + 2 * inner);
    }
    extent[i] = reach;
  }
  return { children, extent };
};

/** Shares a turn among parts of these sizes: their distances from the middle grow until all fit side by side. */
const around = (
  sizes: readonly number[],
  inner: number,
  turn: number,
): readonly { readonly angle: number; readonly distance: number }[] => {
  const widths = (scale: number): number[] =>
    sizes.map((size) => 2 * Math.asin(Math.min(0.96, size / ((inner + HUB_GAP + 0.9 * size) * scale))));
  let scale = 1;
  let parts = widths(scale);
  let sum = parts.reduce((a, b) => a + b, 0);
  while (sum > turn && scale < 400) {
    scale *= 1.06;
    parts = widths(scale);
    sum = parts.reduce((a, b) => a + b, 0);
  }
  const spare = (turn - sum) / Math.max(1, sizes.length);
  let at = -turn / 2;
  return sizes.map((size, i) => {
    const width = (parts[i] ?? 0) + spare;
    at += width;
    return { angle: at - width / 2, distance: (inner + HUB_GAP + 0.9 * size) * scale };
  });
};

/**
 * Gives every node a place. Nodes in `known` keep theirs; new ones go to the nearest free place of the fan of what they hang from.
 * Categories lie around their centre in the order of the scene, clockwise from the left; `aspect` (width by height) stretches the whole.
 */
export const seed = (plan: Plan, known: ReadonlyMap<string, Point>, aspect = 1): Seeds => {
  const x = new Float32Array(plan.count);
  const y = new Float32Array(plan.count);
  const isNew = new Uint8Array(plan.count);
  const crowd = new Crowd();
  const { children, extent } = familiesOf(plan);
  const wide = Math.min(1.3, Math.max(0.8, Math.sqrt(aspect)));
  const put = (i: number, at: Point, isFresh: boolean): void => {
    x[i] = at.x;
    y[i] = at.y;
    isNew[i] = Number(isFresh);
    if (isFresh) crowd.add(at.x, at.y, plan.pill[i] ? 26 : (plan.radius[i] ?? 0));
  };
  const keptAt = (i: number): Point | undefined => known.get(plan.scene.nodes[i]?.key ?? "");
  for (let i = 0; i < plan.count; i++) {
    const at = keptAt(i);
    if (at !== undefined) crowd.add(at.x, at.y, plan.pill[i] ? 26 : (plan.radius[i] ?? 0));
  }

  const settle = (root: number, at: Point): void => {
    const todo: { readonly node: number; readonly away: number | undefined }[] = [{ node: root, away: undefined }];
    put(root, keptAt(root) ?? at, keptAt(root) === undefined);
    for (let next = 0; next < todo.length; next++) {
      const entry = todo[next];
      if (entry === undefined) break;
      const { node, away } = entry;
      const here = { x: x[node] ?? 0, y: y[node] ?? 0 };
      const mine = children[node] ?? [];
      const isOuter = (child: number): boolean => Boolean(plan.pill[child]) || (children[child]?.length ?? 0) > 0;
      const hubs = mine.filter(isOuter);
      const leaves = mine.filter((child) => !isOuter(child));
      const inner = (plan.radius[node] ?? 0) + (leaves.length > 0 ? SPREAD * Math.sqrt(leaves.length * 1.3 + 3) : 14);
      const turn = away === undefined ? 2 * Math.PI : Math.min(1.5 * Math.PI, 0.9 + hubs.length * 0.9);
      const middle = away ?? Math.PI / 5;
      around(
        hubs.map((hub) => extent[hub] ?? 0),
        inner,
        turn,
      ).forEach(({ angle, distance }, i) => {
        const hub = hubs[i] ?? 0;
        const direction = middle + angle;
        let target = { x: here.x + Math.cos(direction) * distance * wide, y: here.y + (Math.sin(direction) * distance) / wide };
        for (let step = 1; step < 60 && keptAt(hub) === undefined && known.size > 0 && !crowd.isFree(target.x, target.y, 40); step++) {
          const further = distance * (1 + step * 0.12);
          target = { x: here.x + Math.cos(direction) * further * wide, y: here.y + (Math.sin(direction) * further) / wide };
        }
        put(hub, keptAt(hub) ?? target, keptAt(hub) === undefined);
        todo.push({ node: hub, away: Math.atan2((y[hub] ?? 0) - here.y, (x[hub] ?? 0) - here.x) });
      });
      const places = fan(here, away ?? 0, Boolean(plan.pill[node]));
      for (const leaf of leaves) {
        const kept = keptAt(leaf);
        if (kept !== undefined) {
          put(leaf, kept, false);
          continue;
        }
        const r = plan.radius[leaf] ?? 0;
        let place: Point = here;
        for (let tries = 0; tries < 4000; tries++) {
          place = places.next().value as Point;
          if (crowd.isFree(place.x, place.y, r)) break;
        }
        put(leaf, place, true);
      }
    }
  };

  // The centre lies in the middle; other roots go around it, on rings that grow with what hangs from them.
  const roots: number[] = [];
  for (let i = 0; i < plan.count; i++) if (plan.parent[i] === -1 && i !== plan.centre) roots.push(i);
  if (plan.centre >= 0) settle(plan.centre, { x: 0, y: 0 });
  let area = plan.centre >= 0 ? (extent[plan.centre] ?? 0) ** 2 : 0;
  roots.forEach((root, i) => {
    const size = extent[root] ?? 0;
    const distance = area === 0 ? 0 : Math.sqrt(area) * 1.1 + size;
    settle(root, { x: Math.cos(i * GOLDEN_ANGLE) * distance * wide, y: (Math.sin(i * GOLDEN_ANGLE) * distance) / wide });
    area += size * size;
  });
  return { x, y, isNew };
};
