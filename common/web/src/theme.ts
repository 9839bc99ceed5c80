import { useSyncExternalStore } from "react";

/** Calls back when the theme of the page changes (the class of the root element); returns how to stop. For what cannot take colours from CSS, such as a canvas. */
export const onThemeChange = (listener: () => void): (() => void) => {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
  return () => observer.disconnect();
};

export type Theme = "dark" | "light";
export const currentTheme = (): Theme => (document.documentElement.classList.contains("light") ? "light" : "dark");

/** The theme that is shown; the component renders anew when it changes. */
export const useTheme = (): Theme => useSyncExternalStore(onThemeChange, currentTheme);

/** Value of a token as it is now: `readToken("--node-artist")`. */
export const readToken = (name: `--${string}`): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Values of several tokens, read together. Read them anew in {@link onThemeChange}. */
export const readTokens = <Key extends string>(names: Readonly<Record<Key, `--${string}`>>): Record<Key, string> => {
  const style = getComputedStyle(document.documentElement);
  const read: Partial<Record<Key, string>> = {};
  for (const key in names) read[key] = style.getPropertyValue(names[key]).trim();
  return read as Record<Key, string>;
};
