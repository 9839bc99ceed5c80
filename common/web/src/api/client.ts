import { QueryClient } from "@tanstack/react-query";
import createClient, { type Middleware } from "openapi-fetch";
import createHooks from "openapi-react-query";
import type { paths } from "./schema.gen";

/** What went wrong, in words for the reader and in figures for the page. `status` 0: no answer at all (offline, connection refused, broken body). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  /** Seconds that the server asks to wait (429 and 503). */
  readonly retryAfterS: number | undefined;

  constructor(status: number, message: string, about: { code?: string; requestId?: string; retryAfterS?: number } = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = about.code ?? "unknown";
    this.requestId = about.requestId;
    this.retryAfterS = about.retryAfterS;
  }
}

interface ErrorBody {
  readonly error?: unknown;
  readonly code?: unknown;
  readonly request_id?: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** The API's error body, or any other body of a failed request, as one error. */
export const toApiError = async (response: Response): Promise<ApiError> => {
  const body: ErrorBody = await response.json().then(
    (parsed: unknown) => (isRecord(parsed) ? parsed : {}),
    () => ({}),
  );
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  const code = text(body.code);
  const requestId = text(body.request_id);
  return new ApiError(response.status, text(body.error) ?? `The server answered ${response.status}`, {
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(Number.isFinite(seconds) ? { retryAfterS: seconds } : {}),
  });
};

const failures: Middleware = {
  onResponse: async ({ response }) => {
    if (!response.ok) throw await toApiError(response);
    return undefined;
  },
  onError: ({ error }) => {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === "AbortError")) return error;
    return new ApiError(0, "The server could not be reached", { code: "unreachable" });
  },
};

/** Typed calls: `await client.GET("/api/explore", { params: { query: { name, type } } })`. A failure is an {@link ApiError}. */
export const client = createClient<paths>({ baseUrl: "/" });
client.use(failures);

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
