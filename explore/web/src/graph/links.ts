import { type EntityType, keyOf } from "../app/entity";
import type { Link } from "./model";
import type { EdgeKind, Scene } from "./types";

/** What `/api/graph/edges` takes at once. */
export const MOST_LINKED = 2_000;

interface End {
  readonly type: EntityType;
  readonly id: string;
}

/** The parts of an edge of `/api/graph/edges` that a picture needs. */
export interface ApiEdge {
  readonly source: End;
  readonly target: End;
  readonly type: string;
}

const KINDS: Readonly<Record<string, EdgeKind>> = { MEMBER_OF: "member_of", ALIAS_OF: "alias_of" };

/** Relationships that nearly everything has to nearly everything around one centre: as lines they would be a grey cloth. */
const LEFT_OUT: ReadonlySet<string> = new Set(["IS", "PART_OF"]);

/** How relationships of the graph are drawn where no category says them. Genres and styles have theirs in their own categories alone. */
export const toLinks = (edges: readonly ApiEdge[]): readonly Link[] =>
  edges
    .filter(({ type }) => !LEFT_OUT.has(type))
    .map(({ source, target, type }) => ({ source: keyOf(source), target: keyOf(target), kind: KINDS[type] ?? "credit" }));

const isRecording = (key: string): boolean => key.startsWith("release:") || key.startsWith("master:");

/** What belongs to an entity by these links: what is linked to it, and what is linked to a recording that is: the artists of a genre's releases. */
export const belongingTo = (key: string, edges: readonly ApiEdge[]): ReadonlySet<string> => {
  const near = new Map<string, Set<string>>();
  const note = (from: string, to: string): void => void near.set(from, (near.get(from) ?? new Set()).add(to));
  for (const { source, target } of edges) {
    note(keyOf(source), keyOf(target));
    note(keyOf(target), keyOf(source));
  }
  const own = [...(near.get(key) ?? [])];
  return new Set([key, ...own, ...own.filter(isRecording).flatMap((each) => [...(near.get(each) ?? [])])]);
};

/** The entities of a picture whose links are worth asking for, in a fixed order: the same entities are the same question. */
export const linkable = (scene: Scene): readonly End[] =>
  scene.nodes
    .flatMap(({ kind, id }) => (kind === "category" ? [] : [{ type: kind, id }]))
    .slice(0, MOST_LINKED)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
