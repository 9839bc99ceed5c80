import type { Query } from "@discogsography/web/reply_state";

/**
 * Several answers as one: there as soon as one of them is, with what has come so far; failed when all have failed.
 *
 * What failed beside others that did not is the caller's to name: the joined answer is silent about it.
 */
export const joined = <T>(queries: readonly Query<T>[]): Query<readonly T[]> => {
  const data = queries.flatMap((query) => (query.data === undefined ? [] : [query.data]));
  const isFetching = queries.some((query) => query.isFetching);
  const hasAny = data.length > 0 || queries.length === 0;
  return {
    data: hasAny ? data : undefined,
    error: hasAny || !queries.every((query) => query.error) ? null : queries[0]?.error,
    isFetching,
    fetchStatus: isFetching ? "fetching" : queries.some((query) => query.fetchStatus === "paused") ? "paused" : "idle",
    errorUpdateCount: Math.max(0, ...queries.map((query) => query.errorUpdateCount)),
    refetch: () => {
      for (const query of queries) if (query.error) query.refetch();
    },
  };
};
