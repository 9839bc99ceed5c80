import { ApiError, hooks } from "@discogsography/web/api/client";
import type { SearchSuggestion, SearchSuggestions } from "@discogsography/web/api/schema.gen";
import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { checked } from "./checked";
import { queryOf, type SearchType, SUGGESTIONS, TYPING_MS } from "./suggest";

/** What there is to suggest for what is being typed. */
export type Suggestions =
  /** Too little was typed. */
  | { readonly kind: "idle"; readonly results: readonly SearchSuggestion[] }
  /** Asked, or about to be; `results` are those of the text before, if there were any. */
  | { readonly kind: "loading"; readonly results: readonly SearchSuggestion[] }
  | { readonly kind: "ready"; readonly results: readonly SearchSuggestion[] }
  /** `retryInS` when it goes on by itself. */
  | {
      readonly kind: "failed";
      readonly results: readonly SearchSuggestion[];
      readonly message: string;
      readonly retryInS?: number;
      readonly retry: () => void;
    };

const NONE: readonly SearchSuggestion[] = [];

/** A value once it has kept still. An undefined value is taken over at once. */
const useRested = <T>(value: T | undefined, ms: number): T | undefined => {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), value === undefined ? 0 : ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return value === undefined ? undefined : rested;
};

const request = (q: string, type: SearchType) => ({ params: { query: { q, type, limit: SUGGESTIONS } } });
const looksRight = checked<SearchSuggestions>(({ results }) => results.every(({ name }) => typeof name === "string"));

/** Suggestions for a text without waiting for its end; none when it is too short or the API does not answer. */
export const suggestionsNow = async (client: QueryClient, text: string, type: SearchType): Promise<readonly SearchSuggestion[]> => {
  const q = queryOf(text);
  if (q === undefined) return NONE;
  try {
    const answer = await client.fetchQuery({
      ...hooks.queryOptions("get", "/api/autocomplete", request(q, type)),
      retry: false,
      staleTime: Number.POSITIVE_INFINITY,
    });
    return looksRight(answer).results;
  } catch {
    return NONE;
  }
};

/** Seconds to wait after a refusal that names none. */
const LIMIT_S = 5;

/** Suggestions of one type. */
const useSuggestionsOf = (text: string, type: SearchType, isOn: boolean): Suggestions => {
  const wanted = isOn ? queryOf(text) : undefined;
  const asked = useRested(wanted, TYPING_MS);
  const query = hooks.useQuery("get", "/api/autocomplete", request(asked ?? "", type), {
    enabled: asked !== undefined && asked === wanted,
    retry: false,
    select: looksRight,
  });
  const [before, setBefore] = useState<{ readonly type: SearchType; readonly results: readonly SearchSuggestion[] }>();
  const results = query.data?.results;
  useEffect(() => {
    if (results !== undefined) setBefore({ type, results });
  }, [results, type]);

  if (wanted === undefined) return { kind: "idle", results: NONE };
  const kept = before?.type === type ? before.results : NONE;
  if (asked !== wanted) return { kind: "loading", results: kept };
  if (results !== undefined) return { kind: "ready", results };
  if (query.error && !query.isFetching) {
    const error: unknown = query.error;
    const retry = (): void => void query.refetch();
    if (!(error instanceof ApiError)) return { kind: "failed", results: NONE, message: "The names could not be read.", retry };
    if (error.status === 429 || error.status === 503) {
      const what = error.status === 429 ? "That was fast: the catalogue takes a breath." : "The catalogue is busy.";
      return { kind: "failed", results: NONE, message: what, retryInS: error.retryAfterS ?? LIMIT_S, retry };
    }
    return { kind: "failed", results: NONE, message: error.message, retry };
  }
  if (query.fetchStatus === "paused")
    return { kind: "failed", results: kept, message: "You are offline. Names come when you are back.", retry: () => undefined };
  return { kind: "loading", results: kept };
};

/**
 * Names for what is being typed: asked once typing rests, from three letters on. Answers are kept, so that typing back asks nothing, and a
 * late answer belongs to its own text and is never shown for another. With `isWide`, what no name of the type fits is looked for among all
 * types.
 */
export const useSuggestions = (text: string, type: SearchType, isOn = true, isWide = false): Suggestions => {
  const own = useSuggestionsOf(text, type, isOn);
  const isNothing = own.kind === "ready" && own.results.length === 0;
  const others = useSuggestionsOf(text, "all", isOn && isWide && isNothing && type !== "all");
  return isNothing && others.results.length > 0 ? others : own;
};
