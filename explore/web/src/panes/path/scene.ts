import type { NodeSummary, PathStep } from "@discogsography/web/api/schema.gen";
import { keyOf } from "../../app/entity";
import type { EdgeKind, Scene, SceneEdge, SceneNode } from "../../graph/types";
import { entityOf, stepKey, type Way } from "./model";

const EDGE_KINDS: Readonly<Record<string, EdgeKind>> = {
  MEMBER_OF: "member_of",
  ALIAS_OF: "alias_of",
  SAME_AS: "alias_of",
  CREDITED_ON: "credit",
};

/** Smallest weight, for what the API has not described yet. */
const LEAST_WEIGHT = 1;

const hintOf = (step: PathStep, summary: NodeSummary | undefined): string | undefined =>
  [step.year, summary?.catalog_number].filter((part) => part !== null && part !== undefined).join(" · ") || undefined;

/**
 * All ways as one picture: what several share is drawn once, and what is not on the chosen way is dimmed.
 *
 * @param summaries By `type:id`; a node without one is drawn small.
 */
export const sceneOf = (
  ways: readonly Way[],
  chosen: number,
  summaries: ReadonlyMap<string, NodeSummary>,
  pinned: ReadonlySet<string> = new Set(),
): Scene => {
  const onWay = new Set(ways[chosen]?.map(stepKey));
  const nodes = new Map<string, SceneNode>();
  const edges = new Map<string, SceneEdge>();
  const ordered = [ways[chosen] ?? [], ...ways.filter((_, at) => at !== chosen)];
  for (const way of ordered) {
    for (const [at, step] of way.entries()) {
      const entity = entityOf(step);
      if (entity === undefined) continue;
      const key = keyOf(entity);
      const summary = summaries.get(key);
      const hint = hintOf(step, summary);
      if (!nodes.has(key)) {
        nodes.set(key, {
          key,
          kind: entity.type,
          id: entity.id,
          name: entity.name,
          weight: Math.max(summary?.weight ?? 0, LEAST_WEIGHT),
          isCentre: false,
          isPinned: pinned.has(key),
          isDimmed: !onWay.has(key),
          ...(hint === undefined ? {} : { hint }),
        });
      }
      const before = way[at - 1];
      if (before === undefined) continue;
      const source = stepKey(before);
      const id = [source, key].toSorted().join(" ");
      if (nodes.has(source) && !edges.has(id)) edges.set(id, { source, target: key, kind: EDGE_KINDS[step.rel ?? ""] ?? "plain" });
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
};
