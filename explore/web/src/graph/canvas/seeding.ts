import type { Point } from "../types";
import type { Size } from "./camera";
import { Crowd } from "./crowd";
import type { Plan } from "./plan";
import { arePillsOpen, pillScale } from "./scale";

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
/** Between a pill and the nodes around it. */
const PILL_GAP = 14;
/** Around a centre the first part lies on the left, a little above; the others follow clockwise. */
const FIRST_DIRECTION = -Math.PI + 0.3;
/** Turned by up to this much, if the whole fills the view better so. */
const ROTATIONS = [0, 0.2, -0.2, 0.4, -0.4, 0.6, 0.8, 1, 1.2, 1.4] as const;
/** Rasters of nodes and of fans. */
const NODE_CELL = 48;
const FAN_CELL = 160;
const NODE_GAP = 6;

/** The places of a fan in order: a sunflower around the hub that spares the hub's pill and the lane towards its parent. */
function* fan(hub: Point, away: number, pillHalf: number, hasLane: boolean): Generator<Point> {
  for (let i = 0; ; i++) {
    const reach = SPREAD * Math.sqrt(i + 1.2);
    const angle = away + i * GOLDEN_ANGLE;
    const dx = reach * Math.cos(angle) * STRETCH;
    const dy = (reach * Math.sin(angle)) / STRETCH ** 0.5;
    if (Math.abs(dx) < pillHalf && Math.abs(dy) < pillHalf * 0.42) continue;
    const turn = Math.abs(Math.atan2(Math.sin(angle - away), Math.cos(angle - away)));
    if (hasLane && Math.PI - turn < LANE / 2) continue;
    yield { x: hub.x + dx, y: hub.y + dy };
  }
}

/** How many nodes a category is about to hold, so that its neighbours leave room before its answer is there. */
const expected = (plan: Plan, i: number, shown: number): number => {
  const category = plan.scene.nodes[i]?.category;
  return category?.isLoading || (category?.isExpanded && shown === 0) ? Math.max(shown, Math.min(30, category.total)) : shown;
};

/** Children of every node, heaviest first, pills in the order of the scene; and how far the fan of a node reaches around it. */
const familiesOf = (plan: Plan): { readonly children: readonly (readonly number[])[]; readonly extent: Float32Array } => {
  const children: number[][] = Array.from({ length: plan.count }, () => []);
  for (let i = 0; i < plan.count; i++) children[plan.parent[i] ?? -1]?.push(i);
  const extent = new Float32Array(plan.count);
  children.forEach((mine, i) => {
    mine.sort((a, b) => (plan.pill[a] && plan.pill[b] ? a - b : (plan.radius[b] ?? 0) - (plan.radius[a] ?? 0)));
    const leaves = expected(plan, i, mine.filter((child) => !plan.pill[child]).length);
    const fan = leaves === 0 ? 0 : SPREAD * Math.sqrt(leaves * 1.25 + 3);
    extent[i] = Math.max(plan.pill[i] ? 50 : (plan.radius[i] ?? 0) + 12, fan);
  });
  return { children, extent };
};

/** A part of a turn: where its middle lies. */
interface Part {
  readonly angle: number;
  readonly distance: number;
}

/** Shares a turn among parts of these sizes: their distances from the middle grow until all fit side by side. */
const around = (sizes: readonly number[], inner: number, turn: number): readonly Part[] => {
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

/** Directions in which a free place is looked for, from straight on to nearly back. */
const TURNS = [0, 0.3, -0.3, 0.6, -0.6, 0.95, -0.95, 1.35, -1.35, 1.8, -1.8, 2.3, -2.3] as const;

/** The nearest place for a disc around `from`, preferably in a direction, that is clear of other discs. */
const clearPlace = (from: Point, direction: number, distance: number, r: number, discs: Crowd): Point => {
  // A disc that reaches over the starting point itself would forbid all directions at once; it is met further out.
  for (let far = distance; far < 60_000; far *= 1.07) {
    for (const turn of TURNS) {
      const x = from.x + Math.cos(direction + turn) * far;
      const y = from.y + Math.sin(direction + turn) * far;
      if (discs.isFree(x, y, r, 0)) return { x, y };
    }
  }
  return from;
};

/**
 * Gives every node a place. Nodes in `known` keep theirs; new ones go to the nearest free place of the fan of what they hang from.
 * Categories lie around their centre in the order of the scene, clockwise from the left, so that the whole fits a view of this size.
 */
export const seed = (plan: Plan, known: ReadonlyMap<string, Point>, view: Size): Seeds => new Seeding(plan, known, view).run();

/** By how much pills are larger than their surroundings in a view of this size: text shrinks less than distances do. */
const pillGrowth = (extent: Float32Array, plan: Plan, view: Size): number => {
  const area = extent.reduce((sum, r, i) => sum + (plan.pill[i] ? 4 * r * r : 0), 1);
  const zoom = Math.min(1, Math.sqrt((view.width * view.height) / (2 * area)));
  return arePillsOpen(zoom) ? Math.min(1.9, pillScale(zoom) / zoom) : 1;
};

class Seeding {
  readonly #plan: Plan;
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  readonly #isNew: Uint8Array;
  readonly #kept: readonly (Point | undefined)[];
  readonly #crowd = new Crowd(NODE_CELL);
  /** Fans that have their place: hubs of others keep out of them. */
  readonly #discs = new Crowd(FAN_CELL);
  readonly #children: readonly (readonly number[])[];
  readonly #extent: Float32Array;
  readonly #pillGrowth: number;
  readonly #aspect: number;
  readonly #wide: number;

  constructor(plan: Plan, known: ReadonlyMap<string, Point>, view: Size) {
    this.#plan = plan;
    this.#x = new Float32Array(plan.count);
    this.#y = new Float32Array(plan.count);
    this.#isNew = new Uint8Array(plan.count).fill(1);
    this.#kept = plan.scene.nodes.map((node) => known.get(node.key));
    ({ children: this.#children, extent: this.#extent } = familiesOf(plan));
    this.#aspect = view.height > 0 ? view.width / view.height : 1;
    this.#wide = Math.min(1.25, Math.max(0.8, Math.sqrt(this.#aspect)));
    this.#pillGrowth = pillGrowth(this.#extent, plan, view);
    this.#kept.forEach((at, i) => {
      if (at === undefined) return;
      this.#put(i, at);
      this.#isNew[i] = 0;
    });
  }

  run(): Seeds {
    const plan = this.#plan;
    const roots = [...plan.parent.keys()]
      .filter((i) => plan.parent[i] === -1)
      .sort((a, b) => Number(b === plan.centre) - Number(a === plan.centre));
    roots.forEach((root, turn) => {
      const isFirst = this.#discs.count === 0;
      const at =
        this.#kept[root] ??
        (isFirst ? { x: 0, y: 0 } : clearPlace({ x: 0, y: 0 }, turn * GOLDEN_ANGLE, 80, this.#extent[root] ?? 0, this.#discs));
      if (this.#kept[root] === undefined) this.#put(root, at);
      this.#grow(root);
    });
    return { x: this.#x, y: this.#y, isNew: this.#isNew };
  }

  /** Places everything that hangs from a node which has its place, level by level. */
  #grow(root: number): void {
    const todo: { readonly node: number; readonly away: number | undefined }[] = [{ node: root, away: undefined }];
    for (const { node, away } of todo) {
      const here = { x: this.#x[node] ?? 0, y: this.#y[node] ?? 0 };
      const mine = this.#children[node] ?? [];
      const hubs = mine.filter((child) => this.#plan.pill[child]);
      const leaves = mine.filter((child) => !this.#plan.pill[child]);
      this.#placeHubs(node, here, hubs, away, leaves.length > 0);
      this.#placeLeaves(node, here, leaves, away);
      for (const child of mine) {
        if ((this.#children[child]?.length ?? 0) > 0)
          todo.push({ node: child, away: Math.atan2((this.#y[child] ?? 0) - here.y, (this.#x[child] ?? 0) - here.x) });
      }
    }
  }

  #placeHubs(node: number, here: Point, hubs: readonly number[], away: number | undefined, hasLeaves: boolean): void {
    const inner = hasLeaves ? (this.#extent[node] ?? 0) : (this.#plan.radius[node] ?? 0) + 12;
    if (away === undefined) this.#discs.add(here.x, here.y, inner);
    const sizes = hubs.map((hub) => this.#extent[hub] ?? 0);
    const turn = away === undefined ? 2 * Math.PI : Math.min(1.4 * Math.PI, hubs.length * 0.8);
    // All that is new around a centre is laid out together; what comes later takes the free place next to where it would have been.
    const isWhole = away === undefined && hubs.every((hub) => this.#kept[hub] === undefined);
    const parts = around(sizes, inner, turn);
    const middle = away ?? this.#firstDirection(parts, sizes) - (parts[0]?.angle ?? 0);
    parts.forEach(({ angle, distance }, i) => {
      const hub = hubs[i] ?? 0;
      const r = sizes[i] ?? 0;
      const direction = middle + angle;
      const kept = this.#kept[hub];
      const at =
        kept ??
        (isWhole
          ? { x: here.x + Math.cos(direction) * distance * this.#wide, y: here.y + (Math.sin(direction) * distance) / this.#wide }
          : clearPlace(here, direction, inner + HUB_GAP + r * 0.9, r, this.#discs));
      if (kept === undefined) this.#put(hub, at);
      this.#discs.add(at.x, at.y, r);
    });
  }

  /** The direction of the first part with which the parts, laid around a centre, are shown largest in the view. */
  #firstDirection(parts: readonly Part[], sizes: readonly number[]): number {
    let [best, direction] = [0, FIRST_DIRECTION];
    for (const rotation of ROTATIONS) {
      let [left, right, top, bottom] = [-50, 50, -50, 50];
      parts.forEach(({ angle, distance }, i) => {
        const turned = FIRST_DIRECTION + rotation + angle - (parts[0]?.angle ?? 0);
        const [x, y, r] = [Math.cos(turned) * distance * this.#wide, (Math.sin(turned) * distance) / this.#wide, sizes[i] ?? 0];
        left = Math.min(left, x - r * STRETCH);
        right = Math.max(right, x + r * STRETCH);
        top = Math.min(top, y - r);
        bottom = Math.max(bottom, y + r);
      });
      // A turn has to be worth it: parts stay where one has learnt to look for them.
      const size = Math.min(this.#aspect / (right - left), 1 / (bottom - top)) * (1 - 0.04 * Math.abs(rotation));
      if (size > best * 1.02) [best, direction] = [size, FIRST_DIRECTION + rotation];
    }
    return direction;
  }

  #placeLeaves(node: number, here: Point, leaves: readonly number[], away: number | undefined): void {
    const places = fan(
      here,
      away ?? 0,
      this.#plan.pill[node] ? (this.#plan.pillHalf[node] ?? 0) * this.#pillGrowth + PILL_GAP : 0,
      away !== undefined,
    );
    for (const leaf of leaves) {
      if (this.#kept[leaf] !== undefined) continue;
      const r = this.#plan.radius[leaf] ?? 0;
      let place = here;
      for (let tries = 0; tries < 4000; tries++) {
        place = places.next().value as Point;
        if (this.#crowd.isFree(place.x, place.y, r, NODE_GAP)) break;
      }
      this.#put(leaf, place);
    }
  }

  #put(i: number, at: Point): void {
    this.#x[i] = at.x;
    this.#y[i] = at.y;
    this.#crowd.add(at.x, at.y, this.#plan.pill[i] ? 26 : (this.#plan.radius[i] ?? 0));
  }
}
