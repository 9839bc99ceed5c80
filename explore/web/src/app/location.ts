import { useSyncExternalStore } from "react";

/** What the address says: one value a key, unknown keys kept. The address is the state; components read it and write it, and keep no copy. */
export type Params = Readonly<Record<string, string | undefined>>;

const listeners = new Set<() => void>();
let current: { readonly search: string; readonly params: Params } | undefined;

export const parseParams = (search: string): Params => {
  const params: Record<string, string> = {};
  for (const [key, value] of new URLSearchParams(search)) params[key] ??= value;
  return params;
};

/** `?a=b`, or `/` for none. Keys keep their order; empty and undefined values are left out. */
export const href = (params: Params): string => {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value) search.set(key, value);
  const text = search.toString();
  return text ? `/?${text}` : "/";
};

const read = (): Params => {
  if (current?.search !== window.location.search) current = { search: window.location.search, params: parseParams(window.location.search) };
  return current.params;
};

const changed = (): void => {
  for (const listener of listeners) listener();
};

/** Goes to another address of the page. `push` for what Back should undo, `replace` for what follows a drag or typing. Nothing happens when it is there already. */
export const navigate = (params: Params, how: "push" | "replace" = "push"): void => {
  const next = href(params);
  if (next === href(read())) return;
  window.history[how === "push" ? "pushState" : "replaceState"](null, "", next);
  changed();
};

/** Changes some keys of the address and keeps the others; undefined removes a key. */
export const change = (patch: Params, how: "push" | "replace" = "push"): void => navigate({ ...read(), ...patch }, how);

export const currentParams = read;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
};

export const useParams = (): Params => useSyncExternalStore(subscribe, read);
