import { type RefObject, useEffect, useRef, useState } from "react";

/** Width of an element in CSS pixels, kept current; 0 until it is measured. */
export const useWidth = <Element extends HTMLElement>(): readonly [RefObject<Element | null>, number] => {
  const element = useRef<Element>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const measured = element.current;
    if (!measured) return undefined;
    setWidth(measured.clientWidth);
    if (typeof ResizeObserver === "undefined") return undefined;
    const observer = new ResizeObserver(() => setWidth(measured.clientWidth));
    observer.observe(measured);
    return () => observer.disconnect();
  }, []);
  return [element, width];
};
