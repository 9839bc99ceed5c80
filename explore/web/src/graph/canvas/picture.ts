import type { Point, Scene } from "../types";
import { Attention } from "./attention";
import type { Camera, Insets } from "./camera";
import { type Marks, paintOverlay, projectedNow } from "./overlay";
import { type Palette, readPalette } from "./palette";
import { Picker } from "./picking";
import { Places } from "./places";
import { swellOf } from "./scale";
import { type Sheet, Sheets } from "./sheets";
import type { Projection, Subject } from "./subject";
import { Typography } from "./typography";
import { Viewpoint } from "./viewpoint";

export const FLIGHT_MS = 300;
export const FIT_MS = 400;
/** Share of a frame in which a sheet is painted; the rest is for moving the one that is shown. */
const WORK_MS = 9;
/** Views narrower than this have smaller labels. */
const NARROW = 520;

/** The picture on one canvas: holds view, places and marks, and paints a frame when something has changed. */
export class Picture {
  readonly view = new Viewpoint(() => this.wake());
  readonly places: Places;
  readonly #canvas: HTMLCanvasElement;
  readonly #ink: CanvasRenderingContext2D | null;
  readonly #sheets = new Sheets();
  readonly #attention = new Attention();
  readonly #watchers = new Set<() => void>();
  #palette: Palette;
  #type: Typography | undefined;
  #ratio = 1;
  #picker: Picker | undefined;
  /** The sheet that is shown is not of this moment. */
  #isStale = true;
  #isInHand = false;
  #frame = 0;
  #isClosed = false;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#ink = canvas.getContext("2d");
    this.#palette = readPalette(canvas);
    this.places = new Places((isDone) => {
      this.#moved();
      if (isDone) this.#follow(FIT_MS);
    });
  }

  get camera(): Camera {
    return this.view.camera;
  }

  get sheet(): Sheet | undefined {
    return this.#sheets.shown;
  }

  get palette(): Palette {
    return this.#palette;
  }

  /** Nothing moves and nothing is left to paint. */
  get isAtRest(): boolean {
    return !this.#isMoving(performance.now()) && !this.#isStale && !this.#sheets.isBusy && this.#frame === 0;
  }

  show(scene: Scene, given?: ReadonlyMap<string, Point>): void {
    const now = performance.now();
    const change = this.places.show(scene, this.#attention.path, given, this.view.size, now);
    if (change === "new" || change === "recentred") this.view.doesFollow = true;
    if (change === "new") this.#sheets.drop();
    if (change !== "same") this.#follow(change === "new" ? 0 : change === "recentred" ? FIT_MS : FLIGHT_MS);
    this.#attention.emerge(scene.nodes, now);
    this.#moved();
  }

  mark(selected: ReadonlySet<string>, hovered: string | undefined, path: readonly string[]): void {
    if (this.#attention.turn(selected, hovered, path)) this.#isStale = true;
    this.wake();
  }

  inset(insets: Insets): void {
    const old = this.view.insets;
    if (old.top === insets.top && old.right === insets.right && old.bottom === insets.bottom && old.left === insets.left) return;
    this.view.insets = insets;
    this.#isStale = true;
    this.#follow(this.#sheets.shown === undefined ? 0 : FLIGHT_MS);
    this.wake();
  }

  resize(width: number, height: number, ratio: number): void {
    const { size } = this.view;
    if (width === size.width && height === size.height && ratio === this.#ratio) return;
    this.view.size = { width, height };
    this.#ratio = ratio;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#type = undefined;
    this.#isStale = true;
    this.#follow(0);
    // A canvas is empty after its size has changed: painted at once, it does not flicker.
    this.#paint(performance.now());
    this.wake();
  }

  /** Colours or faces have changed. */
  restyle(): void {
    this.#palette = readPalette(this.#canvas);
    this.#type = undefined;
    this.#isStale = true;
    this.wake();
  }

  reduceMotion(isReduced: boolean): void {
    this.view.isMotionReduced = isReduced;
    this.places.isMotionReduced = isReduced;
    this.#attention.isMotionReduced = isReduced;
  }

  /** The hand holds the picture: details can wait. */
  inHand(isInHand: boolean): void {
    this.#isInHand = isInHand;
    if (!isInHand) this.wake();
  }

  fit(keys?: readonly string[]): void {
    const of = keys?.flatMap((key) => this.places.plan.index.get(key) ?? []) ?? [];
    this.view.doesFollow = keys === undefined;
    if (of.length === 0) this.#fitAll(FIT_MS);
    else this.view.fit(this.places.bounds(of), FIT_MS);
  }

  reveal(key: string): void {
    const at = this.places.of(key);
    if (at === undefined) return;
    this.view.reveal(at, FLIGHT_MS);
    this.#attention.pulse(key, performance.now());
    this.wake();
  }

  screenPoint(key: string): Point | undefined {
    const at = this.places.of(key);
    return at && this.view.toScreen(at);
  }

  /** The node under a point of the canvas. */
  nodeAt(at: Point, slack: number): string | undefined {
    const { k } = this.camera;
    const i = this.#pick().at(this.view.toWorld(at), slack / k, swellOf(k));
    return this.places.plan.scene.nodes[i]?.key;
  }

  nodesInBox(a: Point, b: Point): readonly string[] {
    const [p, q] = [this.view.toWorld(a), this.view.toWorld(b)];
    const box = { left: Math.min(p.x, q.x), right: Math.max(p.x, q.x), top: Math.min(p.y, q.y), bottom: Math.max(p.y, q.y) };
    const { nodes } = this.places.plan.scene;
    return this.#pick()
      .inside(box)
      .flatMap((i) => nodes[i]?.key ?? []);
  }

  drawBox(box: Marks["box"]): void {
    this.#attention.box = box;
    this.wake();
  }

  /** A node follows the hand, above the picture. */
  drag(key: string, at: Point): void {
    const i = this.places.plan.index.get(key);
    if (i === undefined) return;
    if (this.#attention.lifted !== key) {
      this.#attention.lifted = key;
      this.#isStale = true;
    }
    this.view.doesFollow = false;
    this.places.hold(i, this.view.toWorld(at));
    this.#picker = undefined;
    this.wake();
  }

  drop(): void {
    this.#attention.lifted = undefined;
    this.places.letGo();
    this.#moved();
  }

  /** Calls back after each frame; ends with the returned function. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** What is painted at this moment, for a sheet or an export. */
  subject(now: number): Subject | undefined {
    if (this.#ink === null) return undefined;
    this.#type ??= new Typography(this.#ink, this.#palette, this.view.size.width < NARROW);
    const { plan, chain } = this.places;
    return {
      plan,
      ...this.places.painted(now),
      palette: this.#palette,
      type: this.#type,
      selected: this.#attention.indices(plan),
      path: new Set(this.#attention.steps(plan)),
      pathEdges: this.#attention.pathEdges(plan),
      lifted: this.#attention.liftedIn(plan),
      insets: this.view.insets,
      overlays: this.view.overlays(),
      chain,
    };
  }

  wake(): void {
    if (this.#frame === 0 && !this.#isClosed && typeof requestAnimationFrame !== "undefined") {
      this.#frame = requestAnimationFrame((now) => this.#tick(now));
    }
  }

  close(): void {
    this.#isClosed = true;
    if (this.#frame !== 0) cancelAnimationFrame(this.#frame);
    this.places.close();
    this.#sheets.drop();
  }

  #pick(): Picker {
    const type = this.#type;
    this.#picker ??= Picker.of(this.places, (node) => type?.pill(node).width);
    return this.#picker;
  }

  #moved(): void {
    this.#picker = undefined;
    this.#isStale = true;
    this.wake();
  }

  #follow(duration: number): void {
    if (this.view.doesFollow) this.#fitAll(duration);
  }

  #fitAll(duration: number): void {
    this.view.fit(this.places.bounds(), duration, (k) => this.places.shown(k));
  }

  #isMoving(now: number): boolean {
    return this.view.isFlying || this.#isInHand || this.places.isSettling || this.places.isGrowing(now);
  }

  #tick(now: number): void {
    this.#frame = 0;
    this.#paint(now);
    const doesGoOn = this.view.isFlying || this.places.isGrowing(now) || this.#sheets.isBusy || this.#isStale;
    if (this.#attention.isChanging(now) || doesGoOn) this.wake();
    for (const watcher of this.#watchers) watcher();
  }

  #paint(now: number): void {
    const ink = this.#ink;
    const { size } = this.view;
    if (ink === null || this.view.isEmpty) return;
    this.view.step(now);
    this.#renew(now);
    const { camera } = this.view;
    ink.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    ink.clearRect(0, 0, size.width, size.height);
    this.#sheets.lay(ink, camera, size);
    const sheet = this.#sheets.shown;
    if (sheet === undefined || sheet.subject.plan !== this.places.plan) return;
    const marks = this.#attention.marks(sheet.subject.plan, now);
    // Marks follow the places of the sheet below them, save that of the node in the hand.
    const source = marks.lifted >= 0 ? this.places : sheet.subject;
    let at: Projection | undefined;
    const projection = (): Projection => {
      at ??= projectedNow(sheet, source, camera, size);
      return at;
    };
    paintOverlay(ink, sheet, marks, projection, camera);
  }

  /** Begins a sheet if the one that is shown is not of this moment, and works on it for its share of the frame. */
  #renew(now: number): void {
    const sheets = this.#sheets;
    const { camera, size } = this.view;
    const isMoving = this.#isMoving(now);
    const isGrowing = this.places.isGrowing(now);
    const isWanted = this.#isStale || isGrowing || !sheets.suits(camera, size, isMoving);
    if (!sheets.isBusy && isWanted) {
      const subject = this.subject(now);
      if (subject === undefined) return;
      this.#isStale = isGrowing;
      sheets.begin(subject, camera, size, this.#ratio, isMoving);
    }
    // Nothing to show yet: the first picture is worth a long frame.
    const hasPicture = (sheets.shown?.subject.plan.count ?? 0) > 0;
    sheets.work(hasPicture ? WORK_MS : Number.POSITIVE_INFINITY);
  }
}
