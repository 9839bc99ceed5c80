import type { NodeKind } from "../types";

/** The part of a canvas context that outlines need; {@link SvgPen} writes the same outlines as path data. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, r: number, from: number, to: number): void;
  arcTo(x1: number, y1: number, x2: number, y2: number, r: number): void;
  closePath(): void;
}

/** `node` is the colour of the type, `ground` that of the canvas. */
export type Paint = "node" | "ground";

/** A silhouette is a few layers, from below to above. Lengths are those of a node with radius 1, save `least`, in pixels. */
export interface Layer {
  readonly outline: "disc" | "square" | "hexagon" | "diamond";
  readonly radius: number;
  readonly paint: Paint;
  /** Drawn as a line of this width instead of being filled. */
  readonly line?: number;
  readonly alpha?: number;
  /** Holes of small nodes stay visible: no radius under this many pixels. */
  readonly least?: number;
}

const DISC: Layer = { outline: "disc", radius: 1, paint: "node" };
const HOLE: Layer = { outline: "disc", radius: 0.3, paint: "ground", least: 1.5 };

/** A shape a type, so that the picture is read without colours. A category is a pill, which is drawn with its text. */
export const SILHOUETTES: Readonly<Record<Exclude<NodeKind, "category">, readonly Layer[]>> = {
  artist: [DISC],
  person: [
    { outline: "disc", radius: 0.88, paint: "ground" },
    { outline: "disc", radius: 0.88, paint: "node", line: 0.24 },
    { outline: "disc", radius: 0.32, paint: "node", least: 1 },
  ],
  release: [DISC, HOLE],
  master: [DISC, { outline: "disc", radius: 0.67, paint: "ground", line: 0.11, alpha: 0.8 }, HOLE],
  label: [{ outline: "square", radius: 0.9, paint: "node" }],
  genre: [{ outline: "hexagon", radius: 1.06, paint: "node" }],
  style: [{ outline: "diamond", radius: 1.24, paint: "node" }],
};

/** How far a silhouette reaches sideways, as a multiple of its radius. */
export const reachOf = (kind: NodeKind): number => (kind === "style" ? 1.24 : kind === "genre" ? 1.06 : 1);

const polygon = (pen: Pen, corners: number, x: number, y: number, r: number): void => {
  for (let i = 0; i < corners; i++) {
    const angle = (i * 2 * Math.PI) / corners;
    if (i === 0) pen.moveTo(x + r, y);
    else pen.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  pen.closePath();
};

/** A rectangle with round corners, as a path. */
export const roundRect = (pen: Pen, x: number, y: number, width: number, height: number, radius: number): void => {
  const r = Math.min(radius, width / 2, height / 2);
  pen.moveTo(x + r, y);
  pen.arcTo(x + width, y, x + width, y + height, r);
  pen.arcTo(x + width, y + height, x, y + height, r);
  pen.arcTo(x, y + height, x, y, r);
  pen.arcTo(x, y, x + width, y, r);
  pen.closePath();
};

/** Puts the outline of a layer into the pen's path. */
export const trace = (pen: Pen, layer: Layer, x: number, y: number, r: number): void => {
  const reach = Math.max(layer.radius * r, Math.min(layer.least ?? 0, r * 0.6));
  switch (layer.outline) {
    case "disc":
      pen.moveTo(x + reach, y);
      pen.arc(x, y, reach, 0, 2 * Math.PI);
      return;
    case "square":
      roundRect(pen, x - reach, y - reach, 2 * reach, 2 * reach, reach * 0.4);
      return;
    case "hexagon":
      polygon(pen, 6, x, y, reach);
      return;
    case "diamond":
      polygon(pen, 4, x, y, reach);
  }
};

const number = (value: number): string => String(Math.round(value * 100) / 100);

/** Writes SVG path data. Arcs are whole circles or rounded corners: the outlines here have no others. */
export class SvgPen implements Pen {
  #data = "";
  #corner: readonly [number, number] | undefined;

  get data(): string {
    return this.#data;
  }

  moveTo(x: number, y: number): void {
    this.#data += `M${number(x)} ${number(y)}`;
    this.#corner = [x, y];
  }

  lineTo(x: number, y: number): void {
    this.#data += `L${number(x)} ${number(y)}`;
    this.#corner = [x, y];
  }

  arc(x: number, y: number, r: number): void {
    const size = number(r);
    this.#data += `M${number(x - r)} ${number(y)}a${size} ${size} 0 1 0 ${number(2 * r)} 0a${size} ${size} 0 1 0 ${number(-2 * r)} 0`;
  }

  /** Corners are right angles with sides along the axes. */
  arcTo(x1: number, y1: number, x2: number, y2: number, r: number): void {
    const [x0, y0] = this.#corner ?? [x1, y1];
    this.lineTo(x1 - Math.sign(x1 - x0) * r, y1 - Math.sign(y1 - y0) * r);
    const x = x1 + Math.sign(x2 - x1) * r;
    const y = y1 + Math.sign(y2 - y1) * r;
    this.#data += `A${number(r)} ${number(r)} 0 0 1 ${number(x)} ${number(y)}`;
    this.#corner = [x, y];
  }

  closePath(): void {
    this.#data += "Z";
  }
}
