import { useSyncExternalStore } from "react";

/** What is laid over the page; one at a time. */
export type Overlay =
  | { readonly kind: "palette" }
  | { readonly kind: "help"; readonly topic: HelpTopic }
  | { readonly kind: "tour" }
  | { readonly kind: "more" };
export type HelpTopic = "picture" | "keys";

let shown: Overlay | undefined;
const listeners = new Set<() => void>();

const show = (next: Overlay | undefined): void => {
  shown = next;
  for (const listener of listeners) listener();
};

export const openOverlay = (next: Overlay): void => show(next);
export const closeOverlay = (): void => show(undefined);
export const currentOverlay = (): Overlay | undefined => shown;

export const useOverlay = (): Overlay | undefined =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentOverlay);
