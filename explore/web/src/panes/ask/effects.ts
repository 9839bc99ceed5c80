import type { Mentioned } from "@discogsography/web/api/schema.gen";
import { canCentre, type EntityRef, type EntityType, isEntityType, keyOf, parseKey, shownName } from "../../app/entity";
import { entityParams, pageParams } from "../../app/links";
import { formatList } from "../../app/list_param";
import type { Params } from "../../app/location";
import { isPane, PANE_TITLES } from "../../app/panes";
import { alsoOf, alsoParam } from "../explore/model";
import { END_TYPES } from "../path/model";

const MOST_TEXT = 256;
export const MOST_ACTIONS = 50;
const SHOWN_TYPES: readonly EntityType[] = ["artist", "label", "genre", "style", "release"];
/** What belongs to the graph in the address, beside its centre. */
const GRAPH_KEYS = ["type", "name", "id", "sel", "year", "years", "mode", "hide", "closed", "also", "only", "snapshot"] as const;

type Payload = Readonly<Record<string, unknown>>;
type Named = Pick<EntityRef, "type" | "name">;

/** An answer on its way through its actions. */
export interface Run {
  readonly params: Params;
  /** Entities whose ids are known, of this conversation. */
  readonly known: readonly Mentioned[];
  /** Filters of this answer: they hold for the graph that it opens too. */
  readonly filter: Params;
  /** Whether an action of the answer opens a graph. */
  readonly opensGraph: boolean;
  /** Whether the answer opened Trends: then what it puts into the centre is what the chart shows. */
  readonly isTrend: boolean;
  readonly hasPath: boolean;
}

/** What an action makes of the page, or why it was not done. */
export type Effect = { readonly run: Run; readonly words: string } | { readonly words: string; readonly reason: string };

export const isRecord = (value: unknown): value is Payload => typeof value === "object" && value !== null && !Array.isArray(value);
export const text = (value: unknown): string | undefined => {
  const cut = typeof value === "string" ? value.trim().slice(0, MOST_TEXT).trim() : "";
  return cut === "" ? undefined : cut;
};
const named = (name: unknown, type: unknown): Named | undefined => {
  const given = text(name);
  return given !== undefined && isEntityType(type) && SHOWN_TYPES.includes(type) ? { name: given, type } : undefined;
};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, MOST_ACTIONS) : []);
const invalid = (words: string): Effect => ({ words, reason: "what came with it is not valid" });
const quoted = (name: string): string => shownName(name);

const hasCentre = (params: Params): boolean =>
  (params.pane ?? "explore") === "explore" && Boolean(params.type && (params.name || params.id));
const idOf = ({ name, type }: Named, known: readonly Mentioned[]): string | undefined =>
  known.find((each) => each.type === type && each.name === name && each.id !== "")?.id;

/** An entity as addresses hold it: by id where it is known, else by name. */
const keyIn = (entity: Named, known: readonly Mentioned[]): string => keyOf({ type: entity.type, id: idOf(entity, known) ?? entity.name });

/** Where an entity is shown. A name without an id is looked up by the graph; a release without one is searched for. */
const shown = (entity: Named, known: readonly Mentioned[]): Params => {
  const id = idOf(entity, known);
  if (entity.type === "release")
    return id === undefined ? { pane: "search", q: entity.name, types: "release" } : pageParams({ type: "release", id });
  return entityParams({ ...entity, id: id ?? entity.name });
};

/** Keys of Trends for an entity; one whose id is not known goes by its name, as links of older pages do. */
const trendOf = (entity: Named, id: string | undefined): Params =>
  id === undefined ? { type: entity.type, name: entity.name } : { series: formatList([keyOf({ type: entity.type, id })]) };

/** What the graph is centred on, if one is open. */
const centreOf = (params: Params): Params | undefined => {
  const { type, name, id } = params;
  if (!hasCentre(params) || !isEntityType(type)) return undefined;
  return trendOf({ type, name: name ?? id ?? "" }, id ?? (type === "artist" || type === "label" ? undefined : name));
};

const switchPane = (payload: Payload, run: Run): Effect => {
  const pane = payload.pane;
  if (!isPane(pane) || pane === "ask") return { words: `Open the pane “${text(pane) ?? "?"}”`, reason: "there is no such pane" };
  const words = `Opened ${PANE_TITLES[pane]}`;
  if (pane === (run.params.pane ?? "explore")) return { run, words };
  const kept = Object.fromEntries(GRAPH_KEYS.map((key) => [key, run.params[key]]));
  if (pane === "explore") return { run: { ...run, params: run.params.type ? kept : {} }, words };
  const isTrend = pane === "trends";
  return { run: { ...run, isTrend, params: { pane, ...(isTrend ? centreOf(run.params) : {}) } }, words };
};

const yearOf = (value: unknown): number | undefined => {
  const year = typeof value === "string" && /^\d{4}$/.test(value.trim()) ? Number(value) : value;
  return typeof year === "number" && Number.isInteger(year) && year >= 1000 && year <= 9999 ? year : undefined;
};

/** A filter holds for the graph that is open, and for the one that the answer opens. */
const filteredBy = (filter: Params, run: Run): Run => ({
  ...run,
  filter: { ...run.filter, ...filter },
  params: hasCentre(run.params) ? { ...run.params, ...filter } : run.params,
});

/** What is called a genre may be a style: an answer that named it knows. */
const narrowedBy = (by: "genre" | "label", name: string, { known }: Run): Named => {
  const isStyle = by === "genre" && known.some((each) => each.type === "style" && each.name === name);
  return { type: isStyle ? "style" : by, name };
};

const filterGraph = (payload: Payload, run: Run): Effect => {
  const { by, value } = payload;
  if (by !== "year") {
    const what = text(value);
    if ((by !== "genre" && by !== "label") || what === undefined) return invalid("Filter the graph");
    if (!run.opensGraph && !hasCentre(run.params)) return { words: `Show only ${quoted(what)}`, reason: "no graph is open" };
    return {
      run: filteredBy({ only: keyIn(narrowedBy(by, what, run), run.known) }, run),
      words: `Left only ${by} ${quoted(what)} in the graph`,
    };
  }
  const range = Array.isArray(value) ? value.map(yearOf) : undefined;
  if (range !== undefined || (typeof value === "string" && value.includes("-"))) {
    return { words: "Show the graph for a range of years", reason: "the timeline has one end, and no beginning to set" };
  }
  const year = yearOf(value);
  if (year === undefined) return invalid("Filter the graph by year");
  if (!run.opensGraph && !hasCentre(run.params)) return { words: `Show the graph up to ${year}`, reason: "no graph is open" };
  return { run: filteredBy({ year: String(year) }, run), words: `Set the timeline to ${year}` };
};

const focusNode = (payload: Payload, run: Run): Effect => {
  const entity = named(payload.name, payload.entity_type);
  if (entity === undefined) return invalid("Show something in the graph");
  if (run.isTrend && entity.type !== "release") {
    const isNamed = entity.type === "genre" || entity.type === "style";
    const { from, to } = run.params;
    const params = { pane: "trends", ...trendOf(entity, idOf(entity, run.known) ?? (isNamed ? entity.name : undefined)), from, to };
    return { run: { ...run, params }, words: `Put ${quoted(entity.name)} into the chart` };
  }
  const params = shown(entity, run.known);
  const words =
    params.pane === "search"
      ? `Searched for ${quoted(entity.name)}`
      : params.page
        ? `Opened ${quoted(entity.name)}`
        : `Put ${quoted(entity.name)} into the centre`;
  return { run: { ...run, params: params.type ? { ...params, ...run.filter } : params }, words };
};

/** Puts entities beside the centre that the graph has. */
const beside = (entities: readonly Named[], run: Run): Run => {
  const keys = [...alsoOf(run.params).map(keyOf), ...entities.map((each) => keyIn(each, run.known))];
  return { ...run, params: { ...run.params, also: alsoParam(keys.flatMap((key) => parseKey(key) ?? [])) } };
};

const countedNames = (entities: readonly Named[]): string =>
  entities.length === 1 ? quoted(entities[0]?.name ?? "") : `${entities.length} things`;

const seedGraph = (payload: Payload, run: Run): Effect => {
  const given = list(payload.entities).flatMap((each) => (isRecord(each) ? (named(each.name, each.entity_type) ?? []) : []));
  const seeds = [...new Map(given.map((each) => [keyOf({ type: each.type, id: each.name }), each])).values()];
  const first = seeds.find(({ type }) => canCentre(type)) ?? seeds[0];
  if (first === undefined) return invalid("Put things into the graph");
  if (payload.replace !== true && hasCentre(run.params)) {
    return { run: beside(seeds, run), words: `Put ${countedNames(seeds)} beside the centre` };
  }
  const others = seeds.filter((each) => each !== first);
  const centred = focusNode({ name: first.name, entity_type: first.type }, run);
  if ("reason" in centred || others.length === 0) return centred;
  if (!hasCentre(centred.run.params)) {
    const isChart = centred.run.params.pane === "trends";
    const reason = isChart
      ? "the chart takes one at a time; switch to the graph"
      : "a graph begins with an artist, a label, a genre or a style";
    return { words: `Put ${countedNames(seeds)} into the graph`, reason };
  }
  return { run: beside(others, centred.run), words: `Put ${quoted(first.name)} into the centre, and ${countedNames(others)} beside it` };
};

const isEnd = (entity: Named | undefined): entity is Named =>
  entity !== undefined && (END_TYPES as readonly EntityType[]).includes(entity.type);

const pathBetween = (from: Named, to: Named, run: Run): Effect => {
  return {
    run: { ...run, hasPath: true, params: { pane: "path", from: keyIn(from, run.known), to: keyIn(to, run.known) } },
    words: `Looked for a path from ${quoted(from.name)} to ${quoted(to.name)}`,
  };
};

const findPath = (payload: Payload, run: Run): Effect => {
  const [from, to] = [named(payload.from, payload.from_type), named(payload.to, payload.to_type)];
  if (from === undefined || to === undefined) return invalid("Find a path");
  if (!isEnd(from) || !isEnd(to)) return { words: "Find a path", reason: "a path joins artists, labels, genres and styles" };
  return pathBetween(from, to, run);
};

const showCredits = (payload: Payload, run: Run): Effect => {
  const entity = named(payload.name, payload.entity_type);
  if (entity === undefined) return invalid("Show credits");
  const words = `Opened the credits of ${quoted(entity.name)}`;
  if (entity.type === "artist") return { run: { ...run, params: { pane: "credits", person: entity.name } }, words };
  const id = idOf(entity, run.known);
  if (entity.type === "release" && id !== undefined) return { run: { ...run, params: pageParams({ type: "release", id }) }, words };
  const reason = entity.type === "release" ? "its number is not known; search for it" : "only people and releases have credits";
  return { words: `Show the credits of ${quoted(entity.name)}`, reason };
};

const highlightPath = (payload: Payload, run: Run): Effect => {
  const names = list(payload.nodes)
    .map(text)
    .filter((each) => each !== undefined);
  const words = "Highlighted the path";
  if (names.length === 0) return invalid("Highlight a path");
  if (run.hasPath) return { run, words };
  const find = (name: string | undefined): Named | undefined => {
    const hit = run.known.find((each) => each.name === name || each.id === name);
    return hit === undefined ? undefined : named(hit.name, hit.type);
  };
  const [from, to] = [find(names[0]), find(names.at(-1))];
  if (isEnd(from) && isEnd(to) && from !== to) return pathBetween(from, to, run);
  return { words: "Highlight a path", reason: "only a path that Find path has found can be" };
};

const openInsightTile = (payload: Payload, run: Run): Effect => {
  const tile = text(payload.tile_id);
  if (tile === undefined) return invalid("Open an insight");
  return { run: { ...run, params: { pane: "insights" } }, words: "Opened Insights, all tiles" };
};

const setTrendRange = (payload: Payload, run: Run): Effect => {
  const [from, to] = [payload.from, payload.to].map((each) => yearOf(text(each)?.slice(0, 4)));
  if (from === undefined || to === undefined) return invalid("Set the years of the trend");
  const words = `Set the trend to ${from}–${to}`;
  const chart = run.params.pane === "trends" ? run.params : centreOf(run.params);
  const hasSeries = run.params.pane === "trends" && (run.opensGraph || run.params.series || run.params.name);
  if (chart === undefined || (run.params.pane === "trends" && !hasSeries)) return { words, reason: "no trend is open" };
  return { run: { ...run, isTrend: true, params: { ...chart, pane: "trends", from: String(from), to: String(to) } }, words };
};

/** What each action does. */
export const EFFECTS: Readonly<Record<string, (payload: Payload, run: Run) => Effect>> = {
  switch_pane: switchPane,
  set_trend_range: setTrendRange,
  filter_graph: filterGraph,
  seed_graph: seedGraph,
  find_path: findPath,
  show_credits: showCredits,
  highlight_path: highlightPath,
  focus_node: focusNode,
  open_insight_tile: openInsightTile,
};
