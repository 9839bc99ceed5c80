import { type Camera, type Size, toScreen } from "./camera";
import type { Side } from "./label_placement";
import { type Painted, paint } from "./painting";
import type { Subject } from "./subject";
import type { Ink } from "./typography";

/** A painted sheet: the picture from one place of the camera, a little larger than the view. */
export interface Sheet extends Painted {
  readonly subject: Subject;
  readonly camera: Camera;
  readonly size: Size;
  readonly margin: number;
  readonly ratio: number;
}

interface Surface {
  readonly canvas: OffscreenCanvas;
  readonly ink: OffscreenCanvasRenderingContext2D;
}

interface Job {
  readonly steps: Generator<void, Painted>;
  readonly sheet: Omit<Sheet, keyof Painted>;
  readonly surface: Surface;
  spent: number;
}

/** A picture that costs more than this is painted with a margin, so that panning does not need a new one at once. */
const CHEAP_MS = 9;
const MARGIN = 224;
const FLUSH_MS = 1.5;
/** While the picture moves, a new sheet is begun when only this much of the margin is left. */
const HEAD_START = 90;
/** Nodes painted finely: while the picture moves, and when it rests. */
const FINE_MOVING = 900;
const FINE_RESTING = 2600;

const surfaceOf = (width: number, height: number): Surface | undefined => {
  const canvas = new OffscreenCanvas(width, height);
  // Painted by the processor everywhere, so that a share of a frame is enough for a share of the picture.
  const ink = canvas.getContext("2d", { willReadFrequently: true });
  return ink === null ? undefined : { canvas, ink };
};

/**
 * Two sheets: one is shown, moved with the camera; the other is painted meanwhile, a few milliseconds a frame, and takes its place.
 * So a frame costs the same however large the picture is, and a small picture is simply painted anew in every frame.
 */
export class Sheets {
  #shown: { readonly sheet: Sheet; readonly surface: Surface } | undefined;
  #spare: Surface | undefined;
  #job: Job | undefined;
  #cost = 0;

  get shown(): Sheet | undefined {
    return this.#shown?.sheet;
  }

  get isBusy(): boolean {
    return this.#job !== undefined;
  }

  /** How long the last sheet took, in milliseconds. */
  get cost(): number {
    return this.#cost;
  }

  /** Begins a new sheet. `size` is that of the view. */
  begin(subject: Subject, camera: Camera, size: Size, ratio: number, isMoving: boolean): void {
    const margin = this.#cost > CHEAP_MS ? MARGIN : 0;
    const whole = { width: size.width + 2 * margin, height: size.height + 2 * margin };
    const [width, height] = [Math.max(1, Math.round(whole.width * ratio)), Math.max(1, Math.round(whole.height * ratio))];
    const spare = this.#spare;
    const surface = spare?.canvas.width === width && spare.canvas.height === height ? spare : surfaceOf(width, height);
    this.#spare = undefined;
    if (surface === undefined) return;
    const previous = this.shown?.subject.plan === subject.plan ? this.shown.labels : [];
    const sides = new Map<number, Side>(previous.map((label) => [label.id, label.side]));
    const from = { camera, size: whole, margin, ratio };
    const steps = paint(surface.ink, subject, from, isMoving ? FINE_MOVING : FINE_RESTING, sides);
    this.#job = { steps, sheet: { subject, ...from }, surface, spent: 0 };
  }

  /** Paints for at most so many milliseconds; true when a new sheet is shown. */
  work(budgetMs: number): boolean {
    const job = this.#job;
    if (job === undefined) return false;
    const begun = performance.now();
    let flushed = begun;
    for (;;) {
      const step = job.steps.next();
      // Drawing is only noted down until somebody looks: looked at often, it costs its time here and not in the frame that shows the sheet.
      if (step.done || performance.now() - flushed > FLUSH_MS) {
        job.surface.ink.getImageData(0, 0, 1, 1);
        flushed = performance.now();
      }
      const spent = performance.now() - begun;
      if (step.done) {
        this.#cost = job.spent + spent;
        this.#spare = this.#shown?.surface;
        this.#shown = { sheet: { ...job.sheet, ...step.value }, surface: job.surface };
        this.#job = undefined;
        return true;
      }
      if (spent >= budgetMs) {
        job.spent += spent;
        return false;
      }
    }
  }

  drop(): void {
    this.#job = undefined;
    this.#shown = undefined;
    this.#spare = undefined;
  }

  /** Whether the sheet will do for this camera: at its own zoom, with room left to move, and as fine as there is time for. */
  suits(camera: Camera, size: Size, isMoving: boolean): boolean {
    const sheet = this.shown;
    if (sheet === undefined || Math.abs(camera.k / sheet.camera.k - 1) > 1e-6) return false;
    if (!isMoving && sheet.detail === "coarse" && sheet.at.seen <= FINE_RESTING) return false;
    const isSameSize = sheet.size.width - 2 * sheet.margin === size.width && sheet.size.height - 2 * sheet.margin === size.height;
    const dx = Math.abs(camera.x - sheet.camera.x) * camera.k;
    const dy = Math.abs(camera.y - sheet.camera.y) * camera.k;
    const room = sheet.margin - (isMoving ? HEAD_START : 0);
    return isSameSize && (sheet.margin === 0 ? dx + dy < 1e-3 : dx <= room && dy <= room);
  }

  /** Lays the sheet under the camera: moved if the zoom is its own, otherwise scaled. */
  lay(ink: Ink, camera: Camera, size: Size): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const { sheet, surface } = shown;
    const scale = camera.k / sheet.camera.k;
    const middle = toScreen(camera, size, sheet.camera);
    const [width, height] = [sheet.size.width * scale, sheet.size.height * scale];
    const snap = (value: number): number => (scale === 1 ? Math.round(value * sheet.ratio) / sheet.ratio : value);
    ink.imageSmoothingEnabled = scale !== 1 && sheet.detail === "fine";
    ink.drawImage(surface.canvas, snap(middle.x - width / 2), snap(middle.y - height / 2), width, height);
    ink.imageSmoothingEnabled = true;
  }
}
