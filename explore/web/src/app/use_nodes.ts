import { hooks } from "@discogsography/web/api/client";
import type { NodeSummary } from "@discogsography/web/api/schema.gen";
import { useMemo } from "react";
import { type EntityRef, keyOf } from "./entity";

type Key = Pick<EntityRef, "type" | "id">;

/** The API describes at most so many at once. */
const MOST_NODES = 500;

/** Names that the page has met, so that what was just chosen has its name before the API says it. */
const names = new Map<string, string>();

/** Keeps the name of something that the address will hold by its id alone. */
export const rememberName = (entity: EntityRef): void => {
  if (entity.name !== "") names.set(keyOf(entity), entity.name);
};

/** What the API says of nodes, by `type:id`: names, weights, years. Those of the question before stay until the answer comes. */
export const useNodes = (keys: readonly Key[]): ReadonlyMap<string, NodeSummary> => {
  const distinct = [...new Map(keys.map((key) => [keyOf(key), { type: key.type, id: key.id }])).values()].slice(0, MOST_NODES);
  const { data } = hooks.useQuery(
    "post",
    "/api/graph/nodes",
    { body: { nodes: distinct } },
    { enabled: distinct.length > 0, placeholderData: (before) => before },
  );
  return useMemo(() => new Map((data?.nodes ?? []).map((node) => [keyOf(node), node])), [data]);
};

/** An entity of the address with its name: the API's, one that the page has met, or else what stands in the address. */
export const named = (key: Key, nodes: ReadonlyMap<string, NodeSummary>): EntityRef => {
  const text = keyOf(key);
  return { type: key.type, id: key.id, name: nodes.get(text)?.name ?? names.get(text) ?? key.id };
};
