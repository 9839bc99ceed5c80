import type { Bounds } from "./camera";

export type Side = "right" | "bottom" | "left" | "top";

const CELL = 64;

/** Boxes on a raster, for "does anything lie here?" in constant time. */
export class BoxGrid {
  readonly #columns: number;
  readonly #rows: number;
  readonly #cells: number[][];
  readonly #boxes: Bounds[] = [];
  readonly #owners: number[] = [];
  readonly #bounds: Bounds;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
    this.#columns = Math.max(1, Math.ceil((bounds.right - bounds.left) / CELL));
    this.#rows = Math.max(1, Math.ceil((bounds.bottom - bounds.top) / CELL));
    this.#cells = Array.from({ length: this.#columns * this.#rows }, () => []);
  }

  add(box: Bounds, owner: number): void {
    const index = this.#boxes.push(box) - 1;
    this.#owners.push(owner);
    this.#visit(box, (cell) => {
      cell.push(index);
      return false;
    });
  }

  /** Whether a box of somebody else than `owner` overlaps. Boxes that only touch do not. */
  isTaken(box: Bounds, owner: number): boolean {
    return this.#visit(box, (cell) =>
      cell.some((index) => {
        const other = this.#boxes[index];
        return (
          other !== undefined &&
          this.#owners[index] !== owner &&
          box.left < other.right &&
          other.left < box.right &&
          box.top < other.bottom &&
          other.top < box.bottom
        );
      }),
    );
  }

  #visit(box: Bounds, visit: (cell: number[]) => boolean): boolean {
    const first = Math.max(0, Math.floor((box.left - this.#bounds.left) / CELL));
    const last = Math.min(this.#columns - 1, Math.floor((box.right - this.#bounds.left) / CELL));
    const above = Math.max(0, Math.floor((box.top - this.#bounds.top) / CELL));
    const below = Math.min(this.#rows - 1, Math.floor((box.bottom - this.#bounds.top) / CELL));
    for (let row = above; row <= below; row++) {
      for (let column = first; column <= last; column++) {
        const cell = this.#cells[row * this.#columns + column];
        if (cell !== undefined && visit(cell)) return true;
      }
    }
    return false;
  }
}

export interface LabelRequest {
  readonly id: number;
  /** Middle of the node and how far it reaches, in pixels, with what is drawn around it (a ring). */
  readonly x: number;
  readonly y: number;
  readonly reach: number;
  readonly width: number;
  readonly height: number;
  /** In the order in which they are tried. */
  readonly sides: readonly Side[];
  /** Where it has to lie. */
  readonly within: Bounds;
}

export interface PlacedLabel {
  readonly id: number;
  readonly side: Side;
  readonly box: Bounds;
}

const GAP = 4;
/** Free room to both sides of the text, so that neighbours do not read as one. */
const SIDE_ROOM = 2;

/** Where a label lies on a side of its node. */
export const boxAt = (request: Omit<LabelRequest, "sides" | "within" | "id">, side: Side): Bounds => {
  const { x, y, reach, width, height } = request;
  const away = reach + GAP;
  switch (side) {
    case "right":
      return { left: x + away, right: x + away + width, top: y - height / 2, bottom: y + height / 2 };
    case "left":
      return { left: x - away - width, right: x - away, top: y - height / 2, bottom: y + height / 2 };
    case "bottom":
      return { left: x - width / 2, right: x + width / 2, top: y + away - 1, bottom: y + away - 1 + height };
    case "top":
      return { left: x - width / 2, right: x + width / 2, top: y - away + 1 - height, bottom: y - away + 1 };
  }
};

/** Outward from (fromX, fromY) first, then the sides beside it, at last inward. */
export const sidesFrom = (dx: number, dy: number): readonly Side[] => {
  const distance = Math.hypot(dx, dy);
  const across: Side = dx < 0 ? "left" : "right";
  const back: Side = dx < 0 ? "right" : "left";
  const down: Side = dy < 0 ? "top" : "bottom";
  const up: Side = dy < 0 ? "bottom" : "top";
  if (distance < 1) return ["bottom", "right", "left", "top"];
  return Math.abs(dx) / distance > 0.55 ? [across, down, up, back] : [down, across, back, up];
};

/** Beside a line that runs from left to right, or from top to bottom. */
export const sidesOf = (direction: "wide" | "tall"): readonly Side[] =>
  direction === "wide" ? ["bottom", "top", "right", "left"] : ["right", "left", "bottom", "top"];

const isInside = (box: Bounds, within: Bounds): boolean =>
  box.left >= within.left && box.right <= within.right && box.top >= within.top && box.bottom <= within.bottom;

/** Places one label on the first side where it is free, and takes the room; undefined if no side is. */
export const placeLabel = (request: LabelRequest, taken: BoxGrid): PlacedLabel | undefined => {
  for (const side of request.sides) {
    const box = boxAt(request, side);
    const roomy = { left: box.left - SIDE_ROOM, right: box.right + SIDE_ROOM, top: box.top, bottom: box.bottom };
    if (!isInside(box, request.within) || taken.isTaken(roomy, request.id)) continue;
    taken.add(roomy, request.id);
    return { id: request.id, side, box };
  }
  return undefined;
};
