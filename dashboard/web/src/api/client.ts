import { ApiError, newClient } from "@discogsography/web/api/fetching";
import type { paths } from "./schema.gen";

/** Typed calls to the dashboard service. A failure is an `ApiError`. */
export const client = newClient<paths>();

/** Whether the service asks for its token. */
export const isLocked = (error: unknown): boolean => error instanceof ApiError && error.status === 401;
