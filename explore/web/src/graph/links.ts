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

/** How a relationship of the graph is drawn where no category says it. */
export const toLinks = (edges: readonly ApiEdge[]): readonly Link[] =>
  edges.map(({ source, target, type }) => ({ source: keyOf(source), target: keyOf(target), kind: KINDS[type] ?? "credit" }));

/** The entities of a picture whose links are worth asking for, in a fixed order: the same entities are the same question. */
export const linkable = (scene: Scene): readonly End[] =>
  scene.nodes
    .flatMap(({ kind, id }) => (kind === "category" ? [] : [{ type: kind, id }]))
    .slice(0, MOST_LINKED)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
