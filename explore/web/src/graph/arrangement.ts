import { type EntityRef, keyOf } from "../app/entity";
import { type Arrangement, categoryKey, drawnChildren, moreOf, type Session, shownOf } from "./model";

/** How many steps back are kept. */
const HISTORY = 100;

/** A step that undo can take back. The same arrangement is no step. */
const arranged = (session: Session, now: Arrangement): Session =>
  now === session.now ? session : { ...session, past: [...session.past, session.now].slice(-HISTORY), now, future: [] };

const withKeys = (keys: ReadonlySet<string>, changed: readonly string[], isIn: boolean): ReadonlySet<string> => {
  const next = new Set(keys);
  for (const key of changed) isIn ? next.add(key) : next.delete(key);
  return next.size === keys.size ? keys : next;
};

export const undone = (session: Session): Session => {
  const before = session.past.at(-1);
  return before === undefined
    ? session
    : { ...session, past: session.past.slice(0, -1), now: before, future: [session.now, ...session.future] };
};

export const redone = (session: Session): Session => {
  const [next, ...future] = session.future;
  return next === undefined ? session : { ...session, past: [...session.past, session.now], now: next, future };
};

/** Closes an open category, opens a closed one. */
export const toggled = (session: Session, category: string): Session => {
  if (!session.categories.has(category)) return session;
  return arranged(session, { ...session.now, closed: withKeys(session.now.closed, [category], !session.now.closed.has(category)) });
};

/** Opens or closes all categories of the centre as the address says, as no step of its own. */
export const closedAs = (session: Session, words: readonly string[]): Session => {
  const hub = keyOf(session.centre);
  const others = [...session.now.closed].filter((key) => session.categories.get(key)?.hub !== hub && !key.startsWith(`category:${hub}:`));
  return { ...session, now: { ...session.now, closed: new Set([...others, ...words.map((word) => categoryKey(hub, word))]) } };
};

/** Words of the centre's closed categories, as the address holds them. */
export const closedWords = (session: Session): readonly string[] =>
  [...session.now.closed].flatMap((key) => {
    const category = session.categories.get(key);
    return category?.hub === keyOf(session.centre) ? [category.word] : [];
  });

/** Shows thirty more of a category, or what is left of it. */
export const grown = (session: Session, key: string): Session => {
  const category = session.categories.get(key);
  const more = category === undefined ? 0 : moreOf(session, category);
  if (category === undefined || more === 0) return session;
  const shown = Math.min(shownOf(session, key), category.children.length) + more;
  return arranged(session, {
    ...session.now,
    shown: new Map(session.now.shown).set(key, shown),
    closed: withKeys(session.now.closed, [key], false),
  });
};

/** Takes nodes or whole categories out of the picture; the centre stays. */
export const hid = (session: Session, keys: readonly string[]): Session => {
  const centre = keyOf(session.centre);
  const hidden = withKeys(
    session.now.hidden,
    keys.filter((key) => key !== centre),
    true,
  );
  return hidden === session.now.hidden ? session : arranged(session, { ...session.now, hidden });
};

/** Brings back everything that was hidden. */
export const unhid = (session: Session): Session =>
  session.now.hidden.size === 0 ? session : arranged(session, { ...session.now, hidden: new Set() });

export const pinnedAs = (session: Session, keys: readonly string[], isPinned: boolean): Session => {
  const pinned = withKeys(session.now.pinned, keys, isPinned);
  return pinned === session.now.pinned ? session : arranged(session, { ...session.now, pinned });
};

export const isInPlace = (session: Session, key: string): boolean => session.now.inPlace.includes(key);

/** Opens a node where it stands: its own categories around it. What is known of it is kept for the next time. */
export const openedInPlace = (session: Session, entity: EntityRef): Session => {
  const key = keyOf(entity);
  if (key === keyOf(session.centre) || isInPlace(session, key)) return session;
  const hubs = session.hubs.has(key) ? session.hubs : new Map(session.hubs).set(key, { entity, categories: undefined, failure: undefined });
  return arranged({ ...session, hubs }, { ...session.now, inPlace: [...session.now.inPlace, key] });
};

export const closedInPlace = (session: Session, key: string): Session =>
  isInPlace(session, key) ? arranged(session, { ...session.now, inPlace: session.now.inPlace.filter((each) => each !== key) }) : session;

/** How many of a category are drawn and how many there are, as its pill says. */
export const countsOf = (session: Session, key: string): { readonly loaded: number; readonly total: number } => {
  const category = session.categories.get(key);
  if (category === undefined) return { loaded: 0, total: 0 };
  const loaded = session.now.closed.has(key) ? 0 : drawnChildren(session, category).length;
  return { loaded, total: Math.max(category.total, loaded) };
};
