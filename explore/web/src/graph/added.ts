import { type EntityRef, keyOf } from "../app/entity";
import type { Child } from "./children";
import { type Category, categoryKey, type Session } from "./model";

/** A node with what the catalogue knows of it now. */
export interface NamedNode extends EntityRef {
  readonly weight: number;
  readonly year: number | null | undefined;
  /** Category of the centre that it hung on. */
  readonly category: string | undefined;
}

/** Word of the category that holds what the address puts beside the centre. */
export const ADDED = "added";

export const toChild = ({ type, id, name, weight, year }: NamedNode): Child => ({
  key: keyOf({ type, id }),
  type,
  id,
  name,
  weight,
  detail: year ? `${year}` : "",
  hint: year ? `${year}` : "",
  line: type === "person" ? "credit" : "plain",
});

/** A category of the page's own around the centre: all of it is there, and nothing is asked for. */
export const ownCategory = (hub: string, word: string, title: string, extra: readonly Child[]): Category => ({
  key: categoryKey(hub, word),
  hub,
  word,
  title,
  count: extra.length,
  lens: undefined,
  children: [],
  extra,
  total: extra.length,
  totals: undefined,
  isPartial: false,
  failure: undefined,
  isOwn: true,
});

const sameKeys = (a: readonly Child[], b: readonly Child[]): boolean =>
  a.length === b.length && a.every(({ key }, index) => key === b[index]?.key);

/** The walk with these beside its centre, in a category of their own, in place of those that were. As the address has it, so it is no step. */
export const withAdded = (session: Session, nodes: readonly NamedNode[]): Session => {
  const hub = keyOf(session.centre);
  const centre = session.hubs.get(hub);
  const key = categoryKey(hub, ADDED);
  const before = session.categories.get(key);
  const extra = [...new Map(nodes.map((node) => [keyOf(node), toChild(node)])).values()].filter((child) => child.key !== hub);
  if (centre === undefined || sameKeys(before?.extra ?? [], extra)) return session;
  const categories = new Map(session.categories);
  const others = (centre.categories ?? []).filter((each) => each !== key);
  if (extra.length === 0) categories.delete(key);
  else categories.set(key, ownCategory(hub, ADDED, "Added", extra));
  const listed = extra.length === 0 ? others : [key, ...others];
  return { ...session, categories, hubs: new Map(session.hubs).set(hub, { ...centre, categories: listed }) };
};
