import type { Plan } from "./plan";

/** Where the nodes of ways from one end to another lie: `wide` from left to right, `tall` from top to bottom. */
export type ChainDirection = "wide" | "tall";

/** Least and greatest distance along the way, and that between ways: names need more room beside each other than below each other. */
const STEP: Readonly<Record<ChainDirection, readonly [number, number]>> = { wide: [150, 250], tall: [92, 150] };
const LANE: Readonly<Record<ChainDirection, number>> = { wide: 96, tall: 130 };

/** Whether a scene is ways between two ends rather than a walk: a path, and nothing to hang things from. */
export const isChain = (plan: Plan, path: readonly number[]): boolean => path.length >= 2 && plan.centre < 0 && !plan.pill.includes(1);

/** How many steps each node is from the beginning of the path; -1 for what cannot be reached. */
const stepsFrom = (plan: Plan, start: number): Int32Array => {
  const steps = new Int32Array(plan.count).fill(-1);
  steps[start] = 0;
  const queue = [start];
  for (const node of queue) {
    for (let n = plan.nearFrom[node] ?? 0; n < (plan.nearFrom[node + 1] ?? 0); n++) {
      const other = plan.near[n] ?? 0;
      if (steps[other] !== -1) continue;
      steps[other] = (steps[node] ?? 0) + 1;
      queue.push(other);
    }
  }
  return steps;
};

/** Nodes beside the path, in groups that hang together without it: each is a way of its own. */
const others = (plan: Plan, path: ReadonlySet<number>): readonly (readonly number[])[] => {
  const seen = new Set(path);
  const groups: number[][] = [];
  for (let i = 0; i < plan.count; i++) {
    if (seen.has(i)) continue;
    seen.add(i);
    const group = [i];
    for (const node of group) {
      for (let n = plan.nearFrom[node] ?? 0; n < (plan.nearFrom[node + 1] ?? 0); n++) {
        const other = plan.near[n] ?? 0;
        if (seen.has(other)) continue;
        seen.add(other);
        group.push(other);
      }
    }
    groups.push(group);
  }
  return groups;
};

/**
 * Places for ways between two ends: the path straight through the middle, other ways above and below it in turn. `stretch` is how much longer
 * the view is along the way than across it.
 */
export const seedChain = (
  plan: Plan,
  path: readonly number[],
  direction: ChainDirection,
  stretch = 1,
): { readonly x: Float32Array; readonly y: Float32Array } => {
  const along = new Float32Array(plan.count);
  const aside = new Float32Array(plan.count);
  const steps = stepsFrom(plan, path[0] ?? 0);
  const last = path.length - 1;
  path.forEach((node, i) => {
    along[node] = i - last / 2;
  });
  /** How far the nearest lanes are taken on each side. */
  const taken: [number, number] = [0, 0];
  for (const group of others(plan, new Set(path))) {
    const side = taken[0] <= taken[1] ? 0 : 1;
    const depth = new Map<number, number>();
    for (const node of group) {
      const step = steps[node] ?? -1;
      const lane = (depth.get(step) ?? 0) + 1;
      depth.set(step, lane);
      along[node] = Math.max(0, step) - last / 2;
      aside[node] = (side === 0 ? -1 : 1) * (taken[side] + lane);
    }
    taken[side] += Math.max(...depth.values());
  }
  const lane = LANE[direction];
  const [least, greatest] = STEP[direction];
  const step = Math.min(greatest, Math.max(least, ((taken[0] + taken[1] + 1) * lane * stretch) / Math.max(1, last)));
  const main = along.map((value) => value * step);
  const cross = aside.map((value) => value * lane);
  return direction === "wide" ? { x: main, y: cross } : { x: cross, y: main };
};
