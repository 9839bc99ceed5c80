import type { Palette } from "./palette";
import { LINES } from "./palette";
import { EDGE_KINDS, type Plan } from "./plan";
import type { Projection, Subject, View } from "./subject";
import type { Ink } from "./typography";

/** Lines in one stroke: few enough to stop between them, many enough that strokes do not cost more than lines. */
const CHUNK = 160;

/** How much of a line to a dimmed node is left. */
export const DIMMED_LINE = 0.55;
export const PATH_WIDTH = 2.6;
export const HOVER_WIDTH = 1.5;

/** Control point of a line's curve, and so the one definition of how lines bend. */
export const bendOf = (ax: number, ay: number, bx: number, by: number, bend: number): readonly [number, number] => [
  (ax + bx) / 2 - (by - ay) * bend,
  (ay + by) / 2 + (bx - ax) * bend,
];

/** Puts a line into the context's path. */
export const traceLine = (ink: Ink, plan: Plan, at: Projection, e: number, isStraight: boolean): void => {
  const a = plan.ends[2 * e] ?? 0;
  const b = plan.ends[2 * e + 1] ?? 0;
  const [ax, ay, bx, by] = [at.sx[a] ?? 0, at.sy[a] ?? 0, at.sx[b] ?? 0, at.sy[b] ?? 0];
  ink.moveTo(ax, ay);
  if (isStraight) {
    ink.lineTo(bx, by);
    return;
  }
  const [cx, cy] = bendOf(ax, ay, bx, by, LINES[EDGE_KINDS[plan.edgeKind[e] ?? 0] ?? "plain"].bend);
  ink.quadraticCurveTo(cx, cy, bx, by);
};

/** Whether nothing of the line can be seen. */
const isOutside = (plan: Plan, at: Projection, e: number, view: View): boolean => {
  const a = plan.ends[2 * e] ?? 0;
  const b = plan.ends[2 * e + 1] ?? 0;
  if (at.isSeen[a] || at.isSeen[b]) return false;
  const [ax, ay, bx, by] = [at.sx[a] ?? 0, at.sy[a] ?? 0, at.sx[b] ?? 0, at.sy[b] ?? 0];
  return (
    (ax < 0 && bx < 0) ||
    (ay < 0 && by < 0) ||
    (ax > view.size.width && bx > view.size.width) ||
    (ay > view.size.height && by > view.size.height)
  );
};

interface Bunch {
  readonly kind: number;
  readonly isDimmed: boolean;
  readonly edges: number[];
}

const bunches = (subject: Subject, at: Projection, view: View): readonly Bunch[] => {
  const { plan, pathEdges, lifted } = subject;
  const made: Bunch[] = EDGE_KINDS.flatMap((_, kind) => [true, false].map((isDimmed) => ({ kind, isDimmed, edges: [] })));
  for (let e = 0; e < plan.edgeKind.length; e++) {
    const a = plan.ends[2 * e] ?? 0;
    const b = plan.ends[2 * e + 1] ?? 0;
    if (a === lifted || b === lifted || pathEdges.has(e) || isOutside(plan, at, e, view)) continue;
    const isDimmed = Boolean(plan.dimmed[a]) || Boolean(plan.dimmed[b]);
    made[(plan.edgeKind[e] ?? 0) * 2 + (isDimmed ? 0 : 1)]?.edges.push(e);
  }
  return made;
};

/** Width and visibility of lines go down with the zoom, or a far picture is nothing but lines. */
export const lineScale = (k: number): number => Math.min(1, Math.max(0.45, k ** 0.5));

const setLine = (ink: Ink, palette: Palette, kind: number, k: number, isCoarse: boolean, isDimmed: boolean): void => {
  const name = EDGE_KINDS[kind] ?? "plain";
  const line = LINES[name];
  ink.strokeStyle = name === "similar" ? palette.similar : palette.edge;
  // A line of at most a pixel takes the short way through the rasteriser.
  ink.lineWidth = isCoarse ? Math.min(1, line.width * lineScale(k)) : line.width * lineScale(k);
  ink.globalAlpha =
    line.alpha * (isDimmed ? DIMMED_LINE : 1) * (isCoarse && line.dash.length > 0 ? 0.45 : 1) * (isCoarse ? lineScale(k) : 1);
  ink.setLineDash(isCoarse ? [] : [...line.dash]);
  ink.lineCap = name === "credit" && !isCoarse ? "round" : "butt";
};

/** Paints all lines, from the faintest kind to the strongest, and the chosen path above them. Yields where it can be interrupted. */
export function* paintEdges(ink: Ink, subject: Subject, view: View, at: Projection): Generator<void> {
  const { plan, palette, pathEdges } = subject;
  const isCoarse = view.detail === "coarse";
  for (const bunch of bunches(subject, at, view)) {
    for (let from = 0; from < bunch.edges.length; from += CHUNK) {
      setLine(ink, palette, bunch.kind, view.camera.k, isCoarse, bunch.isDimmed);
      ink.beginPath();
      for (const e of bunch.edges.slice(from, from + CHUNK)) traceLine(ink, plan, at, e, isCoarse);
      ink.stroke();
      yield;
    }
  }
  ink.globalAlpha = 1;
  ink.setLineDash([]);
  ink.lineCap = "round";
  if (pathEdges.size > 0) {
    ink.strokeStyle = palette.active;
    ink.lineWidth = PATH_WIDTH;
    ink.beginPath();
    for (const e of pathEdges) traceLine(ink, plan, at, e, false);
    ink.stroke();
    yield;
  }
}
