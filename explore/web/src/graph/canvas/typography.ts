import type { SceneNode } from "../types";
import { isRightToLeft, labelText, plainName } from "./names";
import type { Palette } from "./palette";

export type Ink = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export interface TextStyle {
  readonly font: string;
  readonly size: number;
}

export interface Lettering {
  readonly text: string;
  readonly isRtl: boolean;
  readonly width: number;
  readonly style: TextStyle;
}

/** A pill's texts and its width at scale 1. */
export interface PillText {
  readonly name: string;
  readonly count: string;
  readonly width: number;
}

/** From this radius on a node is one of the large ones, whose names stand out. */
export const LARGE_RADIUS = 10.5;
export const PILL_PADDING = 12;
const PILL_GAP = 11;

/** Texts of a picture in its faces, measured once each; dropped when faces arrive or the theme changes. */
export class Typography {
  readonly #ink: Ink;
  readonly #widths = new Map<string, number>();
  readonly #letterings = new WeakMap<SceneNode, Lettering>();
  readonly #pills = new WeakMap<SceneNode, PillText>();
  readonly centre: TextStyle;
  readonly large: TextStyle;
  readonly small: TextStyle;
  readonly pillName: TextStyle;
  readonly pillCount: TextStyle;

  constructor(ink: Ink, palette: Palette, isNarrow: boolean) {
    this.#ink = ink;
    const style = (weight: number, size: number, face: string): TextStyle => ({ font: `${weight} ${size}px ${face}`, size });
    this.centre = style(600, isNarrow ? 14 : 16, palette.display);
    this.large = style(500, isNarrow ? 10.5 : 11.5, palette.body);
    this.small = style(400, isNarrow ? 10 : 10.5, palette.body);
    this.pillName = style(600, 11, palette.body);
    this.pillCount = style(500, 10, palette.mono);
  }

  styleOf(node: SceneNode, radius: number): TextStyle {
    if (node.isCentre) return this.centre;
    return radius >= LARGE_RADIUS || node.kind === "category" ? this.large : this.small;
  }

  lettering(node: SceneNode, radius: number): Lettering {
    const known = this.#letterings.get(node);
    if (known !== undefined) return known;
    const text = labelText(node.name);
    const style = this.styleOf(node, radius);
    const made = { text, isRtl: isRightToLeft(text), width: this.width(text, style), style };
    this.#letterings.set(node, made);
    return made;
  }

  pill(node: SceneNode): PillText {
    const known = this.#pills.get(node);
    if (known !== undefined) return known;
    const { loaded = 0, total = 0 } = node.category ?? {};
    const name = labelText(plainName(node.name));
    // Of two years both counts; else how many of how many.
    const count =
      node.hint ?? (loaded < total ? `${loaded.toLocaleString("en")}/${total.toLocaleString("en")}` : total.toLocaleString("en"));
    const width = Math.ceil(this.width(name, this.pillName) + PILL_GAP + this.width(count, this.pillCount) + 2 * PILL_PADDING);
    const made = { name, count, width };
    this.#pills.set(node, made);
    return made;
  }

  width(text: string, style: TextStyle): number {
    const key = `${style.font}|${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    this.#ink.font = style.font;
    const { width } = this.#ink.measureText(text);
    this.#widths.set(key, width);
    return width;
  }
}
