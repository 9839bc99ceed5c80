import { forwardRef, type Ref, useImperativeHandle, useLayoutEffect, useRef } from "react";
import type { CanvasHandle, CanvasProps, Point } from "../types";
import { pngOf } from "./export_png";
import { svgOf } from "./export_svg";
import { Gestures } from "./gestures";
import styles from "./graph_canvas.module.css";
import { pictureOf, rememberPicture } from "./handles";
import { FLIGHT_MS, Picture } from "./picture";

/** More pixels of the device than this for one of the page are not seen, but cost. */
const MAX_RATIO = 2;

const EMPTY: ReadonlyMap<string, Point> = new Map();

/** Follows what changes the look of the page: theme, faces that arrive, the wish for less motion. */
const watchPage = (picture: Picture): (() => void) => {
  const restyle = (): void => picture.restyle();
  const theme = new MutationObserver(restyle);
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
  const listeners = new AbortController();
  const { signal } = listeners;
  document.fonts?.addEventListener("loadingdone", restyle, { signal });
  const motion = window.matchMedia?.("(prefers-reduced-motion: reduce)");
  const reduce = (): void => picture.reduceMotion(motion?.matches ?? false);
  reduce();
  motion?.addEventListener("change", reduce, { signal });
  window.matchMedia?.("(prefers-color-scheme: light)").addEventListener("change", restyle, { signal });
  return () => {
    theme.disconnect();
    listeners.abort();
  };
};

/** Draws a scene into the space of its parent, and reports what the hand does there. All text of the picture is in the outline too. */
export const GraphCanvas = forwardRef(function GraphCanvas(props: CanvasProps, ref: Ref<CanvasHandle>) {
  const { scene, selected, hovered, path, insets, isBoxing, label, places } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const current = useRef<Picture | undefined>(undefined);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });

  useLayoutEffect(() => {
    const element = canvas.current;
    const frame = element?.parentElement;
    if (!element || !frame) return;
    const picture = new Picture(element);
    current.current = picture;
    picture.view.overlays = () => latest.current.overlays?.() ?? [];
    const gestures = new Gestures(element, picture, { events: () => latest.current, isBoxing: () => latest.current.isBoxing });
    const unwatch = watchPage(picture);
    const measure = (): void => {
      const { clientWidth, clientHeight } = frame;
      picture.resize(clientWidth, clientHeight, Math.min(MAX_RATIO, window.devicePixelRatio || 1));
    };
    measure();
    const sizes = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(measure);
    sizes?.observe(frame);
    return () => {
      sizes?.disconnect();
      unwatch();
      gestures.close();
      picture.close();
      current.current = undefined;
    };
  }, []);

  useLayoutEffect(() => current.current?.inset(insets), [insets]);
  // Before the scene: a path decides how a scene without a centre is laid out.
  useLayoutEffect(() => current.current?.mark(selected, hovered, path), [selected, hovered, path]);
  useLayoutEffect(() => current.current?.show(scene, places), [scene, places]);

  useImperativeHandle(ref, () => {
    const handle: CanvasHandle = {
      fit: (keys) => current.current?.fit(keys),
      zoomBy: (factor) => current.current?.view.zoomAt(undefined, factor, FLIGHT_MS),
      panBy: (dx, dy) => current.current?.view.panBy(dx, dy, FLIGHT_MS / 2),
      reveal: (key) => current.current?.reveal(key),
      screenPoint: (key) => current.current?.screenPoint(key),
      positions: () => current.current?.places.all() ?? EMPTY,
      toPng: (scale = 2) => pngOf(pictureOf(handle), scale),
      toSvg: () => svgOf(pictureOf(handle)),
    };
    rememberPicture(handle, () => current.current);
    return handle;
  }, []);

  return (
    <div className={styles.frame} data-boxing={isBoxing || undefined}>
      <canvas ref={canvas} className={styles.canvas} role="img" aria-label={label} />
    </div>
  );
});
