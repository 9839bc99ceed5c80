/** One press: `Mod+Shift+k` taken apart. */
export interface Press {
  readonly key: string;
  /** Ctrl, or ⌘ on a Mac. */
  readonly isMod: boolean;
  readonly isShift: boolean;
  readonly isAlt: boolean;
}

const parsePress = (text: string): Press => {
  const parts = text.endsWith("++") ? [...text.slice(0, -2).split("+"), "+"] : text === "+" ? ["+"] : text.split("+");
  const key = parts.at(-1) ?? "";
  const has = (name: string): boolean => parts.slice(0, -1).includes(name);
  return { key: key === "Space" ? " " : key, isMod: has("Mod"), isShift: has("Shift"), isAlt: has("Alt") };
};

/** Presses in order: `g s` is two, `Mod+k` one. */
export const parseKeys = (keys: string): readonly Press[] => keys.split(" ").filter(Boolean).map(parsePress);

/** What an event says of its keys. */
export type KeyLike = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

const isLetter = (key: string): boolean => /^\p{L}$/u.test(key);

/** Whether an event is this press. A sign that needs Shift on some keyboards (`?`) is known by itself; letters tell Shift apart. */
export const isPress = (press: Press, event: KeyLike, isMac: boolean): boolean => {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const foreign = isMac ? event.ctrlKey : event.metaKey;
  if (mod !== press.isMod || foreign || event.altKey !== press.isAlt) return false;
  if (event.key.toLowerCase() !== press.key.toLowerCase()) return false;
  const tellsShift = isLetter(press.key) || press.key.length > 1 || press.key === " ";
  return !tellsShift || event.shiftKey === press.isShift;
};

/** Time within which the second key of `g s` has to follow. */
export const SEQUENCE_MS = 1200;

/** Key caps that follow one another: `g s` is two chords, `Mod+k` one. For the `Key` control, which draws a chord. */
export const chords = (keys: string): readonly string[] => keys.split(" ").filter(Boolean);

/** For `aria-keyshortcuts`: `Control+K`; undefined for what that attribute cannot say. */
export const ariaKeys = (keys: string, isMac: boolean): string | undefined =>
  keys.includes(" ")
    ? undefined
    : keys
        .replace("Mod", isMac ? "Meta" : "Control")
        .replace(/(^|\+)(\p{Ll})$/u, (_all, plus: string, letter: string) => plus + letter.toUpperCase());
