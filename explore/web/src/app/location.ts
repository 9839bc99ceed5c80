import { useSyncExternalStore } from "react";

/** What the address says: one value a key, unknown keys kept. The address is the state; components read it and write it, and keep no copy. */
export type Params = Readonly<Record<string, string | undefined>>;

/** How the address came to be what it is. */
export type Move = "load" | "push" | "replace" | "pop";

const listeners = new Set<() => void>();
let current: { readonly search: string; readonly params: Params } | undefined;
let move: Move = "load";

/** The last address of each pane: coming back by the rail finds it as it was left. */
const places = new Map<string, string>();

export const parseParams = (search: string): Params => {
  const params: Record<string, string> = {};
  for (const [key, value] of new URLSearchParams(search)) params[key] ??= value;
  return params;
};

/** `/?a=b`, or `/` for none. Keys keep their order; empty and undefined values are left out. */
export const href = (params: Params): string => {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value) search.set(key, value);
  const text = search.toString();
  return text ? `/?${text}` : "/";
};

const paneOf = (params: Params): string => params.pane ?? "explore";

const read = (): Params => {
  const { search } = window.location;
  if (current?.search !== search) {
    current = { search, params: parseParams(search) };
    places.set(paneOf(current.params), href(current.params));
  }
  return current.params;
};

const changed = (how: Move): void => {
  move = how;
  read();
  for (const listener of listeners) listener();
};

/** Goes to another address of the page. `push` for what Back should undo, `replace` for what follows a drag or typing. Nothing happens when it is there already. */
export const navigate = (params: Params, how: "push" | "replace" = "push"): void => {
  const next = href(params);
  if (next === href(read())) return;
  window.history[how === "push" ? "pushState" : "replaceState"](null, "", next);
  changed(how);
};

/** Changes some keys of the address and keeps the others; undefined removes a key. */
export const change = (patch: Params, how: "push" | "replace" = "push"): void => navigate({ ...read(), ...patch }, how);

export const currentParams = read;

/** What the latest change of the address was: after a push the page begins at its top, after a pop the browser finds the place. */
export const lastMove = (): Move => move;

/** Address of a pane as it was left, or its beginning. */
export const paneHref = (pane: string): string => places.get(pane) ?? paneStart(pane);

/** Address of a pane with nothing chosen in it. */
export const paneStart = (pane: string): string => href(pane === "explore" ? {} : { pane });

/** Forgets the panes' addresses. */
export const forgetPlaces = (): void => {
  places.clear();
  current = undefined;
};

const popped = (): void => changed("pop");

const subscribe = (listener: () => void): (() => void) => {
  if (listeners.size === 0) window.addEventListener("popstate", popped);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener("popstate", popped);
  };
};

export const useParams = (): Params => useSyncExternalStore(subscribe, read);

const XLINK = "http://www.w3.org/1999/xlink";

/** The link that a plain click means; undefined for every other click, which is the browser's. Links drawn in SVG count too. */
const clicked = (event: MouseEvent): URL | undefined => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const address = link?.getAttribute("href") ?? link?.getAttributeNS(XLINK, "href");
  if (!link || !address || link.hasAttribute("download") || !["", "_self"].includes(link.getAttribute("target") ?? "")) return undefined;
  const url = new URL(address, window.location.href);
  return url.origin === window.location.origin && url.pathname === "/" ? url : undefined;
};

/**
 * Lets links of this page change the address without loading the page anew, and links into the page (`#main`) move the focus without
 * changing it: the address holds what is shown, not where one reads. One listener for all links; returns how to stop.
 */
export const followLinks = (root: Document): (() => void) => {
  const click = (event: MouseEvent): void => {
    const url = clicked(event);
    const target = url?.hash ? root.getElementById(url.hash.slice(1)) : undefined;
    if (url === undefined || target === null) return;
    event.preventDefault();
    if (target === undefined) navigate(parseParams(url.search));
    else target.focus();
  };
  root.addEventListener("click", click);
  return () => root.removeEventListener("click", click);
};
