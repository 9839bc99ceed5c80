import type { Point, Scene, SceneNode } from "./types";

/** Neighbours by key, both ways. */
export type Neighbours = ReadonlyMap<string, ReadonlySet<string>>;

export const neighboursOf = (scene: Scene): Neighbours => {
  const found = new Map<string, Set<string>>(scene.nodes.map(({ key }) => [key, new Set()]));
  for (const { source, target } of scene.edges) {
    found.get(source)?.add(target);
    found.get(target)?.add(source);
  }
  return found;
};

/** A node and everything one line away. Behind a category are its children: they are what one means by the neighbours of a centre. */
export const neighbourhood = (scene: Scene, keys: readonly string[]): readonly string[] => {
  const neighbours = neighboursOf(scene);
  const categories = new Set(scene.nodes.filter(({ kind }) => kind === "category").map(({ key }) => key));
  const found = new Set<string>();
  for (const key of keys) {
    if (!neighbours.has(key)) continue;
    if (!categories.has(key)) found.add(key);
    for (const near of neighbours.get(key) ?? []) {
      if (!categories.has(near)) found.add(near);
      else for (const far of neighbours.get(near) ?? []) if (!categories.has(far)) found.add(far);
    }
  }
  return [...found];
};

export type Heading = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";
export const HEADINGS: readonly Heading[] = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
export const isHeading = (key: string): key is Heading => (HEADINGS as readonly string[]).includes(key);

const UNIT: Readonly<Record<Heading, Point>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

/**
 * The neighbour that lies in a direction, along a line of the graph. Of several the one that the arrow points at best, near ones before far ones;
 * undefined when no line leads into that half of the picture. Points grow to the right and down.
 */
export const step = (
  from: string,
  heading: Heading,
  neighbours: Neighbours,
  pointOf: (key: string) => Point | undefined,
): string | undefined => {
  const here = pointOf(from);
  if (here === undefined) return undefined;
  const unit = UNIT[heading];
  let best: { readonly key: string; readonly cost: number } | undefined;
  for (const key of neighbours.get(from) ?? []) {
    const there = pointOf(key);
    if (there === undefined) continue;
    const [dx, dy] = [there.x - here.x, there.y - here.y];
    const ahead = dx * unit.x + dy * unit.y;
    const aside = Math.abs(dx * unit.y) + Math.abs(dy * unit.x);
    if (ahead <= 0 || aside > ahead * 4) continue;
    const cost = Math.hypot(dx, dy) * (1 + aside / ahead);
    if (best === undefined || cost < best.cost) best = { key, cost };
  }
  return best?.key;
};

/** Without regard to case, accents and signs that one does not see. */
const folded = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\p{Mark}\p{Cf}]/gu, "")
    .toLowerCase();

/** Nodes whose names have all the words, in the order of the outline; undefined for a search without words. */
export const find = (scene: Scene, query: string): readonly string[] | undefined => {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  return scene.nodes.filter(({ name }) => words.every((word) => folded(name).includes(word))).map(({ key }) => key);
};

/** The match after the current one, round and round; the one before with `by` -1. */
export const nextFound = (found: readonly string[], current: string | undefined, by: 1 | -1): string | undefined => {
  const at = current === undefined ? -1 : found.indexOf(current);
  return at < 0 ? found.at(by === 1 ? 0 : -1) : found[(at + by + found.length) % found.length];
};

const KIND_WORDS = {
  artist: "artist",
  release: "release",
  master: "master",
  label: "label",
  genre: "genre",
  style: "style",
  person: "person",
} as const;

/** A node in words, as a screen reader is told of it. */
export const spoken = (node: SceneNode, lines: number): string => {
  if (node.kind === "category") {
    const { loaded, total, isExpanded } = node.category ?? { loaded: 0, total: 0, isExpanded: false };
    return `${node.name}, category, ${isExpanded ? `${loaded} of ${total} shown` : `${total}, closed`}`;
  }
  const years = { only_a: "first year only", only_b: "second year only", both: "in both years" };
  const parts = [
    node.name,
    node.isCentre ? `${KIND_WORDS[node.kind]}, centre` : KIND_WORDS[node.kind],
    node.hint,
    node.years && years[node.years],
    node.badge === "owned" ? "in your collection" : node.badge === "wanted" ? "in your wantlist" : undefined,
    `${lines} ${lines === 1 ? "line" : "lines"}`,
  ];
  return parts.filter(Boolean).join(", ");
};
