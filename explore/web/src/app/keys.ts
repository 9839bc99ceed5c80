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

/** Seconds within which the second key of `g s` has to follow. */
export const SEQUENCE_MS = 1200;

const SIGNS: Readonly<Record<string, string>> = {
  " ": "Space",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  Delete: "Del",
};

const pressNames = (press: Press, isMac: boolean): readonly string[] => [
  ...(press.isMod ? [isMac ? "⌘" : "Ctrl"] : []),
  ...(press.isAlt ? [isMac ? "⌥" : "Alt"] : []),
  ...(press.isShift ? ["Shift"] : []),
  SIGNS[press.key] ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key),
];

/** Caps to draw for some keys: `Mod+k` is `Ctrl`, `K`; `g s` is `G`, `S`. */
export const keyCaps = (keys: string, isMac: boolean): readonly string[] => parseKeys(keys).flatMap((press) => pressNames(press, isMac));

/** For `aria-keyshortcuts`: `Control+K`; undefined for what that attribute cannot say. */
export const ariaKeys = (keys: string, isMac: boolean): string | undefined => {
  const presses = parseKeys(keys);
  const [press] = presses;
  if (presses.length !== 1 || press === undefined) return undefined;
  const names = pressNames(press, false).map((name) => (name === "Ctrl" ? (isMac ? "Meta" : "Control") : name));
  return names.join("+");
};

export const onMac = (): boolean => /mac|iphone|ipad/i.test(navigator.userAgent);
