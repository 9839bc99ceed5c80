import type { EdgeKind, Scene, SceneNode } from "../types";

export const CENTRE_RADIUS = 27;
export const MIN_RADIUS = 5;
export const MAX_RADIUS = 14;
/** Half the height of a category's pill. */
export const PILL_HALF_HEIGHT = 12;

export const EDGE_KINDS = ["plain", "credit", "alias_of", "similar", "member_of", "category"] as const satisfies readonly EdgeKind[];

/** A scene in arrays, indexed by the node's place in it: what is needed for every node in every frame. */
export interface Plan {
  readonly scene: Scene;
  readonly count: number;
  readonly index: ReadonlyMap<string, number>;
  readonly radius: Float32Array;
  readonly dimmed: Uint8Array;
  readonly pill: Uint8Array;
  /** About half of a pill's width at scale 1, before its text is measured. */
  readonly pillHalf: Float32Array;
  /** Ends of edge `e` are `ends[2 * e]` and `ends[2 * e + 1]`; its kind is `EDGE_KINDS[edgeKind[e]]`. */
  readonly ends: Uint32Array;
  readonly edgeKind: Uint8Array;
  /** Neighbours of node `i`: `near[nearFrom[i]]` up to `near[nearFrom[i + 1]]`; the edge to each in `nearEdge`. */
  readonly nearFrom: Uint32Array;
  readonly near: Uint32Array;
  readonly nearEdge: Uint32Array;
  /** The node from which this one hangs in the layout: its category, a category's centre; -1 for roots. */
  readonly parent: Int32Array;
  /** 1 for nodes from which categories hang. */
  readonly owner: Uint8Array;
  readonly centre: number;
  /** Nodes in the order in which they get their label: centre, what else has categories, pills, then by size. */
  readonly byRank: Uint32Array;
}

/** Area grows with weight, and the heaviest of a kind is the largest; a kind with little weight throughout stays small. */
const radii = (nodes: readonly SceneNode[]): Float32Array => {
  const heaviest = new Map<string, number>();
  for (const node of nodes) heaviest.set(node.kind, Math.max(heaviest.get(node.kind) ?? 8, node.weight));
  return Float32Array.from(nodes, (node) => {
    if (node.isCentre) return CENTRE_RADIUS;
    if (node.kind === "category") return PILL_HALF_HEIGHT;
    const share = Math.max(0, node.weight) / (heaviest.get(node.kind) ?? 1);
    return MIN_RADIUS + (MAX_RADIUS - MIN_RADIUS) * Math.sqrt(Number.isFinite(share) ? share : 0);
  });
};

/** Padding and the gap between a pill's name and count; mean widths of a letter and of a figure. */
const PILL_SPACE = 35;
const [LETTER, FIGURE] = [6.3, 6.1];

const pillHalfOf = (node: SceneNode): number => {
  const { loaded = 0, total = 0 } = node.category ?? {};
  const figures = (loaded < total ? `${loaded}/${total}` : String(total)).length;
  return (PILL_SPACE + LETTER * Math.min(26, node.name.length) + FIGURE * figures) / 2;
};

const neighbours = (count: number, ends: Uint32Array): Pick<Plan, "nearFrom" | "near" | "nearEdge"> => {
  const nearFrom = new Uint32Array(count + 1);
  for (const end of ends) nearFrom[end + 1] = (nearFrom[end + 1] ?? 0) + 1;
  for (let i = 0; i < count; i++) nearFrom[i + 1] = (nearFrom[i + 1] ?? 0) + (nearFrom[i] ?? 0);
  const next = nearFrom.slice();
  const near = new Uint32Array(ends.length);
  const nearEdge = new Uint32Array(ends.length);
  for (let e = 0; e < ends.length; e++) {
    const at = next[ends[e] ?? 0] ?? 0;
    near[at] = ends[e ^ 1] ?? 0;
    nearEdge[at] = e >> 1;
    next[ends[e] ?? 0] = at + 1;
  }
  return { nearFrom, near, nearEdge };
};

/** A category hangs from its centre, an entity from the first category that holds it; what is left, breadth first from those. */
const parents = (plan: Pick<Plan, "count" | "ends" | "edgeKind" | "pill" | "nearFrom" | "near" | "centre">): Int32Array => {
  const { count, ends, edgeKind, pill, nearFrom, near, centre } = plan;
  const parent = new Int32Array(count).fill(-1);
  const isRoot = (i: number): boolean => i === centre;
  for (let e = 0; e < edgeKind.length; e++) {
    if (EDGE_KINDS[edgeKind[e] ?? 0] !== "category") continue;
    const a = ends[2 * e] ?? 0;
    const b = ends[2 * e + 1] ?? 0;
    const [hub, owner] = pill[b] ? [b, a] : [a, b];
    if (parent[hub] === -1 && pill[hub]) parent[hub] = owner;
  }
  for (let e = 0; e < edgeKind.length; e++) {
    if (EDGE_KINDS[edgeKind[e] ?? 0] === "category") continue;
    const a = ends[2 * e] ?? 0;
    const b = ends[2 * e + 1] ?? 0;
    const [hub, child] = pill[a] ? [a, b] : [b, a];
    if (pill[hub] && !pill[child] && parent[child] === -1 && !isRoot(child) && parent[hub] !== child) parent[child] = hub;
  }
  const seen = new Uint8Array(count);
  const queue: number[] = [];
  const walkFrom = (root: number): void => {
    seen[root] = 1;
    queue.push(root);
    for (let at = queue.length - 1; at < queue.length; at++) {
      const node = queue[at] ?? 0;
      for (let n = nearFrom[node] ?? 0; n < (nearFrom[node + 1] ?? 0); n++) {
        const other = near[n] ?? 0;
        if (seen[other]) continue;
        if (parent[other] === -1 && !isRoot(other)) parent[other] = node;
        else if (parent[other] !== node) continue;
        seen[other] = 1;
        queue.push(other);
      }
    }
  };
  if (centre >= 0) walkFrom(centre);
  for (let i = 0; i < count; i++) if (!seen[i] && parent[i] === -1) walkFrom(i);
  // What is still unseen hangs in a ring of parents: cut it where it is met.
  for (let i = 0; i < count; i++) {
    if (seen[i]) continue;
    parent[i] = -1;
    walkFrom(i);
  }
  return parent;
};

export const planOf = (scene: Scene): Plan => {
  const { nodes } = scene;
  const count = nodes.length;
  const index = new Map(nodes.map((node, i) => [node.key, i]));
  const known = scene.edges.filter((edge) => index.has(edge.source) && index.has(edge.target) && edge.source !== edge.target);
  const ends = new Uint32Array(2 * known.length);
  const edgeKind = new Uint8Array(known.length);
  known.forEach((edge, e) => {
    ends[2 * e] = index.get(edge.source) ?? 0;
    ends[2 * e + 1] = index.get(edge.target) ?? 0;
    edgeKind[e] = Math.max(0, EDGE_KINDS.indexOf(edge.kind));
  });
  const radius = radii(nodes);
  const pillHalf = Float32Array.from(nodes, (node) => (node.kind === "category" ? pillHalfOf(node) : 0));
  const pill = Uint8Array.from(nodes, (node) => Number(node.kind === "category"));
  const centre = nodes.findIndex((node) => node.isCentre);
  const links = neighbours(count, ends);
  const parent = parents({ count, ends, edgeKind, pill, centre, nearFrom: links.nearFrom, near: links.near });
  const owner = new Uint8Array(count);
  for (let i = 0; i < count; i++) if (pill[i]) owner[parent[i] ?? -1] = 1;
  const rank = (i: number): number => (i === centre ? 1000 : owner[i] ? 700 + (radius[i] ?? 0) : pill[i] ? 500 : (radius[i] ?? 0));
  return {
    scene,
    count,
    index,
    radius,
    dimmed: Uint8Array.from(nodes, (node) => Number(node.isDimmed)),
    pill,
    pillHalf,
    ends,
    edgeKind,
    ...links,
    parent,
    owner,
    centre,
    byRank: Uint32Array.from(nodes.keys()).sort((a, b) => rank(b) - rank(a) || a - b),
  };
};
