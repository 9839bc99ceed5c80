import { announce } from "@discogsography/web/controls/announcer";
import { type RefObject, useEffect, useRef } from "react";
import { lastMove } from "../location";

/** Time in which what was asked for may still come: its code may have to be fetched, and its heading may change when its data are there. */
const ARRIVING_MS = 5000;

/** Parts of the page that lead elsewhere: the focus goes on from them. In the pane, or in a part beside it, it stays. */
const WAYS = "header, nav";

/** The heading that is shown: while a pane is fetched, React keeps what was there before it hidden. */
const headingOf = (main: HTMLElement): HTMLElement | undefined =>
  [...main.querySelectorAll<HTMLElement>("h1")].find((heading) => heading.getClientRects().length > 0);

const mayMove = (main: HTMLElement, focused: Element | null): boolean =>
  focused === null || focused === document.body || focused === main || focused.closest(WAYS) !== null;

/** Puts the focus on the heading of what is shown, now and again when it is replaced, until the reader takes it elsewhere. Returns how to stop. */
const leadToHeading = (main: HTMLElement): (() => void) => {
  let led: Element | undefined;
  const lead = (): void => {
    const heading = headingOf(main);
    const focused = document.activeElement;
    // Once it was led, the focus is followed only when its heading went away from under it.
    if (heading === undefined || heading === focused || (led === undefined ? !mayMove(main, focused) : focused !== document.body)) return;
    if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    led = heading;
  };
  const observer = new MutationObserver(lead);
  const stop = (): void => {
    observer.disconnect();
    clearTimeout(timer);
    main.removeEventListener("pointerdown", stop);
  };
  const timer = setTimeout(stop, ARRIVING_MS);
  main.addEventListener("pointerdown", stop);
  observer.observe(main, { childList: true, subtree: true });
  lead();
  return stop;
};

/**
 * Brings the reader along when something else is shown: the focus goes from what led there to the heading, which is read aloud by that, and
 * the page to its top. Where a pane puts the focus somewhere of its own, it stays, and the name of the pane is announced.
 */
export const useArrival = (main: RefObject<HTMLElement | null>, place: string, title: string): void => {
  const before = useRef({ place, title });
  useEffect(() => {
    const element = main.current;
    if (element === null || before.current.place === place) return undefined;
    if (before.current.title !== title && !mayMove(element, document.activeElement)) announce(title);
    before.current = { place, title };
    if (lastMove() === "push") window.scrollTo(0, 0);
    return leadToHeading(element);
  }, [main, place, title]);
};
