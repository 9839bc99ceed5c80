/**
 * What the address says of this pane.
 *
 * `type`, `name`, `id`   the centre of the graph; either name or id will do
 * `sel=artist:42`        what the panel shows; absent: the centre
 * `page=release:42`      an entity as a page of its own instead of the graph
 * `year=1985`            only releases up to that year
 * `years=1980-1990`      two years beside each other; `mode=exclusive`: each year alone, else all up to it
 * `hide=label,lines`     what the legend leaves out: kinds of nodes, `lines` among neighbours
 * `closed=labels`        categories of the centre that are closed
 * `also=label:7,genre:Rock`  beside the centre, whatever it is linked to: `type:id`, or `type:name`
 * `only=genre:Rock`      only what belongs to it: a genre, a style or a label, by id or by name
 * `snapshot=token`       a shared view; goes before the centre
 */
import { type EntityRef, type EntityType, isEntityType, keyOf, parseKey } from "../../app/entity";
import { formatList, parseList } from "../../app/list_param";
import type { Params } from "../../app/location";
import { ALL_YEARS, type Lens } from "../../graph/lens";
import type { NodeKind } from "../../graph/types";

/** Who the address puts into the middle: by id where it is known, else by name. */
export type Centre =
  | { readonly type: EntityType; readonly id: string; readonly name: string | undefined }
  | { readonly type: EntityType; readonly id: undefined; readonly name: string };

/** What the pane shows. */
export type Place =
  | { readonly kind: "start" }
  | { readonly kind: "page"; readonly entity: Pick<EntityRef, "type" | "id"> }
  | { readonly kind: "snapshot"; readonly token: string }
  | { readonly kind: "graph"; readonly centre: Centre };

/** Tokens as the API makes them: anything else is no token, and not asked for. */
const TOKEN = /^[\w-]{8,64}$/;

export const placeOf = (params: Params): Place => {
  if (params.snapshot) return { kind: "snapshot", token: TOKEN.test(params.snapshot) ? params.snapshot : "" };
  const page = parseKey(params.page);
  if (page !== undefined) return { kind: "page", entity: page };
  const type = params.type?.toLowerCase() ?? "artist";
  if (!isEntityType(type)) return { kind: "start" };
  if (params.id) return { kind: "graph", centre: { type, id: params.id, name: params.name } };
  if (params.name) return { kind: "graph", centre: { type, id: undefined, name: params.name } };
  return { kind: "start" };
};

/** Years that the API takes: until the next one, which has releases announced for it. */
export const FIRST_YEAR = 1900;
export const lastYear = (): number => new Date().getFullYear() + 1;

const parseYear = (text: string | undefined): number | undefined => {
  const year = /^\d{4}$/.test(text ?? "") ? Number(text) : undefined;
  return year !== undefined && year >= FIRST_YEAR && year <= lastYear() ? year : undefined;
};

/** Two different years are compared, the smaller one first; of two equal ones only that one is shown. */
export const lensOf = (params: Params): Lens => {
  const [first, second] = (params.years ?? "").split("-").map(parseYear);
  if (first !== undefined && second !== undefined) {
    const [a, b] = [Math.min(first, second), Math.max(first, second)];
    return a === b ? { kind: "until", year: a } : { kind: "compare", a, b, mode: params.mode === "exclusive" ? "exclusive" : "cumulative" };
  }
  const year = parseYear(params.year);
  return year === undefined ? ALL_YEARS : { kind: "until", year };
};

/** Whether two years are being chosen: also while they are equal, which shows one. */
export const isComparing = (params: Params): boolean => params.years !== undefined;

/** The keys of the address for years; undefined ones are taken out. */
export const lensParams = (lens: Lens): Params => ({
  year: lens.kind === "until" ? `${lens.year}` : undefined,
  years: lens.kind === "compare" ? `${lens.a}-${lens.b}` : undefined,
  mode: lens.kind === "compare" && lens.mode === "exclusive" ? "exclusive" : undefined,
});

export type Hidable = NodeKind | "lines";

const isHidable = (value: string): value is Hidable => isEntityType(value) || value === "category" || value === "lines";

export const hideOf = (params: Params): ReadonlySet<Hidable> => new Set(parseList(params.hide).filter(isHidable));
export const hideParam = (hide: ReadonlySet<Hidable>): string | undefined => formatList([...hide].sort());

export const closedOf = (params: Params): readonly string[] => parseList(params.closed);
export const closedParam = (words: readonly string[]): string | undefined => formatList([...words].sort());

/** An entity as the address names it: by its id, or by its name in the place of the id. */
export type Key = Pick<EntityRef, "type" | "id">;

/** More than these are not looked up. */
export const MOST_ADDED = 20;

export const alsoOf = (params: Params): readonly Key[] =>
  parseList(params.also)
    .flatMap((text) => parseKey(text) ?? [])
    .slice(0, MOST_ADDED);
export const alsoParam = (keys: readonly Key[]): string | undefined => formatList([...new Set(keys.map(keyOf))].slice(0, MOST_ADDED));

/** What the graph can be narrowed to. */
const NARROWING: readonly EntityType[] = ["genre", "style", "label"];

export const onlyOf = (params: Params): Key | undefined => {
  const key = parseKey(params.only);
  return key !== undefined && NARROWING.includes(key.type) ? key : undefined;
};

/** What the panel shows: the selection, else the centre. */
export const selectionOf = (params: Params): string | undefined => {
  const selected = parseKey(params.sel);
  return selected === undefined ? undefined : keyOf(selected);
};
