import { type EntityType, isEntityType, keyOf } from "../app/entity";
import { type NamedNode, ownCategory, toChild } from "./added";
import type { Child } from "./children";
import { type Category, categoryKey, type Session } from "./model";

/** A node of a shared view. Older ones have no name and no category, and some have their name for an id. */
export interface SharedNode {
  readonly type: EntityType;
  readonly id: string;
  readonly name: string | undefined;
  readonly category: string | undefined;
}

export interface Snapshot {
  readonly center: SharedNode;
  readonly nodes: readonly SharedNode[];
}

/** More than a snapshot can hold is not read. */
const MOST = 500;

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const toNode = (value: unknown): SharedNode | undefined => {
  const { type, id, name, category } = (value ?? {}) as Partial<Record<keyof SharedNode, unknown>>;
  const key = text(id);
  return isEntityType(type) && key !== undefined ? { type, id: key, name: text(name), category: text(category) } : undefined;
};

/** The API's body as a view; undefined when it is none. Nodes of unknown types are left out. */
export const toSnapshot = (body: unknown): Snapshot | undefined => {
  const { center, nodes } = (body ?? {}) as Partial<Record<keyof Snapshot, unknown>>;
  const middle = toNode(center);
  if (middle === undefined || !Array.isArray(nodes)) return undefined;
  return { center: middle, nodes: nodes.slice(0, MOST).flatMap((node) => toNode(node) ?? []) };
};

/** What the children of a category are, to put nodes into one that do not say where they were. */
const CHILD_TYPES: Readonly<Record<string, EntityType>> = {
  releases: "release",
  versions: "release",
  masters: "master",
  labels: "label",
  sublabels: "label",
  parents: "label",
  artists: "artist",
  aliases: "artist",
  people: "person",
  genres: "genre",
  styles: "style",
};

/** Category for nodes that none of the centre's fits. */
const OTHERS = "shared";

/** A new walk as it was shared: the same nodes in their categories, which can be opened further; categories without any are closed. */
export const restored = (session: Session, nodes: readonly NamedNode[]): Session => {
  const hub = keyOf(session.centre);
  const others = new Map(nodes.map((node) => [keyOf(node), node]));
  others.delete(hub);
  const categories = new Map<string, Category>(session.categories);
  const found = [...session.categories.values()];
  const placed = new Map<string, Child[]>();
  for (const node of others.values()) {
    const home = found.find(({ word }) => word === node.category) ?? found.find(({ word }) => CHILD_TYPES[word] === node.type);
    const key = home?.key ?? categoryKey(hub, OTHERS);
    placed.set(key, [...(placed.get(key) ?? []), toChild(node)]);
  }
  if (placed.size === 0) return session;
  for (const [key, extra] of placed) {
    const category = categories.get(key);
    categories.set(
      key,
      category === undefined
        ? ownCategory(hub, OTHERS, "Also in this view", extra)
        : { ...category, extra, total: Math.max(category.total, extra.length) },
    );
  }
  const keys = [...categories.keys()];
  const centre = session.hubs.get(hub);
  return {
    ...session,
    categories,
    hubs: centre === undefined ? session.hubs : new Map(session.hubs).set(hub, { ...centre, categories: keys }),
    now: {
      ...session.now,
      closed: new Set(keys.filter((key) => !placed.has(key))),
      shown: new Map([...placed.keys()].map((key) => [key, 0])),
    },
  };
};
