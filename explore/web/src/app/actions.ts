import type { LucideIcon } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";

/** Something a user can do. The palette lists it, the keyboard map shows its keys, and the keys run it. */
export interface Action {
  /** Unique, `pane.verb`: `graph.fit`. */
  readonly id: string;
  readonly title: string;
  /** Heading in the palette and in the map of keys. */
  readonly group: string;
  readonly icon?: LucideIcon | undefined;
  /** What it is about, dimly beside the title: the name of what is selected. */
  readonly hint?: string | undefined;
  /** Keys as `event.key` names them, joined by `+`: `f`, `Shift+E`, `Mod+k` (Mod is ⌘ on a Mac, else Ctrl); `g s` is one after the other. */
  readonly keys?: string;
  /** Keys that work while a text field has the focus too. */
  readonly inFields?: boolean;
  /** Why it cannot be done now; undefined when it can. */
  readonly unavailable?: string | undefined;
  readonly run: () => void;
}

let actions: readonly Action[] = [];
const listeners = new Set<() => void>();

const publish = (next: readonly Action[]): void => {
  actions = next;
  for (const listener of listeners) listener();
};

/** Offers actions while they are mounted. The caller memoises the list. */
export const useActions = (offered: readonly Action[]): void =>
  useEffect(() => {
    publish([...actions, ...offered]);
    return () => publish(actions.filter((action) => !offered.includes(action)));
  }, [offered]);

export const currentActions = (): readonly Action[] => actions;

export const useOfferedActions = (): readonly Action[] =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentActions);
