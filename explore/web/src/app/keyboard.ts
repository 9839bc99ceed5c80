import { toast } from "@discogsography/web/controls/toast";
import { isMac } from "@discogsography/web/keys";
import { useEffect } from "react";
import { type Action, currentActions } from "./actions";
import { isPress, type KeyLike, parseKeys, SEQUENCE_MS } from "./keys";

/** Where a key was pressed: in a text field or a dialog most keys mean something of their own. */
export type Place = "page" | "field" | "dialog";

/** What the presses so far mean: an action, the beginning of one, or nothing. */
export type Meaning = { readonly kind: "run"; readonly action: Action } | { readonly kind: "wait" } | { readonly kind: "none" };

const isSame = (keys: string, pressed: readonly KeyLike[], mac: boolean): boolean => {
  const presses = parseKeys(keys);
  return presses.length === pressed.length && presses.every((press, index) => isPress(press, pressed[index] ?? { ...NO_KEY }, mac));
};
const begins = (keys: string, pressed: readonly KeyLike[], mac: boolean): boolean => {
  const presses = parseKeys(keys);
  return presses.length > pressed.length && pressed.every((key, index) => isPress(presses[index] ?? NOTHING, key, mac));
};
const NO_KEY: KeyLike = { key: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const NOTHING = { key: "\0", isMod: false, isShift: false, isAlt: false };

/** Reads the last press together with those before it. The longest match counts, and of equal ones what was offered last: it is nearest to what is open. */
export const meaningOf = (actions: readonly Action[], earlier: readonly KeyLike[], event: KeyLike, place: Place, mac: boolean): Meaning => {
  const heard = actions.filter((action) => action.keys !== undefined && (place === "page" || action.inFields === true));
  for (const pressed of earlier.length > 0 ? [[...earlier, event], [event]] : [[event]]) {
    const action = heard.findLast(({ keys }) => keys !== undefined && isSame(keys, pressed, mac));
    if (action !== undefined) return { kind: "run", action };
    if (heard.some(({ keys }) => keys !== undefined && begins(keys, pressed, mac))) return { kind: "wait" };
  }
  return { kind: "none" };
};

const FIELDS = 'input:not([type="checkbox"], [type="radio"], [type="button"], [type="range"]), textarea, select, [contenteditable="true"]';
const OVERLAYS = '[role="dialog"], [role="alertdialog"], [role="menu"]';
/** What Enter, Space and arrows operate by themselves. */
const OPERABLE =
  'a, button, summary, input, [role="slider"], [role="radio"], [role="tab"], [role="option"], [role="treeitem"], [role="gridcell"]';
const OPERATING = new Set(["Enter", " ", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"]);

export const placeOf = (target: EventTarget | null): Place => {
  if (!(target instanceof Element)) return "page";
  if (target.closest(FIELDS)) return "field";
  return target.closest(OVERLAYS) ? "dialog" : "page";
};

const operatesTarget = (event: KeyboardEvent): boolean =>
  OPERATING.has(event.key) && event.target instanceof Element && event.target.closest(OPERABLE) !== null;

/** Runs the offered actions by their keys, for as long as the shell is mounted. */
export const useKeyboard = (): void =>
  useEffect(() => {
    let earlier: readonly KeyLike[] = [];
    let lastAt = 0;
    const down = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || operatesTarget(event) || ["Shift", "Control", "Alt", "Meta"].includes(event.key))
        return;
      if (event.timeStamp - lastAt > SEQUENCE_MS) earlier = [];
      lastAt = event.timeStamp;
      const meaning = meaningOf(currentActions(), earlier, event, placeOf(event.target), isMac());
      earlier = meaning.kind === "wait" ? [...earlier, event] : [];
      if (meaning.kind !== "run") return;
      event.preventDefault();
      if (meaning.action.unavailable === undefined) meaning.action.run();
      else toast(`${meaning.action.title}: ${meaning.action.unavailable}`);
    };
    window.addEventListener("keydown", down);
    return () => window.removeEventListener("keydown", down);
  }, []);
