import { keyOf } from "../app/entity";
import { countsOf } from "./arrangement";
import type { Child } from "./children";
import { asks, type Category, drawnChildren, type Session } from "./model";
import type { NodeKind, Scene, SceneEdge, SceneNode } from "./types";

/** What the picture is made with besides the walk itself. */
export interface SceneOptions {
  /** By key of a release: `release:42`. */
  readonly badges?: ReadonlyMap<string, "owned" | "wanted">;
  /** Small screens: how many children of a category are drawn, the heaviest. */
  readonly most?: number;
  /** Drawn in any case, if it is known: the selection. */
  readonly kept?: ReadonlySet<string>;
  /** The only children that are drawn: those that the address narrows the graph to. */
  readonly only?: ReadonlySet<string>;
  /** Nodes that have just emerged with the year. */
  readonly emerging?: ReadonlySet<string>;
}

/** The children of a category that are drawn on this screen, in order. */
export const sceneChildren = (session: Session, category: Category, { most, kept, only }: SceneOptions): readonly Child[] => {
  if (session.now.closed.has(category.key) || session.now.hidden.has(category.key)) return [];
  const children = drawnChildren(session, category).filter(({ key }) => !session.now.hidden.has(key) && (only?.has(key) ?? true));
  if (most === undefined || children.length <= most) return children;
  const heaviest = new Set(
    [...children]
      .sort((a, b) => b.weight - a.weight)
      .slice(0, most)
      .map(({ key }) => key),
  );
  return children.filter(({ key }) => heaviest.has(key) || kept?.has(key));
};

const pair = (a: string, b: string): string => (a < b ? `${a}\n${b}` : `${b}\n${a}`);

/** Categories of the hubs that are drawn, in order, each with its hub. A hub whose node is not drawn takes its categories with it. */
const drawnCategories = (session: Session, has: (key: string) => boolean, hub: string): readonly Category[] =>
  has(hub)
    ? (session.hubs.get(hub)?.categories ?? []).flatMap((key) => {
        const category = session.categories.get(key);
        return category === undefined || session.now.hidden.has(key) ? [] : [category];
      })
    : [];

/** The whole picture of a walk: each entity once, however many categories list it, and no line without both its ends. */
export const toScene = (session: Session, options: SceneOptions = {}): Scene => {
  const centre = keyOf(session.centre);
  const nodes = new Map<string, SceneNode>();
  const edges = new Map<string, SceneEdge>();
  const { pinned, inPlace } = session.now;
  const loading = new Set(asks(session).map((ask) => (ask.kind === "children" ? ask.category : keyOf(ask.entity))));

  const addEntity = (child: Pick<Child, "key" | "type" | "id" | "name" | "weight"> & Partial<Child>): void => {
    if (nodes.has(child.key)) return;
    const badge = options.badges?.get(child.key);
    nodes.set(child.key, {
      key: child.key,
      kind: child.type,
      id: child.id,
      name: child.name,
      weight: child.weight,
      isCentre: child.key === centre,
      isPinned: pinned.has(child.key),
      isDimmed: false,
      ...(child.years === undefined ? {} : { years: child.years }),
      ...(child.hint ? { hint: child.hint } : {}),
      ...(badge === undefined ? {} : { badge }),
      ...(options.emerging?.has(child.key) ? { isEmerging: true } : {}),
    });
  };
  const addEdge = (edge: SceneEdge): void => {
    const key = pair(edge.source, edge.target);
    if (edge.source !== edge.target && !edges.has(key)) edges.set(key, edge);
  };

  addEntity({ ...session.centre, key: centre, weight: 1 });
  const near = new Set<string>();
  for (const hub of [centre, ...inPlace]) {
    for (const category of drawnCategories(session, (key) => nodes.has(key), hub)) {
      const { loaded, total } = countsOf(session, category.key);
      const children = sceneChildren(session, category, options);
      nodes.set(category.key, {
        key: category.key,
        kind: "category",
        id: category.word,
        name: category.title,
        weight: total,
        isCentre: false,
        isPinned: pinned.has(category.key),
        isDimmed: false,
        // A narrowed graph says what is left of each; a small screen, which shows fewer, what is loaded.
        category: {
          loaded: options.only === undefined ? loaded : children.length,
          total,
          isExpanded: !session.now.closed.has(category.key),
          isLoading: loading.has(category.key),
        },
        ...(category.totals === undefined
          ? {}
          : { hint: `${category.totals[0].toLocaleString("en")} → ${category.totals[1].toLocaleString("en")}` }),
      });
      addEdge({ source: hub, target: category.key, kind: "category" });
      for (const child of children) {
        addEntity(child);
        addEdge({ source: category.key, target: child.key, kind: child.line });
        near.add(pair(hub, child.key));
      }
    }
  }
  for (const link of session.links) {
    const isDrawn = nodes.has(link.source) && nodes.has(link.target);
    // What a category says already needs no second line.
    if (isDrawn && !near.has(pair(link.source, link.target))) addEdge(link);
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
};

/** What the legend and the search in the graph leave of a picture. */
export interface Filters {
  readonly hide: ReadonlySet<NodeKind | "lines">;
  /** Undefined while nothing is searched for; else the nodes that are found, the others are dimmed. */
  readonly found?: ReadonlySet<string>;
}

/** Lines among neighbours, which the legend can leave out: those that no category stands for. */
const isCross = (edge: SceneEdge, kinds: ReadonlyMap<string, NodeKind>): boolean =>
  kinds.get(edge.source) !== "category" && kinds.get(edge.target) !== "category";

/** The picture without hidden kinds. Where categories are hidden, their children hang on the centre itself. */
export const filtered = (scene: Scene, { hide, found }: Filters): Scene => {
  const kinds = new Map(scene.nodes.map(({ key, kind }) => [key, kind]));
  const nodes = scene.nodes
    .filter(({ kind, isCentre }) => isCentre || !hide.has(kind))
    .map((node) => (found === undefined || found.has(node.key) ? node : { ...node, isDimmed: true }));
  const left = new Set(nodes.map(({ key }) => key));
  const hubOf = new Map(scene.edges.filter(({ kind }) => kind === "category").map(({ source, target }) => [target, source]));
  const seen = new Set<string>();
  const edges = scene.edges.flatMap((edge) => {
    const source = left.has(edge.source) ? edge.source : hubOf.get(edge.source);
    if (source === undefined || !left.has(source) || !left.has(edge.target) || source === edge.target) return [];
    if (hide.has("lines") && isCross(edge, kinds)) return [];
    const key = pair(source, edge.target);
    if (seen.has(key)) return [];
    seen.add(key);
    return [source === edge.source ? edge : { ...edge, source }];
  });
  return { nodes, edges };
};

/** How many of each kind a picture has. */
export const kindCounts = (scene: Scene): ReadonlyMap<NodeKind, number> => {
  const counts = new Map<NodeKind, number>();
  for (const { kind } of scene.nodes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
};
