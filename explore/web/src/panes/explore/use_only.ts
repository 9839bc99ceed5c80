import { hooks } from "@discogsography/web/api/client";
import { keepPreviousData } from "@tanstack/react-query";
import { useMemo } from "react";
import { type EntityRef, keyOf } from "../../app/entity";
import { belongingTo, linkable, MOST_LINKED } from "../../graph/links";
import { type Key, onlyOf } from "./model";
import { useNamed } from "./use_named";
import type { Walk } from "./use_walk";

/** What the graph is narrowed to. */
export interface Only {
  /** The address's words until the catalogue has said what they mean. */
  readonly entity: Pick<EntityRef, "type" | "name">;
  /** Keys of what belongs to it; undefined while that is not known: then everything is drawn. */
  readonly kept: ReadonlySet<string> | undefined;
  /** Why nothing is left out, when it stays so. */
  readonly problem: string | undefined;
}

const NONE: readonly Key[] = [];

/** Narrows the graph to what belongs to the genre, style or label of the address. A genre that there is none of may be a style of that name. */
export const useOnly = (walk: Walk, text: string | undefined): Only | undefined => {
  const wanted = useMemo(() => onlyOf({ only: text }), [text]);
  const found = useNamed(useMemo(() => (wanted === undefined ? NONE : [wanted]), [wanted]));
  const mayBeStyle = wanted?.type === "genre" && found?.length === 0;
  const styles = useNamed(useMemo(() => (mayBeStyle ? [{ type: "style", id: wanted.id }] : NONE), [mayBeStyle, wanted]));
  const entity = found?.[0] ?? (mayBeStyle ? styles?.[0] : undefined);
  const nodes = useMemo(
    () =>
      walk.plain === undefined || entity === undefined
        ? []
        : [{ type: entity.type, id: entity.id }, ...linkable(walk.plain).filter((each) => keyOf(each) !== keyOf(entity))].slice(
            0,
            MOST_LINKED,
          ),
    [walk.plain, entity],
  );
  const { data, isError } = hooks.useQuery(
    "post",
    "/api/graph/edges",
    { body: { nodes } },
    { enabled: nodes.length > 1 && !walk.isLoading, placeholderData: keepPreviousData, retry: false },
  );
  return useMemo(() => {
    if (wanted === undefined) return undefined;
    const isUnknown = found !== undefined && entity === undefined && (!mayBeStyle || styles !== undefined);
    const isBroken = isError || (data !== undefined && !Array.isArray(data.edges));
    return {
      entity: entity ?? { type: wanted.type, name: wanted.id },
      kept: entity !== undefined && Array.isArray(data?.edges) ? belongingTo(keyOf(entity), data.edges) : undefined,
      problem: isUnknown ? "not in this catalogue" : isBroken ? "could not be looked up" : undefined,
    };
  }, [wanted, found, mayBeStyle, styles, entity, data, isError]);
};
