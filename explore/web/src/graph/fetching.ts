import { ApiError, client } from "@discogsography/web/api/client";
import { isCancelledError, type QueryClient } from "@tanstack/react-query";
import { type EntityRef, isEntityType } from "../app/entity";
import type { ApiChild, ApiPage } from "./children";
import { merge, type Side, yearsOf } from "./comparison";
import {
  type Ask,
  askFailed,
  childrenAnswered,
  comparisonAnswered,
  type Exploration,
  type Failure,
  hubAnswered,
  PAGE,
  type Session,
} from "./model";

/** A change of the walk that an answer brings. It is applied to the walk of that moment, which may have gone on. */
export type Change = (session: Session) => Session;

/** Pages of a comparison are as large as the API gives them; a side of more than five is compared by its largest thousand. */
const SIDE_PAGE = 200;
const SIDE_MOST = 1_000;

interface Years {
  readonly before_year?: number;
  readonly year_from?: number;
  readonly year_to?: number;
}

/** A body that is no answer: a proxy's page, a stream that was cut. */
export const malformed = (): ApiError => new ApiError(502, "The server sent something that is no answer", { code: "malformed" });

/** Whether a body has the shape that the walk relies on: a proxy's page or a cut stream is an error, not an empty category. */
const isPage = (data: unknown): data is ApiPage =>
  typeof data === "object" &&
  data !== null &&
  "children" in data &&
  Array.isArray(data.children) &&
  data.children.every((child: unknown) => {
    const { id, name, type } = (child ?? {}) as Partial<Record<keyof ApiChild, unknown>>;
    return typeof id === "string" && typeof name === "string" && typeof type === "string";
  }) &&
  "total" in data &&
  typeof data.total === "number";

const isRef = (data: unknown): data is EntityRef => {
  const { type, id, name } = (data ?? {}) as Partial<Record<keyof EntityRef, unknown>>;
  return isEntityType(type) && typeof id === "string" && typeof name === "string";
};

/** The same for `/api/explore`. */
export const isExploration = (data: unknown): data is Exploration => {
  const { center, categories, alternatives } = (data ?? {}) as Partial<Record<keyof Exploration, unknown>>;
  const isCategory = (each: unknown): boolean => {
    const { category, name, count } = (each ?? {}) as Partial<Record<keyof Exploration["categories"][number], unknown>>;
    return typeof category === "string" && typeof name === "string" && typeof count === "number";
  };
  return (
    isRef(center) && Array.isArray(categories) && categories.every(isCategory) && Array.isArray(alternatives) && alternatives.every(isRef)
  );
};

const expand = async (
  entity: EntityRef,
  category: string,
  page: { readonly limit: number; readonly offset: number },
  years: Years,
  signal: AbortSignal,
): Promise<ApiPage> => {
  const { data } = await client.GET("/api/expand", {
    params: { query: { type: entity.type, id: entity.id, category, categories: "all", ...page, ...years } },
    signal,
  });
  if (!isPage(data)) throw malformed();
  return data;
};

const side = async (entity: EntityRef, category: string, years: Years, signal: AbortSignal): Promise<Side> => {
  const children: ApiChild[] = [];
  for (;;) {
    const page = await expand(entity, category, { limit: SIDE_PAGE, offset: children.length }, years, signal);
    children.push(...page.children);
    const isEnd = page.children.length === 0 || children.length >= page.total;
    if (isEnd || children.length >= SIDE_MOST) return { children, total: page.total, isWhole: isEnd && page.truncated !== true };
  }
};

const toFailure = (error: unknown): Failure => (error instanceof ApiError ? error : malformed());

/** What a request brought, whoever asked: the same answer may serve a later walk. */
type Answer =
  | { readonly kind: "hub"; readonly found: Exploration }
  | { readonly kind: "page"; readonly page: ApiPage }
  | { readonly kind: "merged"; readonly merged: ReturnType<typeof merge> };

const answer = async (ask: Ask, signal: AbortSignal): Promise<Answer> => {
  const { entity } = ask;
  if (ask.kind === "hub") {
    const { data } = await client.GET("/api/explore", {
      params: { query: { type: entity.type, id: entity.id, categories: "all" } },
      signal,
    });
    if (!isExploration(data)) throw malformed();
    return { kind: "hub", found: data };
  }
  const { lens, word } = ask;
  if (lens.kind !== "compare") {
    const years: Years = lens.kind === "until" ? { before_year: lens.year } : {};
    return { kind: "page", page: await expand(entity, word, { limit: PAGE, offset: ask.offset }, years, signal) };
  }
  const [a, b] = await Promise.all([
    side(entity, word, yearsOf(lens.a, lens.mode), signal),
    side(entity, word, yearsOf(lens.b, lens.mode), signal),
  ]);
  return { kind: "merged", merged: merge(a, b, word) };
};

const applied = (session: Session, ask: Ask, found: Answer): Session => {
  if (found.kind === "hub") return hubAnswered(session, ask, found.found);
  return found.kind === "page" ? childrenAnswered(session, ask, found.page) : comparisonAnswered(session, ask, found.merged);
};

/** The name of an ask among the queries: answers are kept as long as those of other queries. */
export const queryKeyOf = ({ generation: _, id: __, ...question }: Ask): readonly unknown[] => ["walk", question];

/** Asks the API; the answer, good or bad, is a change of the walk. Undefined: it was given up. */
export const fulfil = async (queries: QueryClient, ask: Ask): Promise<Change | undefined> => {
  try {
    const found = await queries.fetchQuery({ queryKey: queryKeyOf(ask), queryFn: ({ signal }) => answer(ask, signal) });
    return (session) => applied(session, ask, found);
  } catch (error) {
    if (isCancelledError(error) || (error instanceof Error && error.name === "AbortError")) return undefined;
    const failure = toFailure(error);
    return (session) => askFailed(session, ask, failure);
  }
};
