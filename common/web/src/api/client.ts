import { QueryClient } from "@tanstack/react-query";
import createHooks from "openapi-react-query";
import { ApiError, newClient } from "./fetching";
import type { paths } from "./schema.gen";

export { ApiError, toApiError } from "./fetching";

/** Typed calls: `await client.GET("/api/explore", { params: { query: { name, type } } })`. A failure is an {@link ApiError}. */
export const client = newClient<paths>();

/** Typed hooks: `hooks.useQuery("get", "/api/explore", { params: { query: { name, type } } })`. */
export const hooks = createHooks(client);

/** Whether a second try at once may help: not for what the caller has to change, nor for a limit that counts each try. */
export const mayRetry = (failures: number, error: unknown): boolean =>
  failures < 1 && error instanceof ApiError && (error.status === 0 || error.status === 502 || error.status === 504);

export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5 * 60_000, gcTime: 15 * 60_000, retry: mayRetry, retryDelay: 500, refetchOnWindowFocus: false },
    },
  });
