import { type ApiError, hooks } from "@discogsography/web/api/client";
import type { Trend } from "@discogsography/web/api/schema.gen";
import type { Query } from "@discogsography/web/reply_state";
import { useQueries } from "@tanstack/react-query";
import { checked } from "../../app/checked";
import type { EntityRef } from "../../app/entity";
import type { SeriesKey } from "./model";

const whole = checked<Trend>(
  ({ name, data }) =>
    typeof name === "string" && Array.isArray(data) && data.every(({ year, count }) => Number.isInteger(year) && Number.isFinite(count)),
);

/** A series with the answer about it, in whatever state that is. */
export interface Series {
  readonly key: SeriesKey;
  /** What it is called, as far as one knows yet. */
  readonly entity: EntityRef;
  readonly query: Query<Trend> & { readonly error: ApiError | null };
}

/** Artists and labels have numbers for ids, genres and styles their names; links of older pages name an artist instead. */
const isId = (id: string): boolean => /^\d+$/.test(id);

/** Each series asks for itself: one that fails takes none of the others along. */
export const useSeries = (keys: readonly SeriesKey[]): readonly Series[] => {
  const queries = useQueries({
    queries: keys.map(({ type, id }) => ({
      ...hooks.queryOptions("get", "/api/trends", { params: { query: isId(id) ? { type, id } : { type, name: id } } }),
      select: whole,
    })),
  });
  return keys.flatMap((key, index) => {
    const query = queries[index];
    if (query === undefined) return [];
    const entity = { type: key.type, id: query.data?.id ?? key.id, name: query.data?.name ?? key.id };
    return [{ key, entity, query: query as Series["query"] }];
  });
};
