import type { EdgeKind, NodeKind, Scene, SceneEdge, SceneNode } from "../../types";

/** Numbers that look random and are the same in every run (Mulberry32). */
export const random = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

const WORDS =
  "Amber Basscadet Chiastic Draft Envane Flutter Gantz Incunabula Keynell Lego Nine Overand Peel Rae Slide Teartear Untilted Vapre Warp Xylin".split(
    " ",
  );
const CATEGORIES: readonly {
  readonly id: string;
  readonly name: string;
  readonly kind: NodeKind;
  readonly edge: EdgeKind;
  readonly share: number;
}[] = [
  { id: "releases", name: "Releases", kind: "release", edge: "plain", share: 0.4 },
  { id: "members", name: "Members", kind: "artist", edge: "member_of", share: 0.06 },
  { id: "labels", name: "Labels", kind: "label", edge: "plain", share: 0.18 },
  { id: "styles", name: "Styles", kind: "style", edge: "plain", share: 0.12 },
  { id: "people", name: "People", kind: "person", edge: "plain", share: 0.24 },
];

const node = (kind: NodeKind, id: string, name: string, weight: number, more: Partial<SceneNode> = {}): SceneNode => ({
  key: `${kind}:${id}`,
  kind,
  id,
  name,
  weight,
  isCentre: false,
  isPinned: false,
  isDimmed: false,
  ...more,
});

/**
 * A walk through the catalogue of about `count` nodes with two edges a node: artists with five categories each, up to 70 neighbours in them,
 * and cross links of which one in ten goes anywhere.
 */
export const benchScene = (count: number, seed = 1): Scene => {
  const next = random(seed);
  const name = (): string => Array.from({ length: 1 + Math.floor(next() * 3) }, () => WORDS[Math.floor(next() * WORDS.length)]).join(" ");
  const nodes: SceneNode[] = [];
  const edges: SceneEdge[] = [];
  const owners: SceneNode[] = [];
  const entities: SceneNode[] = [];
  const centre = node("artist", "0", "Autechre", 500, { isCentre: true });
  nodes.push(centre);
  owners.push(centre);
  for (let at = 0; nodes.length < count && at < owners.length; at++) {
    const owner = owners[at] ?? centre;
    for (const category of CATEGORIES) {
      const planned = Math.max(2, Math.round(70 * category.share * (0.6 + next() * 0.8)));
      const size = Math.min(planned, count - nodes.length - 1);
      if (size <= 0) break;
      const loaded = { loaded: size, total: size + Math.floor(next() * 200), isExpanded: true, isLoading: false };
      const hub = { ...node("category", `${owner.key}:${category.id}`, category.name, size, { category: loaded }), id: category.id };
      nodes.push(hub);
      edges.push({ source: owner.key, target: hub.key, kind: "category" });
      for (let i = 0; i < size; i++) {
        const made = node(category.kind, String(nodes.length), name(), Math.ceil(60 * next() ** 4));
        nodes.push(made);
        entities.push(made);
        edges.push({ source: hub.key, target: made.key, kind: category.edge });
        if (category.kind === "artist" || (category.kind === "person" && i < 4)) owners.push(made);
      }
    }
  }
  while (edges.length < 2 * nodes.length && entities.length > 60) {
    const from = Math.floor(next() * entities.length);
    const to = next() < 0.1 ? Math.floor(next() * entities.length) : Math.min(entities.length - 1, from + 1 + Math.floor(next() * 40));
    const [source, target] = [entities[from]?.key, entities[to]?.key];
    if (source !== undefined && target !== undefined && source !== target) edges.push({ source, target, kind: "credit" });
  }
  return { nodes, edges };
};

/** Some seventy nodes as an artist's page shows them. */
export const smallScene = (): Scene => benchScene(76, 7);
