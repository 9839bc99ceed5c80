import type { PathStep } from "@discogsography/web/api/schema.gen";
import { type EntityRef, type EntityType, isEntityType, keyOf, parseKey } from "../../app/entity";
import { formatList, parseList } from "../../app/list_param";
import type { Params } from "../../app/location";

/*
 * Address of the pane:
 *   from, to   `type:id`, or `type:name` (a name of digits alone is taken for an id)
 *   via, avoid up to 3 and 20 `type:id`, comma separated (see app/list_param.ts)
 *   depth      edges at most, 1 to 10; 10 when absent
 *   years      `1980-1990`, `1980-`, `-1990`
 *   credits    `off`: do not walk credits
 *   alt, step  the chosen way and the chosen place on it, counted from 1
 */

/** What a path can begin and end with. */
export const END_TYPES = ["artist", "label", "genre", "style"] as const satisfies readonly EntityType[];
export const MOST_VIA = 3;
export const MOST_AVOIDED = 20;
export const MOST_DEPTH = 10;
export const ALTERNATIVES = 5;

export type Key = Pick<EntityRef, "type" | "id">;

export interface PathQuestion {
  readonly from: Key | undefined;
  readonly to: Key | undefined;
  readonly via: readonly Key[];
  readonly avoid: readonly Key[];
  readonly depth: number;
  readonly yearFrom: number | undefined;
  readonly yearTo: number | undefined;
  readonly credits: boolean;
}

/** A path as the page shows it; the first of an answer is the API's best. */
export type Way = readonly PathStep[];

/** Entities in one key of the address, as `app/list_param.ts` writes lists. */
export const joinKeys = (keys: readonly Key[]): string | undefined => formatList(keys.map(keyOf));
export const splitKeys = (text: string | undefined, most: number): readonly Key[] =>
  parseList(text)
    .map(parseKey)
    .filter((key) => key !== undefined)
    .slice(0, most);

const isEnd = (key: Key | undefined): key is Key => key !== undefined && (END_TYPES as readonly EntityType[]).includes(key.type);
const whole = (text: string | undefined, least: number, most: number): number | undefined => {
  const value = /^\d+$/.test(text ?? "") ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
};

export const parseQuestion = (params: Params): PathQuestion => {
  const [from, to] = [parseKey(params.from), parseKey(params.to)];
  const years = /^(\d{4})?-(\d{4})?$/.exec(params.years ?? "");
  return {
    from: isEnd(from) ? from : undefined,
    to: isEnd(to) ? to : undefined,
    via: splitKeys(params.via, MOST_VIA),
    avoid: splitKeys(params.avoid, MOST_AVOIDED),
    depth: whole(params.depth, 1, MOST_DEPTH) ?? MOST_DEPTH,
    yearFrom: years?.[1] === undefined ? undefined : Number(years[1]),
    yearTo: years?.[2] === undefined ? undefined : Number(years[2]),
    credits: params.credits !== "off",
  };
};

/** Address of the pane with a question, and no way chosen yet. */
export const formatQuestion = (question: PathQuestion): Params => ({
  pane: "path",
  from: question.from && keyOf(question.from),
  to: question.to && keyOf(question.to),
  via: joinKeys(question.via),
  avoid: joinKeys(question.avoid),
  depth: question.depth === MOST_DEPTH ? undefined : String(question.depth),
  years:
    question.yearFrom === undefined && question.yearTo === undefined ? undefined : `${question.yearFrom ?? ""}-${question.yearTo ?? ""}`,
  credits: question.credits ? undefined : "off",
});

export const swapped = (question: PathQuestion): PathQuestion => ({
  ...question,
  from: question.to,
  to: question.from,
  via: question.via.toReversed(),
});

export const sameKey = (a: Key | undefined, b: Key | undefined): boolean =>
  a !== undefined && b !== undefined && a.type === b.type && a.id === b.id;

/** What keeps a question from being asked, in words for the reader; undefined when it can be. */
export const problemOf = (question: PathQuestion): string | undefined => {
  const { from, to, yearFrom, yearTo } = question;
  if (from === undefined || to === undefined) return "Choose where the path begins and where it ends.";
  if (sameKey(from, to)) return "Both ends are the same. Choose two different names.";
  if (yearFrom !== undefined && yearTo !== undefined && yearFrom > yearTo) return "The first year is after the last one.";
  const clash = [from, to, ...question.via].find((key) => question.avoid.some((avoided) => sameKey(key, avoided)));
  return clash === undefined ? undefined : "Something is both on the path and to be avoided.";
};

/** An id where the value is one, else a name: digits are an id, and genres, styles and people have their name for it. */
const endQuery = (end: Key, side: "from" | "to"): Record<string, string> => {
  const isId = /^\d+$/.test(end.id) || !["artist", "label"].includes(end.type);
  return { [`${side}_type`]: end.type, [isId ? `${side}_id` : `${side}_name`]: end.id };
};

export const queryOf = (question: PathQuestion & { readonly from: Key; readonly to: Key }) => ({
  ...endQuery(question.from, "from"),
  ...endQuery(question.to, "to"),
  max_depth: question.depth,
  alternatives: ALTERNATIVES,
  credits: question.credits,
  ...(question.via.length > 0 ? { via: question.via.map(keyOf) } : {}),
  ...(question.avoid.length > 0 ? { avoid: question.avoid.map(keyOf) } : {}),
  ...(question.yearFrom === undefined ? {} : { year_from: question.yearFrom }),
  ...(question.yearTo === undefined ? {} : { year_to: question.yearTo }),
});

/** The entity of a step; undefined for a kind that the page does not know. */
export const entityOf = (step: PathStep): EntityRef | undefined =>
  isEntityType(step.type) ? { type: step.type, id: step.id, name: step.name || step.id } : undefined;

export const stepKey = (step: PathStep): string => `${step.type}:${step.id}`;

const isWork = (step: PathStep): boolean => step.type === "release" || step.type === "master";

const FORWARD: Readonly<Record<string, string>> = {
  BY: "by",
  ON: "on",
  IS: "is",
  DERIVED_FROM: "version of",
  MEMBER_OF: "member of",
  ALIAS_OF: "alias of",
  CREDITED_ON: "credited on",
  SAME_AS: "same as",
};
const BACKWARD: Readonly<Record<string, string>> = {
  BY: "artist of",
  ON: "released",
  IS: "heard on",
  DERIVED_FROM: "has version",
  MEMBER_OF: "has member",
  ALIAS_OF: "has alias",
  CREDITED_ON: "credits",
  SAME_AS: "same as",
};

/** What the line that leads to a step says, read from the step before to this one. It claims no more than the edge does. */
export const relationOf = (step: PathStep): string => {
  const roles = (step.roles ?? []).join(", ");
  if (step.rel === "CREDITED_ON" && roles !== "") return step.forward === false ? `credits (${roles})` : `credited as ${roles} on`;
  const words = step.forward === false ? BACKWARD : FORWARD;
  return words[step.rel ?? ""] ?? step.says ?? (step.rel ?? "linked to").toLowerCase().replaceAll("_", " ");
};

/** What a way passes between its ends: artists, labels and the like; the works where there is nothing else. */
export const betweenOf = (way: Way): readonly PathStep[] => {
  const middle = way.slice(1, -1);
  const others = middle.filter((step) => !isWork(step));
  return others.length > 0 ? others : middle;
};

/** Second line of a way: what lies between, in order, without what its title says already. */
export const worksOf = (way: Way): readonly PathStep[] => {
  const told = new Set(betweenOf(way));
  return way.slice(1, -1).filter((step) => !told.has(step));
};

export interface Place {
  readonly alt: number;
  readonly step: number;
}

const within = (value: number, most: number): number => Math.min(Math.max(value, 0), Math.max(most, 0));

/** Where the reader is, counted from 0 and kept within the ways that there are. */
export const placeOf = (params: Params, ways: readonly Way[]): Place => {
  const alt = within((whole(params.alt, 1, 99) ?? 1) - 1, ways.length - 1);
  return { alt, step: within((whole(params.step, 1, 99) ?? 1) - 1, (ways[alt]?.length ?? 1) - 1) };
};

export const placeParams = (place: Place): Params => ({
  alt: place.alt === 0 ? undefined : String(place.alt + 1),
  step: place.step === 0 ? undefined : String(place.step + 1),
});

/** Where an arrow key leads; undefined for another key. Home and End go to the ends of the way. */
export const moved = (place: Place, key: string, ways: readonly Way[]): Place | undefined => {
  const last = (alt: number): number => (ways[alt]?.length ?? 1) - 1;
  const at = (alt: number, step: number): Place => {
    const kept = within(alt, ways.length - 1);
    return { alt: kept, step: within(step, last(kept)) };
  };
  switch (key) {
    case "ArrowUp":
      return at(place.alt - 1, place.step);
    case "ArrowDown":
      return at(place.alt + 1, place.step);
    case "ArrowLeft":
      return at(place.alt, place.step - 1);
    case "ArrowRight":
      return at(place.alt, place.step + 1);
    case "Home":
      return at(place.alt, 0);
    case "End":
      return at(place.alt, last(place.alt));
    default:
      return undefined;
  }
};

/** Where a node of the picture is on the ways: on the chosen one if it passes there, else on the first that does. */
export const placeOfKey = (key: string, chosen: number, ways: readonly Way[]): Place | undefined => {
  for (const alt of [chosen, ...ways.keys()]) {
    const step = ways[alt]?.findIndex((each) => stepKey(each) === key) ?? -1;
    if (step >= 0) return { alt, step };
  }
  return undefined;
};
