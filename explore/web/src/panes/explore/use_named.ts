import { hooks } from "@discogsography/web/api/client";
import type { Node } from "@discogsography/web/api/schema.gen";
import { useQueries } from "@tanstack/react-query";
import { isEntityType } from "../../app/entity";
import type { NamedNode } from "../../graph/added";
import type { Key } from "./model";

/** How large an entity is, by what its details say of it. */
const weightOf = (node: Node): number => {
  if ("release_count" in node) return node.release_count;
  if ("version_count" in node) return node.version_count;
  if ("credit_count" in node) return node.credit_count;
  return "artist_count" in node ? node.artist_count : 1;
};

const toNamed = (node: Node | undefined): readonly NamedNode[] =>
  node !== undefined && isEntityType(node.type) && typeof node.id === "string" && typeof node.name === "string"
    ? [
        {
          type: node.type,
          id: node.id,
          name: node.name,
          weight: weightOf(node),
          year: "year" in node ? node.year : null,
          category: undefined,
        },
      ]
    : [];

// One function for all renderings: then the same answers are the same list.
const combine = (answers: readonly { readonly isPending: boolean; readonly data: Node | undefined }[]): readonly NamedNode[] | undefined =>
  answers.some(({ isPending }) => isPending) ? undefined : answers.flatMap(({ data }) => toNamed(data));

/** Entities that the address names by id or by name. Those that the catalogue has not are left out; undefined while an answer is missing. */
export const useNamed = (keys: readonly Key[]): readonly NamedNode[] | undefined =>
  useQueries({
    queries: keys.map(({ type, id }) =>
      hooks.queryOptions("get", "/api/node/{node_id}", { params: { path: { node_id: id }, query: { type } } }, { retry: false }),
    ),
    combine,
  });
