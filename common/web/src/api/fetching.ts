import createClient, { type Client, type Middleware } from "openapi-fetch";

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
  /** Where services other than the API have their words. */
  readonly detail?: unknown;
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
  return new ApiError(response.status, text(body.error) ?? text(body.detail) ?? `The server answered ${response.status}`, {
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

/** Typed calls to the service that the page came from. A failure is an {@link ApiError}. */
export const newClient = <Paths extends object>(): Client<Paths> => {
  const client = createClient<Paths>({ baseUrl: "/" });
  client.use(failures);
  return client;
};
