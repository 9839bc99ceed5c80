const NAMES: Readonly<Record<string, string>> = {
  " ": "Space",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Delete: "Del",
  Backspace: "⌫",
  PageUp: "PgUp",
  PageDown: "PgDn",
  ContextMenu: "Menu",
};
const MAC: Readonly<Record<string, string>> = { Mod: "⌘", Alt: "⌥", Shift: "⇧", Ctrl: "⌃" };
const OTHERS: Readonly<Record<string, string>> = { Mod: "Ctrl" };

export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.userAgent);

/** The keys of a chord (`Mod+k`, `Shift+E`, `+`) by the names that a keyboard shows. */
export const keyNames = (keys: string, mac: boolean = isMac()): readonly string[] => {
  const parts = keys.endsWith("+") ? [...keys.slice(0, -1).split("+").filter(Boolean), "+"] : keys.split("+");
  return parts.map((part) => (mac ? MAC : OTHERS)[part] ?? NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part));
};
