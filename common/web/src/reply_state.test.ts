import { describe, expect, it } from "vitest";
import { ApiError } from "./api/client";
import { type Query, toFailure, toReplyState } from "./reply_state";

const query = (part: Partial<Query<string>>): Query<string> => ({
  data: undefined,
  error: null,
  isFetching: false,
  fetchStatus: "idle",
  errorUpdateCount: 0,
  refetch: () => undefined,
  ...part,
});

describe("toReplyState", () => {
  it.each([
    ["a query that is not asked", query({}), "idle"],
    ["a first load", query({ isFetching: true, fetchStatus: "fetching" }), "loading"],
    ["an answer", query({ data: "x" }), "ready"],
    ["a failure", query({ error: new ApiError(500, "x") }), "failed"],
    ["a load that waits for the network", query({ fetchStatus: "paused" }), "failed"],
  ])("tells %s", (_what, given, kind) => {
    expect(toReplyState(given, true).kind).toBe(kind);
  });

  it("keeps what is there while it is fetched anew, and when that fails", () => {
    expect(toReplyState(query({ data: "x", isFetching: true, fetchStatus: "fetching" }), true)).toMatchObject({
      kind: "ready",
      isRefreshing: true,
    });
    expect(toReplyState(query({ data: "x", error: new ApiError(500, "no") }), true)).toMatchObject({
      kind: "ready",
      data: "x",
      failure: { kind: "error" },
    });
  });

  it("takes empty text and zero for answers", () => {
    expect(toReplyState(query({ data: "" }), true).kind).toBe("ready");
  });
});

describe("toFailure", () => {
  it("waits as long as the server says", () => {
    expect(toFailure(new ApiError(429, "slow down", { retryAfterS: 12 }), 1, true)).toMatchObject({ kind: "limited", retryInS: 12 });
    expect(toFailure(new ApiError(503, "busy"), 1, true)).toMatchObject({ kind: "limited", retryInS: 10 });
    expect(toFailure(new ApiError(429, "x", { retryAfterS: 0 }), 1, true)).toMatchObject({ retryInS: 1 });
    expect(toFailure(new ApiError(429, "x", { retryAfterS: 1e9 }), 1, true)).toMatchObject({ retryInS: 600 });
  });

  it("tells no network from no server, and tries more slowly each time", () => {
    expect(toFailure(new ApiError(0, "x"), 1, false)).toMatchObject({ kind: "offline", title: "You are offline" });
    expect(toFailure(new ApiError(0, "x"), 1, true)).toMatchObject({ kind: "offline", retryInS: 3 });
    expect(toFailure(new ApiError(0, "x"), 99, true)).toMatchObject({ retryInS: 30 });
  });

  it("offers no second try for what the reader has to change", () => {
    expect(toFailure(new ApiError(422, "year: not a number"), 1, true)).toMatchObject({
      kind: "error",
      canRetry: false,
      message: "year: not a number",
    });
    expect(toFailure(new ApiError(500, "x"), 1, true)).toMatchObject({ kind: "error", canRetry: true });
  });

  it("gives the request's id in the details", () => {
    const failure = toFailure(new ApiError(500, "x", { code: "internal", requestId: "abc-1" }), 1, true);
    expect(failure).toMatchObject({ details: "Status 500\nCode internal\nMessage x\nRequest abc-1" });
  });

  it("takes an error of the page for one", () => {
    expect(toFailure(new TypeError("x is undefined"), 1, true)).toMatchObject({ kind: "error", details: "TypeError: x is undefined" });
  });
});
