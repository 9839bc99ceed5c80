import type { Action } from "../actions";

/** Actions under a heading. */
export interface ActionGroup {
  readonly heading: string;
  readonly actions: readonly Action[];
}

const words = (text: string): readonly string[] =>
  text
    .toLocaleLowerCase("en")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** How well an action fits what was typed: 3 its beginning, 2 the beginning of a word, 1 every typed word somewhere; 0 not at all. */
export const fit = (action: Pick<Action, "title" | "hint" | "group">, typed: string): number => {
  const sought = typed.trim().toLocaleLowerCase("en");
  const title = action.title.toLocaleLowerCase("en");
  if (sought === "" || title.startsWith(sought)) return 3;
  if (words(title).some((word) => word.startsWith(sought))) return 2;
  const all = words(`${title} ${action.hint ?? ""} ${action.group}`);
  return words(sought).every((part) => all.some((word) => word.startsWith(part))) && words(sought).length > 0 ? 1 : 0;
};

/**
 * What can be done, by heading: what fits best first; of the same action offered twice the later. The headings in `last` come after the
 * others, in that order, so that what the open pane offers stands on top.
 */
export const groupsFor = (actions: readonly Action[], typed: string, last: readonly string[]): readonly ActionGroup[] => {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const fitting = [...byId.values()]
    .map((action) => ({ action, fit: fit(action, typed) }))
    .filter((each) => each.fit > 0)
    .sort((a, b) => b.fit - a.fit);
  const headings = [...new Set([...byId.values()].map((action) => action.group))].sort((a, b) => last.indexOf(a) - last.indexOf(b));
  return headings
    .map((heading) => ({ heading, actions: fitting.filter(({ action }) => action.group === heading).map(({ action }) => action) }))
    .filter(({ actions: some }) => some.length > 0);
};
