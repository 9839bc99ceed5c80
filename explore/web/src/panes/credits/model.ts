import type { Connection, Credit, SharedRelease, YearCredits } from "@discogsography/web/api/schema.gen";
import type { Params } from "../../app/location";
import type { Scene, SceneEdge, SceneNode } from "../../graph/types";

/*
 * Address of the pane:
 *   person     name of a person; without it the leaderboard is shown
 *   category   of the leaderboard (production when absent), or the filter of a person's releases (all when absent)
 *   p          page of the releases, from 1
 *   with       another person: what both are credited on
 */

/** Categories of roles, in the order of all lists and charts. Names are the API's; `colour` is a token. */
export const CATEGORIES = [
  { id: "production", title: "Production", colour: "--series-2", hint: "production and executive production" },
  { id: "engineering", title: "Engineering", colour: "--series-1", hint: "recording, mixing, remixing" },
  { id: "mastering", title: "Mastering", colour: "--series-4", hint: "mastering, lacquer cuts" },
  { id: "session", title: "Session", colour: "--series-5", hint: "instruments and voices" },
  { id: "design", title: "Design", colour: "--series-3", hint: "artwork, photography, liner notes" },
  { id: "management", title: "Management", colour: "--series-6", hint: "management, A&R, booking" },
  { id: "other", title: "Other", colour: "--text-dim", hint: "writing and everything else" },
] as const;
export type CategoryId = (typeof CATEGORIES)[number]["id"];

export const PAGE_SIZE = 50;

const MOST_PAGES = 2000;

export interface View {
  readonly person: string | undefined;
  readonly category: CategoryId | undefined;
  /** Counted from 0. */
  readonly page: number;
  readonly other: string | undefined;
}

export const isCategory = (value: unknown): value is CategoryId => CATEGORIES.some((each) => each.id === value);

/** A category that this page does not know yet still has its name and the last colour. */
export const categoryOf = (id: string): { readonly title: string; readonly colour: string } =>
  CATEGORIES.find((each) => each.id === id) ?? { title: id.charAt(0).toUpperCase() + id.slice(1), colour: "--text-dim" };

export const parseView = (params: Params): View => {
  const page = /^\d{1,4}$/.test(params.p ?? "") ? Number(params.p) : 1;
  return {
    person: params.person || undefined,
    category: isCategory(params.category) ? params.category : undefined,
    page: Math.min(Math.max(page, 1), MOST_PAGES) - 1,
    other: params.with || undefined,
  };
};

export const formatView = ({ person, category, page, other }: Partial<View>): Params => ({
  pane: "credits",
  person,
  category,
  p: page ? String(page + 1) : undefined,
  with: other,
});

/** Things by a key, both in the order they came. */
const grouped = <K, T>(things: readonly T[], keyOf: (thing: T) => K): ReadonlyMap<K, readonly T[]> => {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group === undefined) groups.set(keyOf(thing), [thing]);
    else group.push(thing);
  }
  return groups;
};

/** One year of the timeline: releases by category, as far as they are shown. */
export interface YearStack {
  readonly year: number;
  readonly category: string;
  readonly count: number;
}

/** Bars of the timeline, in the order of the categories; with `only` those of one. */
export const stacks = (timeline: readonly YearCredits[], only: CategoryId | undefined): readonly YearStack[] => {
  const order: readonly string[] = CATEGORIES.map((each) => each.id);
  const rank = (category: string): number => (order.includes(category) ? order.indexOf(category) : order.length);
  return timeline
    .filter((each) => each.count > 0 && (only === undefined || each.category === only))
    .toSorted((a, b) => a.year - b.year || rank(a.category) - rank(b.category));
};

/** Rows of the chart's table: a year with its count of each category. */
export const stackTable = (
  bars: readonly YearStack[],
): readonly { readonly year: number; readonly total: number; readonly words: string }[] =>
  [...grouped(bars, (bar) => bar.year)].map(([year, ofYear]) => ({
    year,
    total: ofYear.reduce((sum, bar) => sum + bar.count, 0),
    words: ofYear.map((bar) => `${categoryOf(bar.category).title} ${bar.count}`).join(", "),
  }));

/** A release with all roles that the page of credits has of it. */
export interface CreditedRelease {
  readonly id: string;
  readonly title: string;
  readonly year: number | null;
  readonly artists: readonly string[];
  readonly labels: readonly string[];
  readonly roles: readonly { readonly role: string; readonly category: string }[];
}

/** Credits by release, in their order: a release stands once, with its roles. */
export const byRelease = (credits: readonly Credit[]): readonly CreditedRelease[] =>
  [...grouped(credits, (credit) => credit.release_id)].flatMap(([id, ofRelease]) => {
    const [first] = ofRelease;
    if (first === undefined) return [];
    const { title, year, artists, labels } = first;
    return [{ id, title, year, artists, labels, roles: ofRelease.map(({ role, category }) => ({ role, category })) }];
  });

export interface JointRelease {
  readonly id: string;
  readonly title: string;
  readonly year: number | null;
  readonly artists: readonly string[];
  readonly roles: readonly [readonly string[], readonly string[]];
}

/** Shared credits by release: the roles of each of the two, each once. */
export const jointReleases = (shared: readonly SharedRelease[]): readonly JointRelease[] =>
  [...grouped(shared, (each) => each.release_id)].flatMap(([id, pairs]) => {
    const [first] = pairs;
    if (first === undefined) return [];
    const roles = [[...new Set(pairs.map((each) => each.person1_role))], [...new Set(pairs.map((each) => each.person2_role))]] as const;
    return [{ id, title: first.title, year: first.year, artists: first.artists, roles }];
  });

export const personKey = (name: string): string => `person:${name}`;

/** People around a person: who shares releases with them, and with whom those share most beyond that. */
export const networkOf = (person: string, connections: readonly Connection[]): Scene => {
  const nodes = new Map<string, SceneNode>();
  const edges = new Map<string, SceneEdge>();
  const add = (name: string, weight: number, hint: string, isCentre: boolean): string => {
    const key = personKey(name);
    if (!nodes.has(key)) nodes.set(key, { key, kind: "person", id: name, name, weight, hint, isCentre, isPinned: false, isDimmed: false });
    return key;
  };
  const walk = (from: string, others: readonly Connection[]): void => {
    for (const { name, shared_count, connections: further } of others) {
      const key = add(name, shared_count, `${shared_count} shared with ${nodes.get(from)?.name ?? ""}`, false);
      const id = [from, key].toSorted().join("\n");
      if (key !== from && !edges.has(id)) edges.set(id, { source: from, target: key, kind: "plain" });
      walk(key, further ?? []);
    }
  };
  const most = Math.max(1, ...connections.map((each) => each.shared_count));
  walk(add(person, most, "", true), connections);
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
};
