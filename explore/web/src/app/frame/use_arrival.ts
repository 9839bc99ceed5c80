import { announce } from "@discogsography/web/controls/announcer";
import { type RefObject, useEffect, useRef } from "react";
import { lastMove } from "../location";

/** Time that a pane has to show its heading; it may have to be fetched first. */
const HEADING_MS = 5000;

/** Calls back with the first h1 under an element, now or when it comes. Returns how to stop waiting. */
const withHeading = (main: HTMLElement, found: (heading: HTMLElement) => void): (() => void) => {
  const look = (): boolean => {
    const heading = main.querySelector<HTMLElement>("h1");
    if (heading === null) return false;
    found(heading);
    return true;
  };
  if (look()) return () => undefined;
  const observer = new MutationObserver(() => look() && stop());
  const timer = setTimeout(() => stop(), HEADING_MS);
  const stop = (): void => {
    observer.disconnect();
    clearTimeout(timer);
  };
  observer.observe(main, { childList: true, subtree: true });
  return stop;
};

/**
 * Brings the reader along when another pane or page is shown: the focus goes to its heading, which is read aloud by that, and the page to
 * its top. Where the pane put the focus somewhere of its own, it stays, and the name of the pane is announced.
 */
export const useArrival = (main: RefObject<HTMLElement | null>, place: string, title: string): void => {
  const before = useRef(place);
  useEffect(() => {
    const element = main.current;
    if (element === null || before.current === place) return undefined;
    before.current = place;
    if (lastMove() === "push") window.scrollTo(0, 0);
    return withHeading(element, (heading) => {
      const focused = document.activeElement;
      if (focused !== null && focused !== document.body && element.contains(focused) && focused !== element) {
        announce(title);
        return;
      }
      if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    });
  }, [main, place, title]);
};
