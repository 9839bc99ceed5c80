import { type Camera, type Size, toScreen } from "./camera";
import { boxAt } from "./label_placement";
import { HOVER_WIDTH, traceLine } from "./paint_edges";
import { labelReach, outwardSides, paintLabel } from "./paint_labels";
import { paintNode, pillHalfWidth } from "./paint_nodes";
import { nodeScale, pillScale } from "./scale";
import type { Sheet } from "./sheets";
import { roundRect } from "./silhouettes";
import type { Projection, Subject } from "./subject";
import type { Ink } from "./typography";

/** More lines of a hovered node than this are not drawn one by one. */
const MOST_LINES = 600;

/** What lies above the sheet and changes with the hand: selection, hover, the node in the hand, the box. */
export interface Marks {
  readonly selected: ReadonlySet<number>;
  readonly hovered: number;
  readonly lifted: number;
  /** A node to which the eye is led, and how far that has gone, 0 to 1. */
  readonly pulse: { readonly node: number; readonly t: number } | undefined;
  /** Nodes that have just emerged, and how strongly they glow, 0 to 1. */
  readonly glows: readonly { readonly node: number; readonly strength: number }[];
  /** Corners of the box selection, in pixels. */
  readonly box: { readonly ax: number; readonly ay: number; readonly bx: number; readonly by: number } | undefined;
}

const GLOW: readonly (readonly [number, number])[] = [
  [3, 0.9],
  [6, 0.55],
  [9, 0.3],
  [12, 0.14],
];

const ring = (ink: Ink, subject: Subject, i: number, x: number, y: number, k: number, away: number): void => {
  const node = subject.plan.scene.nodes[i];
  if (node?.kind === "category") {
    const [half, high] = [pillHalfWidth(subject, node, k) + away, 12 * pillScale(k) + away];
    roundRect(ink, x - half, y - high, 2 * half, 2 * high, high);
    return;
  }
  const r = (subject.plan.radius[i] ?? 0) * nodeScale(k) + away;
  ink.moveTo(x + r, y);
  ink.arc(x, y, r, 0, 2 * Math.PI);
};

const paintSelected = (ink: Ink, subject: Subject, i: number, x: number, y: number, k: number): void => {
  ink.fillStyle = subject.palette.select;
  ink.globalAlpha = 0.16;
  ink.beginPath();
  ring(ink, subject, i, x, y, k, 13);
  ring(ink, subject, i, x, y, k, 2);
  ink.fill("evenodd");
  ink.globalAlpha = 1;
  ink.strokeStyle = subject.palette.active;
  ink.lineWidth = 2;
  ink.beginPath();
  ring(ink, subject, i, x, y, k, 6);
  ink.stroke();
};

/** Rings that widen from a node which has just come: light without the cost of a blur. */
const paintGlow = (ink: Ink, subject: Subject, i: number, x: number, y: number, k: number, strength: number): void => {
  ink.strokeStyle = subject.palette.active;
  ink.lineWidth = 3;
  for (const [away, alpha] of GLOW) {
    ink.globalAlpha = alpha * strength;
    ink.beginPath();
    ring(ink, subject, i, x, y, k, away);
    ink.stroke();
  }
  ink.globalAlpha = 1;
};

/** The lines of a node in the colour of action, with its neighbours above them. */
const paintLines = (ink: Ink, subject: Subject, at: Projection, i: number, k: number): void => {
  const { plan, palette } = subject;
  const from = plan.nearFrom[i] ?? 0;
  const to = Math.min(plan.nearFrom[i + 1] ?? 0, from + MOST_LINES);
  ink.strokeStyle = palette.active;
  ink.lineWidth = HOVER_WIDTH;
  ink.lineCap = "round";
  ink.beginPath();
  for (let n = from; n < to; n++) traceLine(ink, plan, at, plan.nearEdge[n] ?? 0, false);
  ink.stroke();
  for (let n = from; n < to; n++) {
    const other = plan.near[n] ?? 0;
    if (at.isSeen[other]) paintNode(ink, subject, other, at.sx[other] ?? 0, at.sy[other] ?? 0, k);
  }
};

const paintName = (ink: Ink, subject: Subject, at: Projection, i: number, k: number, sheet: Sheet): void => {
  const node = subject.plan.scene.nodes[i];
  if (node === undefined || node.kind === "category") return;
  const [x, y] = [at.sx[i] ?? 0, at.sy[i] ?? 0];
  const lettering = subject.type.lettering(node, subject.plan.radius[i] ?? 0);
  const shown = sheet.labels.find((label) => label.id === i);
  const side = shown?.side ?? outwardSides(subject, at, i)[0] ?? "bottom";
  const box = boxAt({ x, y, reach: labelReach(subject, i, k), width: lettering.width, height: lettering.style.size + 4 }, side);
  paintLabel(ink, subject.palette, { box, lettering }, subject.palette.textHigh);
};

/** Where the nodes of a sheet are from the camera of now. */
export const projectedNow = (
  sheet: Sheet,
  places: { readonly x: Float32Array; readonly y: Float32Array },
  camera: Camera,
  size: Size,
): Projection => {
  const origin = toScreen(camera, size, { x: 0, y: 0 });
  return {
    sx: places.x.map((x) => x * camera.k + origin.x),
    sy: places.y.map((y) => y * camera.k + origin.y),
    isSeen: sheet.at.isSeen,
    seen: sheet.at.seen,
  };
};

/** Paints the marks of the moment above a sheet. */
export const paintOverlay = (ink: Ink, sheet: Sheet, marks: Marks, at: () => Projection, camera: Camera): void => {
  const { subject } = sheet;
  const { k } = camera;
  const place = (i: number): readonly [number, number] => [at().sx[i] ?? 0, at().sy[i] ?? 0];
  const { hovered, lifted, pulse, box } = marks;
  if (lifted >= 0) paintLines(ink, subject, at(), lifted, k);
  else if (hovered >= 0) paintLines(ink, subject, at(), hovered, k);
  for (const i of new Set([hovered, lifted])) if (i >= 0) paintNode(ink, subject, i, ...place(i), k);
  for (const i of marks.selected) if (i < subject.plan.count) paintSelected(ink, subject, i, ...place(i), k);
  for (const { node, strength } of marks.glows) paintGlow(ink, subject, node, ...place(node), k, strength);
  if (hovered >= 0) {
    ink.strokeStyle = subject.palette.textHigh;
    ink.lineWidth = 1.6;
    ink.beginPath();
    ring(ink, subject, hovered, ...place(hovered), k, 4.5);
    ink.stroke();
  }
  for (const i of new Set([hovered, lifted])) if (i >= 0) paintName(ink, subject, at(), i, k, sheet);
  if (pulse !== undefined && pulse.node >= 0) {
    ink.strokeStyle = subject.palette.active;
    ink.lineWidth = 2.5;
    ink.globalAlpha = 1 - pulse.t;
    ink.beginPath();
    ring(ink, subject, pulse.node, ...place(pulse.node), k, 6 + 26 * pulse.t);
    ink.stroke();
    ink.globalAlpha = 1;
  }
  if (box !== undefined) {
    const [x, y] = [Math.min(box.ax, box.bx), Math.min(box.ay, box.by)];
    const [width, height] = [Math.abs(box.ax - box.bx), Math.abs(box.ay - box.by)];
    ink.fillStyle = subject.palette.select;
    ink.globalAlpha = 0.1;
    ink.fillRect(x, y, width, height);
    ink.globalAlpha = 1;
    ink.strokeStyle = subject.palette.active;
    ink.lineWidth = 1.2;
    ink.setLineDash([5, 4]);
    ink.strokeRect(x, y, width, height);
    ink.setLineDash([]);
  }
};
