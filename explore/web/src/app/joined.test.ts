import type { Query } from "@discogsography/web/reply_state";
import { describe, expect, it, vi } from "vitest";
import { joined } from "./joined";

const query = (about: Partial<Query<string>>): Query<string> => ({
  data: undefined,
  error: null,
  isFetching: false,
  fetchStatus: "idle",
  errorUpdateCount: 0,
  refetch: vi.fn(),
  ...about,
});
const loading = query({ isFetching: true, fetchStatus: "fetching" });
const failed = query({ error: new Error("no"), errorUpdateCount: 2 });

describe("several answers as one", () => {
  it("has what has come, though others failed or are on their way", () => {
    const { data, error, isFetching } = joined([query({ data: "a" }), failed, loading]);
    expect({ data, error, isFetching }).toEqual({ data: ["a"], error: null, isFetching: true });
  });

  it("is loading while nothing has come and something may", () => {
    expect(joined([failed, loading])).toMatchObject({ data: undefined, error: null, fetchStatus: "fetching" });
  });

  it("has failed when all have, and tries those again", () => {
    const all = joined([failed, failed]);
    expect(all).toMatchObject({ data: undefined, error: failed.error, errorUpdateCount: 2 });
    all.refetch();
    expect(failed.refetch).toHaveBeenCalledTimes(2);
  });

  it("is an empty answer without questions", () => expect(joined([]).data).toEqual([]));
});
