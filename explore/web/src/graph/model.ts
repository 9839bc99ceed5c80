import { type EntityRef, keyOf } from "../app/entity";
import { type ApiPage, type Child, toChildren } from "./children";
import { ALL_YEARS, type Lens, lensKey } from "./lens";
import type { EdgeKind } from "./types";

/** How many children are asked for and drawn at a time; fewer around a node that was expanded in place. */
export const PAGE = 30;
export const PAGE_IN_PLACE = 12;

/** What a failed request says; an ApiError is one. */
export interface Failure {
  readonly status: number;
  readonly message: string;
  readonly retryAfterS: number | undefined;
}

export interface Category {
  /** `category:artist:42:releases` */
  readonly key: string;
  /** Key of the entity that it belongs to. */
  readonly hub: string;
  /** The API's word: `releases`. */
  readonly word: string;
  readonly title: string;
  /** Of all years. */
  readonly count: number;
  /** What the contents were loaded under; undefined before the first answer. */
  readonly lens: string | undefined;
  readonly children: readonly Child[];
  /** Children of a restored view that no page has brought yet. */
  readonly extra: readonly Child[];
  /** Under the lens of the contents. */
  readonly total: number;
  /** Of both years of a comparison. */
  readonly totals: readonly [number, number] | undefined;
  /** Only the largest of a very large category were looked at. */
  readonly isPartial: boolean;
  readonly failure: Failure | undefined;
  /** Made by the page, of things that the address names: the API has no pages of it. */
  readonly isOwn?: true;
}

export interface Hub {
  readonly entity: EntityRef;
  /** Keys of its categories that have something; undefined until the API has answered. */
  readonly categories: readonly string[] | undefined;
  readonly failure: Failure | undefined;
}

/** A line between two drawn nodes that no category says. */
export interface Link {
  readonly source: string;
  readonly target: string;
  readonly kind: EdgeKind;
}

/** What is shown of what is known: all that undo undoes. */
export interface Arrangement {
  /** Keys of nodes expanded in place, in the order of expanding. */
  readonly inPlace: readonly string[];
  readonly closed: ReadonlySet<string>;
  /** How many children of a category, where it is not the usual number. */
  readonly shown: ReadonlyMap<string, number>;
  readonly hidden: ReadonlySet<string>;
  readonly pinned: ReadonlySet<string>;
}

/** A walk around one centre. What is known of the catalogue only grows; what is drawn of it is the arrangement. */
export interface Session {
  /** Goes up with each centre; answers that carry another one are dropped. */
  readonly generation: number;
  readonly centre: EntityRef;
  readonly alternatives: readonly EntityRef[];
  readonly lens: Lens;
  readonly hubs: ReadonlyMap<string, Hub>;
  readonly categories: ReadonlyMap<string, Category>;
  readonly links: readonly Link[];
  readonly past: readonly Arrangement[];
  readonly now: Arrangement;
  readonly future: readonly Arrangement[];
}

/** The parts of `/api/explore` that a walk needs. */
export interface Exploration {
  readonly center: EntityRef;
  readonly categories: readonly { readonly category: string; readonly name: string; readonly count: number }[];
  readonly alternatives: readonly EntityRef[];
}

export const categoryKey = (hub: string, word: string): string => `category:${hub}:${word}`;

/** Categories that are left out: members are among the aliases, each with its kind, and tracks are no nodes. */
const LEFT_OUT: ReadonlySet<string> = new Set(["members", "tracks"]);

const TITLES: Readonly<Record<string, string>> = { "Aliases & Members": "Members & aliases", "As Artist": "As artist" };

const NOTHING_CHANGED: Arrangement = { inPlace: [], closed: new Set(), shown: new Map(), hidden: new Set(), pinned: new Set() };

const categoriesOf = (hub: string, found: Exploration["categories"]): readonly Category[] =>
  found
    .filter(({ category, count }) => count > 0 && !LEFT_OUT.has(category))
    .map(({ category, name, count }) => ({
      key: categoryKey(hub, category),
      hub,
      word: category,
      title: TITLES[name] ?? name,
      count,
      lens: undefined,
      children: [],
      extra: [],
      total: count,
      totals: undefined,
      isPartial: false,
      failure: undefined,
    }));

/** A new walk: nothing of the one before is kept but the count of walks. */
export const started = (
  before: Session | undefined,
  found: Exploration,
  { lens = ALL_YEARS, closed = [] }: { readonly lens?: Lens; readonly closed?: readonly string[] } = {},
): Session => {
  const hub = keyOf(found.center);
  const categories = categoriesOf(hub, found.categories);
  return {
    generation: (before?.generation ?? 0) + 1,
    centre: found.center,
    alternatives: found.alternatives,
    lens,
    hubs: new Map([[hub, { entity: found.center, categories: categories.map(({ key }) => key), failure: undefined }]]),
    categories: new Map(categories.map((category) => [category.key, category])),
    links: [],
    past: [],
    now: { ...NOTHING_CHANGED, closed: new Set(closed.map((word) => categoryKey(hub, word))) },
    future: [],
  };
};

/** How many children of a category are to be drawn, if there are as many. */
export const shownOf = (session: Session, key: string): number =>
  session.now.shown.get(key) ?? (session.categories.get(key)?.hub === keyOf(session.centre) ? PAGE : PAGE_IN_PLACE);

/** The children of a category that its pill stands for, in order: restored ones first, each once. */
export const drawnChildren = (session: Session, category: Category): readonly Child[] => {
  const page = category.children.slice(0, shownOf(session, category.key));
  if (category.extra.length === 0) return page;
  const restored = new Set(category.extra.map(({ key }) => key));
  return [...category.extra, ...page.filter(({ key }) => !restored.has(key))];
};

/** How many more one step loads or shows: 30, or what is left. */
export const moreOf = (session: Session, category: Category): number =>
  Math.max(0, Math.min(PAGE, category.total - drawnChildren(session, category).length));

const setCategory = (session: Session, category: Category): Session => ({
  ...session,
  categories: new Map(session.categories).set(category.key, category),
});

/** Something the walk needs from the API now. `id` is the same for the same need: what is on its way is not asked for twice. */
export type Ask =
  | { readonly kind: "hub"; readonly id: string; readonly generation: number; readonly entity: EntityRef }
  | {
      readonly kind: "children";
      readonly id: string;
      readonly generation: number;
      readonly entity: EntityRef;
      readonly category: string;
      readonly word: string;
      readonly lens: Lens;
      readonly offset: number;
    };

/** Every need of what is to be drawn, in the order of drawing. Empty when the picture is complete or waits for a retry. */
export const asks = (session: Session): readonly Ask[] => {
  const { generation, lens, now } = session;
  const needs: Ask[] = [];
  for (const hubKey of [keyOf(session.centre), ...now.inPlace]) {
    const hub = session.hubs.get(hubKey);
    if (hub === undefined || hub.failure !== undefined) continue;
    if (hub.categories === undefined) {
      needs.push({ kind: "hub", id: `${generation} ${hubKey}`, generation, entity: hub.entity });
      continue;
    }
    for (const key of hub.categories) {
      const category = session.categories.get(key);
      if (category === undefined || category.isOwn || category.failure !== undefined || now.closed.has(key) || now.hidden.has(key))
        continue;
      const isCurrent = category.lens === lensKey(lens);
      const offset = isCurrent ? category.children.length : 0;
      const wanted = Math.min(shownOf(session, key), isCurrent ? category.total : Number.POSITIVE_INFINITY);
      if (isCurrent ? offset >= wanted : wanted === 0) continue;
      const id = `${generation} ${key} ${lensKey(lens)} ${offset}`;
      needs.push({ kind: "children", id, generation, entity: hub.entity, category: key, word: category.word, lens, offset });
    }
  }
  return needs;
};

/** The category that an answer is for; undefined when the answer is late: another centre, other years, or that page is there already. */
const awaited = (session: Session, ask: Ask): Category | undefined => {
  if (ask.kind !== "children" || ask.generation !== session.generation || lensKey(ask.lens) !== lensKey(session.lens)) return undefined;
  const category = session.categories.get(ask.category);
  const offset = category?.lens === lensKey(ask.lens) ? category.children.length : 0;
  return offset === ask.offset ? category : undefined;
};

/** A page of children came. An answer that nobody waits for any more changes nothing. */
export const childrenAnswered = (session: Session, ask: Ask, page: ApiPage): Session => {
  const category = awaited(session, ask);
  if (category === undefined || ask.kind !== "children") return session;
  const before = ask.offset === 0 ? [] : category.children;
  const children = [...before, ...toChildren(page.children, category.word, before)];
  // An answer that brings nothing new ends the category, whatever it says of a total: else it would be asked for again and again.
  const isEnd = children.length === before.length || (page.children.length < PAGE && page.truncated === true);
  return setCategory(session, {
    ...category,
    lens: lensKey(ask.lens),
    children,
    // Restored children are of all years.
    extra: ask.lens.kind === "all" ? category.extra : [],
    total: isEnd ? children.length : Math.max(page.total, children.length),
    totals: undefined,
    isPartial: page.truncated === true,
    failure: undefined,
  });
};

/** Both years of a comparison came, whole. */
export const comparisonAnswered = (
  session: Session,
  ask: Ask,
  merged: { readonly children: readonly Child[]; readonly totals: readonly [number, number]; readonly isPartial: boolean },
): Session => {
  const category = awaited(session, ask);
  if (category === undefined || ask.kind !== "children") return session;
  const { children, totals, isPartial } = merged;
  return setCategory(session, {
    ...category,
    lens: lensKey(ask.lens),
    children,
    total: children.length,
    totals,
    isPartial,
    failure: undefined,
  });
};

/** The categories of a node that is being expanded in place came. */
export const hubAnswered = (session: Session, ask: Ask, found: Exploration): Session => {
  const key = keyOf(ask.entity);
  const hub = session.hubs.get(key);
  if (ask.kind !== "hub" || ask.generation !== session.generation || hub === undefined) return session;
  const categories = categoriesOf(key, found.categories);
  return {
    ...session,
    hubs: new Map(session.hubs).set(key, { ...hub, categories: categories.map((category) => category.key), failure: undefined }),
    categories: new Map([...session.categories, ...categories.map((category) => [category.key, category] as const)]),
  };
};

/** A request failed: what it was for waits for a retry, what is there stays. */
export const askFailed = (session: Session, ask: Ask, failure: Failure): Session => {
  if (ask.generation !== session.generation) return session;
  if (ask.kind === "hub") {
    const hub = session.hubs.get(keyOf(ask.entity));
    return hub === undefined ? session : { ...session, hubs: new Map(session.hubs).set(keyOf(ask.entity), { ...hub, failure }) };
  }
  const category = awaited(session, ask);
  return category === undefined ? session : setCategory(session, { ...category, failure });
};

/** Everything that failed is wanted again. */
export const retried = (session: Session): Session => ({
  ...session,
  hubs: new Map([...session.hubs].map(([key, hub]) => [key, { ...hub, failure: undefined }])),
  categories: new Map([...session.categories].map(([key, category]) => [key, { ...category, failure: undefined }])),
});

/** Failures that wait for a retry, each with what it was for. */
export const failures = (session: Session): readonly { readonly what: string; readonly failure: Failure }[] => [
  ...[...session.hubs.values()].flatMap(({ entity, failure }) => (failure ? [{ what: entity.name, failure }] : [])),
  ...[...session.categories.values()].flatMap(({ title, failure }) => (failure ? [{ what: title, failure }] : [])),
];

/** Other years: contents stay until theirs come, and each category begins with its first page again. */
export const lensChanged = (session: Session, lens: Lens): Session =>
  lensKey(lens) === lensKey(session.lens) ? session : { ...retried(session), lens, now: { ...session.now, shown: new Map() } };

/** Cross links came. They are kept whole; the scene takes those whose ends are drawn. */
export const linked = (session: Session, generation: number, links: readonly Link[]): Session =>
  generation === session.generation ? { ...session, links } : session;
