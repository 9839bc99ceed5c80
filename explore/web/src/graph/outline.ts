import { keyOf } from "../app/entity";
import { countsOf } from "./arrangement";
import { type Category, moreOf, type Session } from "./model";
import { type SceneOptions, sceneChildren } from "./scene";
import type { Scene, SceneNode } from "./types";

/** How many rows of a category the tree shows before it says `22 more`. */
export const FOLD = 8;

interface RowBase {
  /** Unique in the tree, also for a node that two categories list. */
  readonly id: string;
  readonly level: number;
  readonly parent: string | undefined;
  /** Its place among its siblings, from 1, and how many there are. */
  readonly place: number;
  readonly size: number;
}

export type Row =
  | (RowBase & { readonly kind: "node"; readonly node: SceneNode; readonly detail: string; readonly isOpen: boolean | undefined })
  | (RowBase & { readonly kind: "category"; readonly category: Category; readonly node: SceneNode; readonly isOpen: boolean })
  | (RowBase & { readonly kind: "unfold" | "more"; readonly category: string; readonly count: number; readonly left: number })
  | (RowBase & { readonly kind: "failed"; readonly category: string; readonly message: string });

interface Shape {
  readonly session: Session;
  readonly options: SceneOptions;
  /** What the picture has after its filters: the tree has the same. */
  readonly nodes: ReadonlyMap<string, SceneNode>;
  readonly unfolded: Unfolded;
}

/** Categories whose rows are all listed. */
export type Unfolded = ReadonlySet<string> | "all";

/** A row before its place among its siblings is known. */
type Loose = Row extends infer Each ? (Each extends Row ? Omit<Each, "place" | "size"> : never) : never;

/** A row with the rows inside it. */
interface Family {
  readonly head: Loose;
  readonly inner?: readonly Row[];
}

const placed = (families: readonly Family[]): readonly Row[] =>
  families.flatMap(({ head, inner = [] }, index) => [{ ...head, place: index + 1, size: families.length } as Row, ...inner]);

const childrenRows = (shape: Shape, category: Category, level: number, parent: string, path: ReadonlySet<string>): readonly Row[] => {
  const { session, options, nodes, unfolded } = shape;
  const base = { level, parent, category: category.key };
  const children = sceneChildren(session, category, options).filter(({ key }) => nodes.has(key));
  const isFolded = children.length > FOLD + 1 && unfolded !== "all" && !unfolded.has(category.key);
  const families: Family[] = children.slice(0, isFolded ? FOLD : undefined).flatMap((child) => {
    const node = nodes.get(child.key);
    if (node === undefined) return [];
    const id = `${parent}/${child.key}`;
    // A node expanded in place shows its categories wherever it is listed, but never inside itself.
    const isHub = session.now.inPlace.includes(child.key) && !path.has(child.key);
    const inner = isHub ? hubRows(shape, child.key, level + 1, id, new Set([...path, child.key])) : [];
    return [{ head: { kind: "node", id, level, parent, node, detail: child.detail, isOpen: isHub || undefined }, inner }];
  });
  if (isFolded) families.push({ head: { ...base, kind: "unfold", id: `${parent}/unfold`, count: children.length - FOLD, left: 0 } });
  const count = moreOf(session, category);
  if (category.failure !== undefined) {
    families.push({ head: { ...base, kind: "failed", id: `${parent}/failed`, message: category.failure.message } });
  } else if (count > 0 && (category.lens !== undefined || category.extra.length > 0)) {
    const { loaded, total } = countsOf(session, category.key);
    families.push({ head: { ...base, kind: "more", id: `${parent}/more`, count, left: total - loaded } });
  }
  return placed(families);
};

const hubRows = (shape: Shape, hub: string, level: number, parent: string, path: ReadonlySet<string>): readonly Row[] =>
  placed(
    (shape.session.hubs.get(hub)?.categories ?? []).flatMap((key): readonly Family[] => {
      const category = shape.session.categories.get(key);
      const node = shape.nodes.get(key);
      if (category === undefined || node === undefined) return [];
      const id = `${parent}/${key}`;
      const isOpen = !shape.session.now.closed.has(key);
      const inner = isOpen ? childrenRows(shape, category, level + 1, id, path) : [];
      return [{ head: { kind: "category", id, level, parent, category, node, isOpen }, inner }];
    }),
  );

/**
 * The graph as rows of a tree: the centre, its categories, their children, and the same within nodes expanded in place.
 *
 * `whole` is the picture before the legend filters it, `drawn` after. Pills that the legend hides stay rows: without them the tree would have no
 * shape.
 */
export const outline = (
  session: Session,
  whole: Scene,
  drawn: Scene,
  { options = {}, unfolded }: { readonly options?: SceneOptions; readonly unfolded: Unfolded },
): readonly Row[] => {
  const nodes = new Map(drawn.nodes.map((node) => [node.key, node]));
  for (const node of whole.nodes) if (node.kind === "category") nodes.set(node.key, node);
  const key = keyOf(session.centre);
  const node = nodes.get(key);
  if (node === undefined) return [];
  const inner = hubRows({ session, options, nodes, unfolded }, key, 2, key, new Set([key]));
  return placed([
    { head: { kind: "node", id: key, level: 1, parent: undefined, node, detail: "centre", isOpen: inner.length > 0 || undefined }, inner },
  ]);
};

export interface TableRow {
  readonly node: SceneNode;
  readonly detail: string;
  /** Title of the category that lists it first. */
  readonly group: string;
}

/** The same nodes in the same order as rows of a table, each entity once. */
export const tableRows = (rows: readonly Row[]): readonly TableRow[] => {
  const titles = new Map(rows.flatMap((row) => (row.kind === "category" ? [[row.id, row.category.title] as const] : [])));
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    if (row.kind !== "node" || seen.has(row.node.key)) return [];
    seen.add(row.node.key);
    return [{ node: row.node, detail: row.detail, group: titles.get(row.parent ?? "") ?? "Centre" }];
  });
};
