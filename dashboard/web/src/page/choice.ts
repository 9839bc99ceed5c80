import { useCallback, useSyncExternalStore } from "react";

/** What the reader chose is in the address, so that it survives a reload and can be shared: `?queues=dead-letters&source=musicbrainz&minutes=60`. */
export const CHOICES = {
  /** Which queues are shown. */
  queues: ["main", "dead-letters"],
  /** Pipeline whose queues are shown over time. */
  source: ["discogs", "musicbrainz"],
  /** Import that is shown; absent means the one that is at work. */
  import: ["", "discogs", "musicbrainz"],
  minutes: ["30", "60", "360"],
  log: ["all", "warnings"],
} as const satisfies Readonly<Record<string, readonly [string, ...string[]]>>;

export type ChoiceKey = keyof typeof CHOICES;
export type Choice<Key extends ChoiceKey> = (typeof CHOICES)[Key][number];

/** A choice in an address; the first one for what is absent or unknown. */
export const readChoice = <Key extends ChoiceKey>(search: string, key: Key): Choice<Key> => {
  const options: readonly Choice<Key>[] = CHOICES[key];
  const given = new URLSearchParams(search).get(key);
  return options.find((option) => option === given) ?? (CHOICES[key][0] as Choice<Key>);
};

/** The address with a choice in it; the first one is left out. */
export const withChoice = <Key extends ChoiceKey>(search: string, key: Key, value: Choice<Key>): string => {
  const params = new URLSearchParams(search);
  if (value === CHOICES[key][0]) params.delete(key);
  else params.set(key, value);
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
};

const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
};

export const useChoice = <Key extends ChoiceKey>(key: Key): readonly [Choice<Key>, (value: Choice<Key>) => void] => {
  const value = useSyncExternalStore(subscribe, () => readChoice(window.location.search, key));
  const choose = useCallback(
    (next: Choice<Key>) => {
      const { pathname, search, hash } = window.location;
      window.history.replaceState(window.history.state, "", `${pathname}${withChoice(search, key, next)}${hash}`);
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value, choose];
};
