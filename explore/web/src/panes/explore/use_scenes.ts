import { useMemo } from "react";
import { keyOf } from "../../app/entity";
import type { Session } from "../../graph/model";
import { filtered, kindCounts, type SceneOptions, toScene } from "../../graph/scene";
import type { NodeKind, Scene, SceneNode } from "../../graph/types";
import { find, type Neighbours, neighboursOf } from "../../graph/walk";
import type { Hidable } from "./model";

/** Children of a category that a phone has room for. */
const MOST_ON_PHONE = 7;

const EMPTY: Scene = { nodes: [], edges: [] };

interface Wanted {
  readonly session: Session | undefined;
  readonly hide: ReadonlySet<Hidable>;
  /** What is searched for in the graph. */
  readonly query: string;
  readonly isPhone: boolean;
  readonly selected: string | undefined;
  readonly emerging: ReadonlySet<string>;
  /** What the graph is narrowed to. */
  readonly only: ReadonlySet<string> | undefined;
  /** Releases that the reader has or wants; known when there is an account. */
  readonly badges?: SceneOptions["badges"];
}

/** The picture before and after its filters, and what is read off it. */
export interface Scenes {
  readonly options: SceneOptions;
  readonly whole: Scene;
  readonly drawn: Scene;
  readonly counts: ReadonlyMap<NodeKind, number>;
  readonly byKey: ReadonlyMap<string, SceneNode>;
  readonly neighbours: Neighbours;
  /** Keys of what is searched for; undefined while nothing is. */
  readonly found: readonly string[] | undefined;
}

export const useScenes = ({ session, hide, query, isPhone, selected, emerging, only, badges }: Wanted): Scenes => {
  const options = useMemo<SceneOptions>(
    () => ({
      emerging,
      ...(isPhone ? { most: MOST_ON_PHONE, kept: new Set(selected === undefined ? [] : [selected]) } : {}),
      ...(only === undefined ? {} : { only }),
      ...(badges === undefined ? {} : { badges }),
    }),
    [emerging, isPhone, selected, only, badges],
  );
  const whole = useMemo(() => (session === undefined ? EMPTY : toScene(session, options)), [session, options]);
  const found = useMemo(() => find(whole, query), [whole, query]);
  const hidden = [...hide].sort().join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text of the set stands for it; the set is made anew by each reading of the address
  const drawn = useMemo(() => filtered(whole, { hide, ...(found === undefined ? {} : { found: new Set(found) }) }), [whole, found, hidden]);
  return {
    options,
    whole,
    drawn,
    counts: useMemo(() => kindCounts(whole), [whole]),
    byKey: useMemo(() => new Map(drawn.nodes.map((node) => [node.key, node])), [drawn]),
    neighbours: useMemo(() => neighboursOf(drawn), [drawn]),
    found,
  };
};

/** The entity that a node stands for; undefined for a category. */
export const entityOf = (node: SceneNode | undefined) =>
  node === undefined || node.kind === "category" ? undefined : { type: node.kind, id: node.id, name: node.name };

/** Where a walk begins: at its centre. */
export const centreKey = (session: Session | undefined): string | undefined => session && keyOf(session.centre);
