import type { operations, SearchResults } from "@discogsography/web/api/schema.gen";
import { ENTITY_TYPES, type EntityType, isEntityType } from "../../app/entity";
import { formatList, parseList } from "../../app/list_param";
import type { Params } from "../../app/location";

/**
 * What the search pane shows, as the address has it.
 *
 * Keys: `q` text; `types` csv of types, absent = {@link CATALOGUE}; `genres`, `style`, `format`, `country` lists of values; `from`, `to` years;
 * `sort`; `p` number of the page, from 1; `sel` the hit that is previewed.
 */
export interface Search {
  readonly q: string;
  readonly types: readonly EntityType[];
  readonly facets: Readonly<Record<Facet, readonly string[]>>;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly sort: Sort;
  readonly page: number;
}

/** Facets that are lists of values, in the order of the page. */
export const FACETS = ["style", "genres", "format", "country"] as const;
export type Facet = (typeof FACETS)[number];

export const FACET_TITLES: Readonly<Record<Facet, string>> = { style: "Style", genres: "Genre", format: "Format", country: "Country" };

/** Under which name the answer counts a facet. */
export const FACET_COUNTS = {
  style: "style",
  genres: "genre",
  format: "format",
  country: "country",
} as const satisfies Record<Facet, keyof SearchResults["facets"]>;

export const SORTS = ["relevance", "size", "name", "-year", "year"] as const;
export type Sort = (typeof SORTS)[number];

export const SORT_TITLES: Readonly<Record<Sort, string>> = {
  relevance: "Relevance",
  size: "Most releases",
  name: "Name",
  "-year": "Newest first",
  year: "Oldest first",
};

/** What is looked through when no type is chosen: everything that Discogs has a record of. */
export const CATALOGUE = ["artist", "label", "master", "release"] as const satisfies readonly EntityType[];
/** What is known by its name alone; named above the results, and a tab each. */
export const NAMES = ["genre", "style", "person"] as const satisfies readonly EntityType[];

export const MIN_LETTERS = 3;
export const MAX_LETTERS = 200;
export const PAGE_SIZE = 20;
/** The API pages through so many results. */
const MAX_OFFSET = 1000;
export const MAX_PAGE = MAX_OFFSET / PAGE_SIZE + 1;
export const MIN_YEAR = 1000;
export const MAX_YEAR = 9999;

const whole = (text: string | undefined, least: number, most: number): number | undefined => {
  const value = /^\d{1,5}$/.test(text ?? "") ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
};

/** A year as somebody types it; undefined for what is none. */
export const parseYear = (text: string | undefined): number | undefined => whole(text?.trim(), MIN_YEAR, MAX_YEAR);

/** Reads the address; what makes no sense there is as if it were absent. */
export const parseSearch = (params: Params): Search => {
  const types = parseList(params.types).filter(isEntityType);
  return {
    q: (params.q ?? "").slice(0, MAX_LETTERS),
    types: ENTITY_TYPES.filter((type) => types.includes(type)),
    facets: {
      style: parseList(params.style),
      genres: parseList(params.genres),
      format: parseList(params.format),
      country: parseList(params.country),
    },
    from: parseYear(params.from),
    to: parseYear(params.to),
    sort: SORTS.find((sort) => sort === params.sort) ?? "relevance",
    page: whole(params.p, 1, MAX_PAGE) ?? 1,
  };
};

/** Keys of the address for a search, all of them: those that are absent are undefined. */
export const formatSearch = (search: Search): Params => ({
  q: search.q || undefined,
  types: formatList(search.types),
  style: formatList(search.facets.style),
  genres: formatList(search.facets.genres),
  format: formatList(search.facets.format),
  country: formatList(search.facets.country),
  from: search.from?.toString(),
  to: search.to?.toString(),
  sort: search.sort === "relevance" ? undefined : search.sort,
  p: search.page === 1 ? undefined : String(search.page),
});

const NO_FACETS: Search["facets"] = { style: [], genres: [], format: [], country: [] };

/** Another text: from its first page, without the facets that the counts of the text before had offered. Types, years and order stay. */
export const withText = (search: Search, q: string): Search =>
  q.trim() === search.q.trim() ? search : { ...search, q, facets: NO_FACETS, page: 1 };

/** A search that is filtered or ordered otherwise; any such change begins at the first page. */
export const withChange = (search: Search, patch: Partial<Omit<Search, "page" | "q">>): Search => ({ ...search, ...patch, page: 1 });

/** Adds a value to a facet, or takes it away. */
export const withToggled = (search: Search, facet: Facet, value: string): Search => {
  const values = search.facets[facet];
  const next = values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
  return withChange(search, { facets: { ...search.facets, [facet]: next } });
};

/** A range of years, the smaller one first. */
export const withYears = (search: Search, from: number | undefined, to: number | undefined): Search =>
  from !== undefined && to !== undefined && from > to ? withChange(search, { from: to, to: from }) : withChange(search, { from, to });

export const withoutFilters = (search: Search): Search =>
  withChange(search, { facets: NO_FACETS, from: undefined, to: undefined, types: [] });

export const canSearch = (search: Search): boolean => search.q.trim().length >= MIN_LETTERS;

/** A filter that can be taken away again. */
export interface ActiveFilter {
  readonly id: string;
  readonly title: string;
  readonly without: Search;
}

/** Filters in force beside the type, in the order of the page. */
export const activeFilters = (search: Search): readonly ActiveFilter[] => {
  const { from, to } = search;
  const isDated = from !== undefined || to !== undefined;
  const years = from === undefined ? `until ${to}` : to === undefined ? `since ${from}` : from === to ? String(from) : `${from}–${to}`;
  return [
    ...(isDated ? [{ id: "years", title: years, without: withYears(search, undefined, undefined) }] : []),
    ...FACETS.flatMap((facet) =>
      search.facets[facet].map((value) => ({ id: `${facet}:${value}`, title: value, without: withToggled(search, facet, value) })),
    ),
  ];
};

/** What is asked of the API. */
export type SearchQuery = operations["search_search"]["parameters"]["query"];

const csv = (values: readonly string[]): string | undefined => (values.length === 0 ? undefined : values.join(","));

/** Leaves out keys without a value: the API takes an absent key for "any". */
const present = <T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };

/** The page of results. */
export const searchQuery = (search: Search): SearchQuery =>
  present({
    q: search.q.trim(),
    limit: PAGE_SIZE,
    offset: (search.page - 1) * PAGE_SIZE,
    types: (search.types.length === 0 ? CATALOGUE : search.types).join(","),
    genres: csv(search.facets.genres),
    style: csv(search.facets.style),
    format: csv(search.facets.format),
    country: csv(search.facets.country),
    year_min: search.from,
    year_max: search.to,
    sort: search.sort === "relevance" ? undefined : search.sort,
  }) as SearchQuery;

/** What a filter chooses from: the counts of its choices are those without itself. */
export type Dimension = Facet | "types" | "years";

const isActive = (search: Search, dimension: Dimension): boolean => {
  if (dimension === "types") return search.types.length > 0;
  if (dimension === "years") return search.from !== undefined || search.to !== undefined;
  return search.facets[dimension].length > 0;
};

const without = (search: Search, dimension: Dimension): Search => {
  if (dimension === "types") return withChange(search, { types: [] });
  if (dimension === "years") return withYears(search, undefined, undefined);
  return withChange(search, { facets: { ...search.facets, [dimension]: [] } });
};

/** Asks for the counts of what a filter chooses from; undefined where the page of results has them already, because the filter is not used. */
export const countsQuery = (search: Search, dimension: Dimension): SearchQuery | undefined =>
  isActive(search, dimension) ? { ...searchQuery({ ...without(search, dimension), sort: "relevance" }), limit: 1 } : undefined;

/** Asks what else is called so: genres, styles and people. */
export const namesQuery = (search: Search): SearchQuery => ({ q: search.q.trim(), limit: 6, offset: 0, types: NAMES.join(",") });

/** Pages of a result, as far as the API goes. */
export const pageCount = (total: number): number => Math.min(MAX_PAGE, Math.max(1, Math.ceil(total / PAGE_SIZE)));

/** `21–40 of 158`, in figures. */
export const shownRange = (page: number, total: number): { readonly first: number; readonly last: number } => ({
  first: Math.min(total, (page - 1) * PAGE_SIZE + 1),
  last: Math.min(total, page * PAGE_SIZE),
});

/** Numbers of pages to offer: the first, the last, and those around the present one; undefined is a gap. */
export const pageNumbers = (page: number, pages: number): readonly (number | undefined)[] => {
  if (pages <= 7) return Array.from({ length: pages }, (_, index) => index + 1);
  const middle = page <= 4 ? [2, 3, 4, 5] : page >= pages - 3 ? [pages - 4, pages - 3, pages - 2, pages - 1] : [page - 1, page, page + 1];
  const first = middle[0] ?? 1;
  const last = middle.at(-1) ?? pages;
  return [1, ...(first > 2 ? [undefined] : []), ...middle, ...(last < pages - 1 ? [undefined] : []), pages];
};

/** Choices of a facet: those counted, and those chosen though nothing counts for them; the chosen ones keep their place by count. */
export const choices = (counts: Readonly<Record<string, number>>, chosen: readonly string[]): readonly { value: string; count: number }[] =>
  [...new Set([...Object.keys(counts), ...chosen])]
    .map((value) => ({ value, count: counts[value] ?? 0 }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value, "en"));

/** Before it nothing was recorded: years further back, and those to come, are slips of the pen and would flatten the histogram. */
const FIRST_RECORDING = 1860;

/** Years with their counts, every year between the first and the last, for the histogram. */
export const yearPoints = (
  counts: Readonly<Record<string, number>>,
  thisYear: number = new Date().getFullYear(),
): readonly { year: number; count: number }[] => {
  const years = Object.keys(counts)
    .map(Number)
    .filter((year) => Number.isInteger(year) && year >= FIRST_RECORDING && year <= thisYear + 1);
  if (years.length === 0) return [];
  const first = Math.min(...years);
  const last = Math.max(...years);
  return Array.from({ length: last - first + 1 }, (_, index) => ({ year: first + index, count: counts[String(first + index)] ?? 0 }));
};
