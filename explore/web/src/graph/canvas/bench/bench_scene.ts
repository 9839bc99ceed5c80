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

/** A node with what is common to most. */
export const sceneNode = (kind: NodeKind, id: string, name: string, weight: number, more: Partial<SceneNode> = {}): SceneNode => ({
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
  const centre = sceneNode("artist", "0", "Autechre", 500, { isCentre: true });
  nodes.push(centre);
  owners.push(centre);
  for (let at = 0; nodes.length < count && at < owners.length; at++) {
    const owner = owners[at] ?? centre;
    for (const category of CATEGORIES) {
      const planned = Math.max(2, Math.round(70 * category.share * (0.6 + next() * 0.8)));
      const size = Math.min(planned, count - nodes.length - 1);
      if (size <= 0) break;
      const loaded = { loaded: size, total: size + Math.floor(next() * 200), isExpanded: true, isLoading: false };
      const hub = { ...sceneNode("category", `${owner.key}:${category.id}`, category.name, size, { category: loaded }), id: category.id };
      nodes.push(hub);
      edges.push({ source: owner.key, target: hub.key, kind: "category" });
      for (let i = 0; i < size; i++) {
        const made = sceneNode(category.kind, String(nodes.length), name(), Math.ceil(60 * next() ** 4));
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

const ARTIST: readonly {
  readonly id: string;
  readonly kind: NodeKind;
  readonly shown: number;
  readonly total: number;
  readonly edge: EdgeKind;
}[] = [
  { id: "releases", kind: "release", shown: 30, total: 190, edge: "plain" },
  { id: "members", kind: "artist", shown: 4, total: 4, edge: "member_of" },
  { id: "labels", kind: "label", shown: 12, total: 24, edge: "plain" },
  { id: "artists", kind: "artist", shown: 4, total: 7, edge: "plain" },
  { id: "styles", kind: "style", shown: 8, total: 12, edge: "plain" },
  { id: "people", kind: "person", shown: 10, total: 32, edge: "plain" },
];

/** What an artist's page shows at first: six categories, credits across, and a node of each state. */
export const artistScene = (): Scene => {
  const next = random(3);
  const name = (): string => Array.from({ length: 1 + Math.floor(next() * 2.4) }, () => WORDS[Math.floor(next() * WORDS.length)]).join(" ");
  const nodes: SceneNode[] = [sceneNode("artist", "0", "Autechre", 500, { isCentre: true })];
  const edges: SceneEdge[] = [];
  for (const { id, kind, shown, total, edge } of ARTIST) {
    const title = id.charAt(0).toUpperCase() + id.slice(1);
    const hub = sceneNode("category", `artist:0:${id}`, title, shown, {
      category: { loaded: shown, total, isExpanded: true, isLoading: false },
    });
    nodes.push(hub);
    edges.push({ source: "artist:0", target: hub.key, kind: "category" });
    for (let i = 0; i < shown; i++) {
      const state: Partial<SceneNode> =
        i === 1
          ? { badge: "owned" }
          : i === 2
            ? { badge: "wanted" }
            : i === 3
              ? { isPinned: true }
              : i === 5
                ? { years: "only_a" }
                : i === 6
                  ? { years: "only_b" }
                  : i === 7
                    ? { isDimmed: true }
                    : {};
      const made = sceneNode(
        i === 4 && kind === "release" ? "master" : kind,
        `${id}${i}`,
        name(),
        Math.ceil(60 * next() ** 3),
        kind === "release" ? state : {},
      );
      nodes.push(made);
      edges.push({ source: hub.key, target: made.key, kind: edge });
    }
  }
  for (let i = 0; i < 10; i++) edges.push({ source: `person:people${i % 3}`, target: `release:releases${8 + 2 * i}`, kind: "credit" });
  edges.push(
    { source: "artist:members0", target: "artist:members2", kind: "alias_of" },
    { source: "artist:artists0", target: "artist:members3", kind: "similar" },
  );
  return { nodes, edges };
};
