import type { SearchSuggestion } from "@discogsography/web/api/schema.gen";
import { type EntityRef, type EntityType, TYPE_NAMES } from "./entity";
import { entityParams } from "./links";
import type { Params } from "./location";

/** What the search box can look for. */
export const SEARCH_TYPES = ["artist", "label", "genre", "style", "release", "master", "person", "all"] as const;
export type SearchType = (typeof SEARCH_TYPES)[number];
export const isSearchType = (value: unknown): value is SearchType => (SEARCH_TYPES as readonly unknown[]).includes(value);

export const searchTypeName = (type: SearchType): string => (type === "all" ? "All types" : TYPE_NAMES[type][0]);

/** Fewer letters than this are no question for the API. */
const MIN_LETTERS = 3;
const MAX_LETTERS = 200;

/** Time without a key after which what was typed is asked for. */
export const TYPING_MS = 300;
export const SUGGESTIONS = 10;

/** What the API is asked for a text; undefined while it is too short. Counted in code points, as the API does. */
export const queryOf = (text: string): string | undefined => {
  const letters = [...text.trim().replace(/\s+/gu, " ")];
  return letters.length < MIN_LETTERS ? undefined : letters.slice(0, MAX_LETTERS).join("");
};

export const toEntity = (suggestion: Pick<SearchSuggestion, "type" | "id" | "name">): EntityRef => ({
  type: suggestion.type as EntityType,
  id: suggestion.id,
  name: suggestion.name,
});

const folded = (text: string): string => text.trim().replace(/\s+/gu, " ").normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase("en");

/** The suggestion whose name is what was typed, and no other of that name: then its id is known, and namesakes are not asked about. */
export const exactMatch = <S extends Pick<SearchSuggestion, "name">>(suggestions: readonly S[], text: string): S | undefined => {
  const same = suggestions.filter((each) => folded(each.name) === folded(text));
  return same.length === 1 ? same[0] : undefined;
};

/**
 * Where a text leads that was entered without choosing a suggestion: the graph, if the name is that of a centre, or the search pane.
 * Undefined for nothing but blanks.
 */
export const submitted = (text: string, type: SearchType, suggestions: readonly SearchSuggestion[]): Params | undefined => {
  const name = text.trim().replace(/\s+/gu, " ");
  if (name === "") return undefined;
  const match = exactMatch(suggestions, name);
  if (match !== undefined) return entityParams(toEntity(match));
  if (type === "all") return queryOf(name) === undefined ? { type: "artist", name } : { pane: "search", q: name };
  if (type === "release" || type === "master") return { pane: "search", q: name, types: type };
  return { type, name };
};

/** A name cut where what was typed stands in it, for marking: before, match, after. Undefined when it is not there as typed. */
export const marked = (name: string, typed: string): readonly [string, string, string] | undefined => {
  const sought = typed.trim().toLocaleLowerCase("en");
  const at = sought === "" ? -1 : name.toLocaleLowerCase("en").indexOf(sought);
  // Lower case may be longer than upper case (İ), and then positions do not carry over.
  if (at < 0 || name.toLocaleLowerCase("en").length !== name.length) return undefined;
  return [name.slice(0, at), name.slice(at, at + sought.length), name.slice(at + sought.length)];
};
