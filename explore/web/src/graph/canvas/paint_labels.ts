import { type Bounds, freeArea } from "./camera";
import { BoxGrid, type LabelRequest, type PlacedLabel, placeLabel, type Side, sidesFrom, sidesOf } from "./label_placement";
import { pillHalfWidth } from "./paint_nodes";
import type { Palette } from "./palette";
import { arePillsBars, arePillsOpen, nodeScale, pillScale } from "./scale";
import { reachOf } from "./silhouettes";
import type { Projection, Subject, View } from "./subject";
import { type Ink, LARGE_RADIUS, type Lettering } from "./typography";

const HALO = 3.5;
/** Dimmed nodes keep a name that can be read. */
const DIMMED = 0.8;
/** Nodes smaller than this on the screen have no label of their own, and may lie under another's. */
const LABEL_FROM = 2.6;
/** A view is not read with more names than this; trying more costs time for nothing. */
const MOST_LABELS = 320;
const MOST_TRIES = 2600;
/** From further away categories of anybody but the centre have no name: it is always the same few words. */
const CATEGORY_NAMES_FROM = 0.25;
/** Labels keep off the edge of the view. */
const EDGE = 4;

export interface NodeLabel extends PlacedLabel {
  readonly lettering: Lettering;
}

/** How far what is drawn of a node reaches from its middle: the label begins there. */
export const labelReach = (subject: Subject, i: number, k: number): number => {
  const node = subject.plan.scene.nodes[i];
  if (node === undefined) return 0;
  if (node.kind === "category") return 12 * pillScale(k);
  const ring = subject.selected.has(i) ? 7 : node.years === "only_a" || node.years === "only_b" ? 4 : 0;
  return (subject.plan.radius[i] ?? 0) * nodeScale(k) * reachOf(node.kind) + ring;
};

/** Owner of the room that overlays take. */
const OVERLAY = -1;

function* pillBoxes(subject: Subject, at: Projection, k: number): Generator<readonly [number, Bounds]> {
  const high = 12 * pillScale(k) + 2;
  for (let i = 0; i < subject.plan.count; i++) {
    const node = subject.plan.pill[i] && at.isSeen[i] ? subject.plan.scene.nodes[i] : undefined;
    if (node === undefined) continue;
    const [x, y, half] = [at.sx[i] ?? 0, at.sy[i] ?? 0, pillHalfWidth(subject, node, k) + 3];
    yield [i, { left: x - half, right: x + half, top: y - high, bottom: y + high }];
  }
}

const obstacles = (subject: Subject, view: View, at: Projection): BoxGrid => {
  const { plan } = subject;
  const { k } = view.camera;
  const grid = new BoxGrid({ left: 0, top: 0, right: view.size.width, bottom: view.size.height });
  const scale = nodeScale(k);
  if (!arePillsBars(k)) for (const [i, box] of pillBoxes(subject, at, k)) grid.add(box, i);
  for (let i = 0; i < plan.count; i++) {
    if (!at.isSeen[i] || plan.pill[i] || (plan.radius[i] ?? 0) * scale < LABEL_FROM) continue;
    const [x, y, r] = [at.sx[i] ?? 0, at.sy[i] ?? 0, labelReach(subject, i, k) + 1];
    grid.add({ left: x - r, right: x + r, top: y - r, bottom: y + r }, i);
  }
  return grid;
};

/** Nodes in the order in which they are named: centre, selected, path, then by size. The hovered node is named above the picture. */
function* byTurn(subject: Subject): Generator<number> {
  const { plan, selected, path } = subject;
  const first = new Set([plan.centre, ...selected, ...path].filter((i) => i >= 0 && i < plan.count));
  yield* first;
  for (const i of plan.byRank) if (!first.has(i)) yield i;
}

/** The sides of a node in the order in which they suit its name. */
export const outwardSides = (subject: Subject, at: Projection, i: number): readonly Side[] => {
  const { plan } = subject;
  if (subject.chain !== undefined) return sidesOf(subject.chain);
  const from = plan.parent[i] ?? -1;
  if (i === plan.centre || from < 0) return sidesFrom(0, 0);
  return sidesFrom((at.sx[i] ?? 0) - (at.sx[from] ?? 0), (at.sy[i] ?? 0) - (at.sy[from] ?? 0));
};

/** Chooses which names are shown and where. `previous` sides are tried first, so that labels stay where they are if they can. */
export const placeLabels = (subject: Subject, view: View, at: Projection, previous?: ReadonlyMap<number, Side>): readonly NodeLabel[] => {
  const { plan, type } = subject;
  const { k } = view.camera;
  const scale = nodeScale(k);
  const taken = obstacles(subject, view, at);
  const { margin, size } = view;
  const whole: Bounds = { left: EDGE, top: EDGE, right: size.width - EDGE, bottom: size.height - EDGE };
  const seen = { width: size.width - 2 * margin, height: size.height - 2 * margin };
  // A name that begins in view ends in it; where overlays are known one by one, they are gone around instead of the insets.
  const free = subject.overlays.length > 0 ? { left: 0, top: 0, right: seen.width, bottom: seen.height } : freeArea(seen, subject.insets);
  const inner: Bounds = {
    left: free.left + margin + EDGE,
    top: free.top + margin + EDGE,
    right: free.right + margin - EDGE,
    bottom: free.bottom + margin - EDGE,
  };
  // Pills are names, too: no other name may lie on them, not even that of the centre.
  const names = new BoxGrid({ left: 0, top: 0, right: size.width, bottom: size.height });
  if (arePillsOpen(k)) for (const [i, box] of pillBoxes(subject, at, k)) names.add(box, i);
  for (const { left, top, right, bottom } of subject.overlays) {
    taken.add({ left: left + margin, top: top + margin, right: right + margin, bottom: bottom + margin }, OVERLAY);
  }
  const placed: NodeLabel[] = [];
  let tries = 0;
  for (const i of byTurn(subject)) {
    if (placed.length >= MOST_LABELS || tries >= MOST_TRIES) break;
    const node = plan.scene.nodes[i];
    if (node === undefined || !at.isSeen[i] || i === subject.lifted) continue;
    const isChosen = i === plan.centre || subject.selected.has(i) || subject.path.has(i);
    if (node.kind === "category") {
      if (arePillsOpen(k) || (k < CATEGORY_NAMES_FROM && plan.parent[i] !== plan.centre)) continue;
    } else if (!isChosen && !plan.owner[i] && (plan.radius[i] ?? 0) * scale < LABEL_FROM) continue;
    tries += 1;
    const [x, y] = [at.sx[i] ?? 0, at.sy[i] ?? 0];
    const lettering = type.lettering(node, plan.radius[i] ?? 0);
    const outward = outwardSides(subject, at, i);
    const before = previous?.get(i);
    const isInner = x > inner.left && x < inner.right && y > inner.top && y < inner.bottom;
    const request: LabelRequest = {
      id: i,
      x,
      y,
      reach: labelReach(subject, i, k),
      width: lettering.width,
      height: lettering.style.size + 4,
      sides: before === undefined ? outward : [before, ...outward.filter((side) => side !== before)],
      within: isInner ? inner : whole,
    };
    // What is chosen has its name even in a crowd: over nodes if need be, never over another name.
    const label = placeLabel(request, taken) ?? (isChosen ? placeLabel({ ...request, within: whole }, names) : undefined);
    if (label === undefined) continue;
    names.add(label.box, i);
    taken.add(label.box, i);
    placed.push({ ...label, lettering });
  }
  return placed;
};

/** Names that stand out: of the centre, of large nodes, of what is chosen. */
export const isStrong = (subject: Subject, i: number): boolean =>
  i === subject.plan.centre ||
  subject.selected.has(i) ||
  subject.path.has(i) ||
  Boolean(subject.plan.pill[i]) ||
  (subject.plan.radius[i] ?? 0) >= LARGE_RADIUS;

export const paintLabel = (ink: Ink, palette: Palette, label: Pick<NodeLabel, "box" | "lettering">, colour: string, alpha = 1): void => {
  const { lettering, box } = label;
  ink.font = lettering.style.font;
  ink.textAlign = "left";
  ink.textBaseline = "alphabetic";
  ink.direction = lettering.isRtl ? "rtl" : "ltr";
  const baseline = box.top + lettering.style.size * 0.93 + 1;
  ink.globalAlpha = alpha;
  ink.lineJoin = "round";
  ink.lineWidth = HALO;
  ink.strokeStyle = palette.ground;
  ink.strokeText(lettering.text, box.left, baseline);
  ink.fillStyle = colour;
  ink.fillText(lettering.text, box.left, baseline);
  ink.globalAlpha = 1;
};

/** Paints placed labels. Yields where it can be interrupted. */
export function* paintLabels(ink: Ink, subject: Subject, labels: readonly NodeLabel[]): Generator<void> {
  const { palette, plan } = subject;
  let painted = 0;
  for (const label of labels) {
    const isDimmed = Boolean(plan.dimmed[label.id]);
    paintLabel(ink, palette, label, isStrong(subject, label.id) && !isDimmed ? palette.textHigh : palette.textMid, isDimmed ? DIMMED : 1);
    painted += 1;
    if (painted % 12 === 0) yield;
  }
}
