/** Recent questions, newest first, each once. They stay in this browser. */
const KEY = "nlq.history";
export const MOST_RECENT = 5;

export const remembered = (history: readonly string[], question: string): readonly string[] =>
  [question, ...history.filter((each) => each !== question)].slice(0, MOST_RECENT);

export const parseHistory = (text: string | null): readonly string[] | undefined => {
  if (text === null) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((each) => typeof each === "string") ? value.slice(0, MOST_RECENT) : undefined;
  } catch {
    return undefined;
  }
};

/** What the browser kept. What cannot be read is removed; a browser that keeps nothing gives none. */
export const readHistory = (): readonly string[] => {
  try {
    const kept = parseHistory(localStorage.getItem(KEY));
    if (kept === undefined) localStorage.removeItem(KEY);
    return kept ?? [];
  } catch {
    return [];
  }
};

export const writeHistory = (history: readonly string[]): void => {
  try {
    if (history.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(history));
  } catch {
    // Storage is full or forbidden: the questions of this visit are still there.
  }
};
