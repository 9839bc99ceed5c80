import { useSyncExternalStore } from "react";

/** What the reader chose; `auto` follows the system. */
export const THEME_CHOICES = ["auto", "light", "dark"] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

/** Key of the choice in the browser's storage; absent means `auto`. `public/theme.js` reads it too, before the first paint. */
const STORED = "theme";

const systemIsLight = (): MediaQueryList => window.matchMedia("(prefers-color-scheme: light)");

const stored = (): ThemeChoice => {
  try {
    const value = window.localStorage.getItem(STORED);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto"; // storage may be closed to the page
  }
};

let choice: ThemeChoice | undefined;
const listeners = new Set<() => void>();

export const themeChoice = (): ThemeChoice => {
  choice ??= stored();
  return choice;
};

/** Whether a choice means the light theme, given what the system prefers. */
export const isLight = (chosen: ThemeChoice, system: boolean): boolean => chosen === "light" || (chosen === "auto" && system);

const apply = (): void => {
  const light = isLight(themeChoice(), systemIsLight().matches);
  const root = document.documentElement;
  root.classList.toggle("light", light);
  root.classList.toggle("dark", !light);
  const bar = getComputedStyle(root).getPropertyValue("--bar-bg").trim();
  if (bar) document.querySelector('meta[name="theme-color"]')?.setAttribute("content", bar);
  for (const listener of listeners) listener();
};

/** The next of auto, light, dark. */
export const nextTheme = (chosen: ThemeChoice): ThemeChoice =>
  THEME_CHOICES[(THEME_CHOICES.indexOf(chosen) + 1) % THEME_CHOICES.length] ?? "auto";

export const chooseTheme = (next: ThemeChoice): void => {
  choice = next;
  try {
    if (next === "auto") window.localStorage.removeItem(STORED);
    else window.localStorage.setItem(STORED, next);
  } catch {
    // The choice lasts until the page is closed.
  }
  apply();
};

/** Applies the choice, and goes on following the system and other tabs of the page. Returns how to stop. */
export const followTheme = (): (() => void) => {
  const system = systemIsLight();
  const elsewhere = (event: StorageEvent): void => {
    if (event.key !== STORED && event.key !== null) return;
    choice = stored();
    apply();
  };
  apply();
  system.addEventListener("change", apply);
  window.addEventListener("storage", elsewhere);
  return () => {
    system.removeEventListener("change", apply);
    window.removeEventListener("storage", elsewhere);
  };
};

export const useThemeChoice = (): ThemeChoice =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, themeChoice);
