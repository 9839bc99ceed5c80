import { type KeyboardEvent, type RefObject, useEffect } from "react";

const FOCUSABLE =
  "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex]";

/** What the Tab key reaches inside an element, in order. */
export const focusable = (root: ParentNode): readonly HTMLElement[] =>
  [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => element.tabIndex >= 0 && element.closest("[hidden], [inert], details:not([open]) > :not(summary)") === null,
  );

/** For a Tab key inside a part that keeps the focus: from the last it goes to the first, and back. */
export const keepFocus = (root: HTMLElement, event: Pick<KeyboardEvent, "key" | "shiftKey" | "preventDefault">): void => {
  if (event.key !== "Tab") return;
  const inside = focusable(root);
  const edge = event.shiftKey ? inside[0] : inside.at(-1);
  const other = event.shiftKey ? inside.at(-1) : inside[0];
  if (document.activeElement !== edge || !other) return;
  event.preventDefault();
  other.focus();
};

/** Gives the focus back to what had it before a part opened, when the part closes with the focus inside it. */
export const useFocusReturn = (part: RefObject<HTMLElement | null>, isOpen: boolean): void =>
  useEffect(() => {
    if (!isOpen) return undefined;
    const before = document.activeElement;
    const element = part.current;
    return () => {
      const lost = document.activeElement === null || document.activeElement === document.body || element?.contains(document.activeElement);
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [part, isOpen]);
