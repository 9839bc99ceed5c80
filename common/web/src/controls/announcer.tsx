import { useSyncExternalStore } from "react";
import { VisuallyHidden } from "./visually_hidden";

/** What is said within this time is said together. */
const GATHER_MS = 120;

let said: { readonly text: string; readonly turn: number } = { text: "", turn: 0 };
let waiting: string[] = [];
const listeners = new Set<() => void>();

const speak = (): void => {
  said = { text: waiting.join(". "), turn: said.turn + 1 };
  waiting = [];
  for (const listener of listeners) listener();
};

/** Tells a screen reader what changed, when it has said what it is saying. The same text twice is said twice. */
export const announce = (text: string): void => {
  if (text === "" || waiting.includes(text)) return;
  if (waiting.length === 0) setTimeout(speak, GATHER_MS);
  waiting.push(text);
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const read = () => said;

/** The one live region of the page; the shell holds it. */
export const Announcer = () => {
  const { text, turn } = useSyncExternalStore(subscribe, read);
  return (
    <VisuallyHidden>
      <span role="status" aria-live="polite" data-testid="announcer">
        <span key={turn}>{text}</span>
      </span>
    </VisuallyHidden>
  );
};
