import { ApiError } from "./api/client";

/** What the page needs of a query's result; results of `hooks.useQuery` have it. */
export interface Query<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly fetchStatus: "fetching" | "paused" | "idle";
  /** Counts failures, so that the same error twice starts a new countdown. */
  readonly errorUpdateCount: number;
  readonly refetch: () => unknown;
}

/** What went wrong, by what the reader can do about it. */
export type Failure =
  | { readonly kind: "not-found"; readonly message: string }
  | { readonly kind: "limited"; readonly title: string; readonly message: string; readonly retryInS: number }
  | { readonly kind: "offline"; readonly title: string; readonly message: string; readonly retryInS: number }
  | { readonly kind: "error"; readonly title: string; readonly message: string; readonly canRetry: boolean; readonly details: string };

/** What is shown of a query. A failure beside data is that of a refetch. */
export type ReplyState<T> =
  | { readonly kind: "idle" }
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly failure: Failure; readonly isRetrying: boolean }
  | { readonly kind: "ready"; readonly data: T; readonly isRefreshing: boolean; readonly failure: Failure | undefined };

/** Seconds to wait when the server names none. */
const DEFAULT_WAIT_S = 10;
/** A server that asks for more is asked again by the reader. */
const LONGEST_WAIT_S = 600;
/** Seconds before the next try of a server that cannot be reached, by tries so far. */
const RECONNECT_S = [3, 5, 10, 20, 30] as const;

const reconnectIn = (failures: number): number => RECONNECT_S[Math.min(Math.max(failures, 1), RECONNECT_S.length) - 1] ?? 30;

const OFFLINE_TEXT = "What is loaded still works. New names need the network.";

const details = (error: unknown): string => {
  if (!(error instanceof ApiError)) return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const lines = [`Status ${error.status}`, `Code ${error.code}`, `Message ${error.message}`];
  if (error.requestId !== undefined) lines.push(`Request ${error.requestId}`);
  return lines.join("\n");
};

/** An error as a state to show. `failures` counts tries of this query that failed. */
export const toFailure = (error: unknown, failures: number, isOnline: boolean): Failure => {
  if (!(error instanceof ApiError)) {
    return {
      kind: "error",
      title: "This did not load",
      message: "Something on the page went wrong.",
      canRetry: true,
      details: details(error),
    };
  }
  const { status, message } = error;
  if (status === 0) {
    return isOnline
      ? {
          kind: "offline",
          title: "The catalogue cannot be reached",
          message: "What is loaded still works.",
          retryInS: reconnectIn(failures),
        }
      : { kind: "offline", title: "You are offline", message: OFFLINE_TEXT, retryInS: reconnectIn(failures) };
  }
  if (status === 404) return { kind: "not-found", message };
  if (status === 429 || status === 503) {
    const title = status === 429 ? "Too many requests" : "The catalogue is busy";
    return {
      kind: "limited",
      title,
      message,
      retryInS: Math.min(Math.max(Math.ceil(error.retryAfterS ?? DEFAULT_WAIT_S), 1), LONGEST_WAIT_S),
    };
  }
  if (status >= 400 && status < 500)
    return { kind: "error", title: "This cannot be answered", message, canRetry: false, details: details(error) };
  return {
    kind: "error",
    title: "This did not load",
    message: "The catalogue answered with an error.",
    canRetry: true,
    details: details(error),
  };
};

/** A query's result as one state. Data stays while it is fetched anew and when that fails. */
export const toReplyState = <T>(query: Query<T>, isOnline: boolean): ReplyState<T> => {
  const failure = query.error ? toFailure(query.error, query.errorUpdateCount, isOnline) : undefined;
  if (query.data !== undefined) return { kind: "ready", data: query.data, isRefreshing: query.isFetching, failure };
  if (failure) return { kind: "failed", failure, isRetrying: query.isFetching };
  if (query.fetchStatus === "paused") {
    const offline: Failure = { kind: "offline", title: "You are offline", message: OFFLINE_TEXT, retryInS: reconnectIn(1) };
    return { kind: "failed", failure: offline, isRetrying: false };
  }
  return query.fetchStatus === "fetching" ? { kind: "loading" } : { kind: "idle" };
};
