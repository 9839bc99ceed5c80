import type { Side } from "./label_placement";
import { paintEdges } from "./paint_edges";
import { type NodeLabel, paintLabels, placeLabels } from "./paint_labels";
import { paintNodes } from "./paint_nodes";
import { type Detail, type Projection, project, type Subject, type View } from "./subject";
import type { Ink } from "./typography";

export interface Painted {
  readonly labels: readonly NodeLabel[];
  readonly at: Projection;
  readonly detail: Detail;
}

/** Paints the whole picture of a subject. It yields every fraction of a millisecond's work, and returns what it has painted. Fine as long as no more than `fineNodes` are in view. */
export function* paint(
  ink: Ink,
  subject: Subject,
  from: Omit<View, "detail">,
  fineNodes: number,
  previous?: ReadonlyMap<number, Side>,
): Generator<void, Painted> {
  const at = project(subject, from);
  const view: View = { ...from, detail: at.seen > fineNodes ? "coarse" : "fine" };
  ink.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  ink.globalAlpha = 1;
  ink.clearRect(0, 0, view.size.width, view.size.height);
  yield* paintEdges(ink, subject, view, at);
  yield* paintNodes(ink, subject, view, at);
  const labels = placeLabels(subject, view, at, previous);
  yield;
  yield* paintLabels(ink, subject, labels);
  return { labels, at, detail: view.detail };
}
