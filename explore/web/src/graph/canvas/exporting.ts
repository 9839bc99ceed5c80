import { type Camera, fitted, type Size } from "./camera";
import type { Picture } from "./picture";
import type { Subject } from "./subject";

/** The longest side of an exported picture at scale 1. */
const MAX_SIDE = 4000;
const PADDING = 90;

export interface Sight {
  readonly subject: Subject;
  readonly camera: Camera;
  readonly size: Size;
}

/** The whole graph, as large as it is read well, without marks of the moment and without room for overlays. */
export const wholeOf = (picture: Picture | undefined): Sight | undefined => {
  const subject = picture?.subject(Number.POSITIVE_INFINITY);
  const bounds = picture?.places.bounds();
  if (subject === undefined || bounds === undefined) return undefined;
  const [wide, high] = [bounds.right - bounds.left, bounds.bottom - bounds.top];
  const k = Math.min(1, (MAX_SIDE - 2 * PADDING) / Math.max(wide, high));
  const size = { width: Math.ceil(wide * k + 2 * PADDING), height: Math.ceil(high * k + 2 * PADDING) };
  const insets = { top: 0, right: 0, bottom: 0, left: 0 };
  return {
    subject: { ...subject, insets, overlays: [], lifted: -1, growth: undefined },
    camera: { ...fitted(bounds, size, insets, PADDING), k },
    size,
  };
};
