import { hooks } from "@discogsography/web/api/client";
import type { SearchResults } from "@discogsography/web/api/schema.gen";
import { keepPreviousData } from "@tanstack/react-query";
import { checked } from "../../app/checked";
import { canSearch, countsQuery, type Dimension, namesQuery, type Search, searchQuery } from "./model";

const whole = checked<SearchResults>(
  ({ results, facets, pagination, total }) =>
    Array.isArray(results) &&
    results.every(({ id, type, name, metadata }) => Boolean(id && type && metadata) && typeof name === "string") &&
    Boolean(facets.type && facets.year && pagination) &&
    Number.isInteger(total),
);

/** The page of results. That of the search before stays until it is there. */
export const useResults = (search: Search) =>
  hooks.useQuery(
    "get",
    "/api/search",
    { params: { query: searchQuery(search) } },
    { enabled: canSearch(search), select: whole, placeholderData: keepPreviousData },
  );

/** What else is called so: genres, styles, people. Asked after the results, which are waited for. */
export const useNames = (search: Search) => {
  const { isSuccess, isPlaceholderData } = useResults(search);
  return hooks.useQuery(
    "get",
    "/api/search",
    { params: { query: namesQuery(search) } },
    { enabled: canSearch(search) && isSuccess && !isPlaceholderData, select: whole, placeholderData: keepPreviousData },
  );
};

/** Counts that a filter chooses from. Of a filter that is not used the page of results has them: one request serves both. */
export const useCounts = (search: Search, dimension: Dimension): SearchResults["facets"] | undefined => {
  const query = countsQuery(search, dimension) ?? searchQuery(search);
  const { data } = hooks.useQuery(
    "get",
    "/api/search",
    { params: { query } },
    { enabled: canSearch(search), select: whole, placeholderData: keepPreviousData },
  );
  return data?.facets;
};
