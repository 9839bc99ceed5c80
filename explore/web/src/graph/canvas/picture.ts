import type { Point, Scene } from "../types";
import { type Camera, clampZoom, fitted, freeArea, type Insets, pannedBy, type Size, toScreen, toWorld, visible, zoomedAt } from "./camera";
import { CameraRig } from "./camera_rig";
import { type Marks, paintOverlay, projectedNow } from "./overlay";
import { type Palette, readPalette } from "./palette";
import { Picker } from "./picking";
import { Places } from "./places";
import { swellOf } from "./scale";
import { type Sheet, Sheets } from "./sheets";
import type { Subject } from "./subject";
import { Typography } from "./typography";

export const FLIGHT_MS = 300;
export const FIT_MS = 400;
const PULSE_MS = 900;
/** Share of a frame in which a sheet is painted; the rest is for moving the one that is shown. */
const WORK_MS = 9;
const GLOW_MS = 2000;
const FIT_PADDING = 46;
const NARROW = 760;

const NO_INSETS: Insets = { top: 0, right: 0, bottom: 0, left: 0 };

/** The picture on one canvas: holds camera, places and marks, and paints a frame when something has changed. */
export class Picture {
  readonly #canvas: HTMLCanvasElement;
  readonly #ink: CanvasRenderingContext2D | null;
  readonly #rig = new CameraRig();
  readonly #sheets = new Sheets();
  readonly #places: Places;
  readonly #watchers = new Set<() => void>();
  #palette: Palette;
  #type: Typography | undefined;
  #size: Size = { width: 0, height: 0 };
  #ratio = 1;
  #insets = NO_INSETS;
  #selected: readonly string[] = [];
  #hovered: string | undefined;
  #path: readonly string[] = [];
  #lifted: string | undefined;
  #box: Marks["box"];
  readonly #glows = new Map<string, number>();
  #pulse: { readonly key: string; readonly begun: number } | undefined;
  #picker: Picker | undefined;
  #isStale = true;
  #isInHand = false;
  /** Until somebody moves the camera, it follows what is loaded. */
  #doesFollow = true;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#ink = canvas.getContext("2d");
    this.#palette = readPalette(canvas);
    this.#places = new Places((isDone) => {
      this.#moved();
      if (isDone) this.#follow(FIT_MS);
    });
  }

  get camera(): Camera {
    return this.#rig.camera;
  }

  get size(): Size {
    return this.#size;
  }

  get places(): Places {
    return this.#places;
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
    const { width, height } = this.#size;
    const change = this.#places.show(scene, this.#path, given, height > 0 ? width / height : 1, now);
    if (change === "new") {
      this.#doesFollow = true;
      this.#sheets.drop();
      this.#follow(0);
    } else if (change === "recentred") {
      this.#doesFollow = true;
      this.#follow(FIT_MS);
    } else if (change === "grown") this.#follow(FLIGHT_MS);
    const emerging = new Set(scene.nodes.flatMap((node) => (node.isEmerging ? [node.key] : [])));
    for (const key of this.#glows.keys()) if (!emerging.has(key)) this.#glows.delete(key);
    for (const key of emerging) if (!this.#glows.has(key)) this.#glows.set(key, now);
    this.#moved();
  }

  mark(selected: ReadonlySet<string>, hovered: string | undefined, path: readonly string[]): void {
    this.#selected = [...selected];
    this.#hovered = hovered;
    const isOther = path.length !== this.#path.length || path.some((key, i) => key !== this.#path[i]);
    this.#path = path;
    if (isOther) this.#isStale = true;
    this.wake();
  }

  inset(insets: Insets): void {
    const old = this.#insets;
    if (old.top === insets.top && old.right === insets.right && old.bottom === insets.bottom && old.left === insets.left) return;
    this.#insets = insets;
    this.#isStale = true;
    this.#follow(this.#sheets.shown === undefined ? 0 : FLIGHT_MS);
    this.wake();
  }

  resize(width: number, height: number, ratio: number): void {
    if (width === this.#size.width && height === this.#size.height && ratio === this.#ratio) return;
    this.#size = { width, height };
    this.#ratio = ratio;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#type = undefined;
    this.#isStale = true;
    this.#follow(0);
    // A canvas is empty after its size has changed: painted at once, it does not flicker.
    this.#paint(performance.now());
  }

  /** Colours or faces have changed. */
  restyle(): void {
    this.#palette = readPalette(this.#canvas);
    this.#type = undefined;
    this.#isStale = true;
    this.wake();
  }

  reduceMotion(isReduced: boolean): void {
    this.#rig.isMotionReduced = isReduced;
    this.#places.isMotionReduced = isReduced;
  }

  /** The hand holds the picture: details can wait. */
  inHand(isInHand: boolean): void {
    this.#isInHand = isInHand;
    if (!isInHand) this.wake();
  }

  jump(camera: Camera): void {
    this.#doesFollow = false;
    this.#rig.jump({ ...camera, k: clampZoom(camera.k) });
    this.wake();
  }

  panBy(dx: number, dy: number, duration = 0): void {
    this.#send(pannedBy(this.#rig.destination, dx, dy), duration);
  }

  zoomAt(at: Point | undefined, factor: number, duration = 0): void {
    const area = freeArea(this.#size, this.#insets);
    const middle = { x: (area.left + area.right) / 2, y: (area.top + area.bottom) / 2 };
    this.#send(zoomedAt(this.#rig.destination, this.#size, at ?? middle, factor), duration);
  }

  fit(keys?: readonly string[]): void {
    this.#doesFollow = keys === undefined;
    const of = keys?.map((key) => this.#places.plan.index.get(key) ?? -1).filter((i) => i >= 0);
    this.#fitTo(of?.length === 0 ? undefined : of, FIT_MS);
  }

  reveal(key: string): void {
    const i = this.#places.plan.index.get(key);
    const at = this.screenPoint(key);
    if (i === undefined || at === undefined) return;
    const area = freeArea(this.#size, this.#insets);
    const isSeen = at.x > area.left + 30 && at.x < area.right - 30 && at.y > area.top + 30 && at.y < area.bottom - 30;
    if (!isSeen || this.camera.k < 0.5) {
      const k = Math.max(this.camera.k, 0.8);
      const middle = { x: (area.left + area.right) / 2 - this.#size.width / 2, y: (area.top + area.bottom) / 2 - this.#size.height / 2 };
      this.#send({ x: (this.#places.x[i] ?? 0) - middle.x / k, y: (this.#places.y[i] ?? 0) - middle.y / k, k }, FLIGHT_MS);
    }
    this.#pulse = { key, begun: performance.now() };
    this.wake();
  }

  screenPoint(key: string): Point | undefined {
    const i = this.#places.plan.index.get(key);
    if (i === undefined) return undefined;
    return toScreen(this.camera, this.#size, { x: this.#places.x[i] ?? 0, y: this.#places.y[i] ?? 0 });
  }

  /** The node under a point of the canvas. */
  nodeAt(at: Point, slack: number): string | undefined {
    const { plan } = this.#places;
    const k = this.camera.k;
    const i = this.#pick().at(toWorld(this.camera, this.#size, at), slack / k, swellOf(k));
    return plan.scene.nodes[i]?.key;
  }

  nodesInBox(a: Point, b: Point): readonly string[] {
    const [p, q] = [toWorld(this.camera, this.#size, a), toWorld(this.camera, this.#size, b)];
    const box = { left: Math.min(p.x, q.x), right: Math.max(p.x, q.x), top: Math.min(p.y, q.y), bottom: Math.max(p.y, q.y) };
    return this.#pick()
      .inside(box)
      .flatMap((i) => this.#places.plan.scene.nodes[i]?.key ?? []);
  }

  drawBox(box: Marks["box"]): void {
    this.#box = box;
    this.wake();
  }

  /** A node follows the hand, above the picture. */
  drag(key: string, at: Point): void {
    const i = this.#places.plan.index.get(key);
    if (i === undefined) return;
    if (this.#lifted !== key) {
      this.#lifted = key;
      this.#isStale = true;
    }
    this.#doesFollow = false;
    this.#places.hold(i, toWorld(this.camera, this.#size, at));
    this.#picker = undefined;
    this.wake();
  }

  drop(): void {
    this.#lifted = undefined;
    this.#places.letGo();
    this.#moved();
  }

  /** Calls back after each frame in which something moved; ends with the returned function. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** What is painted at this moment, for a sheet or an export. */
  subject(now: number): Subject | undefined {
    if (this.#ink === null) return undefined;
    this.#type ??= new Typography(this.#ink, this.#palette, this.#size.width < NARROW);
    const { plan, x, y } = this.#places;
    const path = this.#path.map((key) => plan.index.get(key) ?? -1).filter((i) => i >= 0);
    const pathEdges = new Set<number>();
    path.slice(1).forEach((to, at) => {
      const from = path[at] ?? -1;
      for (let n = plan.nearFrom[from] ?? 0; n < (plan.nearFrom[from + 1] ?? 0); n++)
        if (plan.near[n] === to) pathEdges.add(plan.nearEdge[n] ?? 0);
    });
    return {
      plan,
      x,
      y,
      palette: this.#palette,
      type: this.#type,
      selected: this.#indices(this.#selected),
      hovered: -1,
      path: new Set(path),
      pathEdges,
      lifted: this.#lifted === undefined ? -1 : (plan.index.get(this.#lifted) ?? -1),
      insets: this.#insets,
      chain: this.#places.chain,
      growth: this.#places.growth(now),
    };
  }

  wake(): void {
    if (this.#frame === 0 && typeof requestAnimationFrame !== "undefined") this.#frame = requestAnimationFrame((now) => this.#tick(now));
  }

  close(): void {
    if (this.#frame !== 0) cancelAnimationFrame(this.#frame);
    this.#frame = -1;
    this.#places.close();
    this.#sheets.drop();
  }

  #indices(keys: Iterable<string>): ReadonlySet<number> {
    const found = new Set<number>();
    for (const key of keys) {
      const i = this.#places.plan.index.get(key);
      if (i !== undefined) found.add(i);
    }
    return found;
  }

  #pick(): Picker {
    const { plan, x, y } = this.#places;
    const type = this.#type;
    const halves = Float32Array.from(plan.scene.nodes, (node) => (node.kind === "category" && type ? type.pill(node).width / 2 : 0));
    this.#picker ??= new Picker(plan, x, y, halves);
    return this.#picker;
  }

  #moved(): void {
    this.#picker = undefined;
    this.#isStale = true;
    this.wake();
  }

  #send(camera: Camera, duration: number): void {
    this.#doesFollow = false;
    this.#rig.fly(camera, performance.now(), duration);
    this.wake();
  }

  #follow(duration: number): void {
    if (this.#doesFollow) this.#fitTo(undefined, duration);
  }

  #fitTo(of: readonly number[] | undefined, duration: number): void {
    const bounds = this.#places.bounds(of);
    if (bounds === undefined || this.#size.width === 0) return;
    const camera = fitted(bounds, this.#size, this.#insets, Math.min(FIT_PADDING, this.#size.width / 10));
    this.#rig.fly(camera, performance.now(), duration);
    this.wake();
  }

  #isMoving(now: number): boolean {
    return this.#rig.isFlying || this.#isInHand || this.#places.isSettling || this.#places.isGrowing(now);
  }

  #tick(now: number): void {
    if (this.#frame === -1) return;
    this.#frame = 0;
    this.#paint(now);
    const isOver = this.#pulse !== undefined && now - this.#pulse.begun > PULSE_MS;
    if (isOver) this.#pulse = undefined;
    const doesGlow = this.#glowing(now).length > 0;
    const doesGoOn =
      this.#rig.isFlying || this.#places.isGrowing(now) || this.#sheets.isBusy || this.#isStale || this.#pulse !== undefined || doesGlow;
    if (doesGoOn || isOver) this.wake();
    for (const watcher of this.#watchers) watcher();
  }

  #paint(now: number): void {
    const ink = this.#ink;
    if (ink === null || this.#size.width === 0 || this.#size.height === 0) return;
    this.#rig.step(now);
    const isMoving = this.#isMoving(now);
    this.#renew(now, isMoving);
    const { camera } = this.#rig;
    ink.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    ink.clearRect(0, 0, this.#size.width, this.#size.height);
    this.#sheets.lay(ink, camera, this.#size);
    const sheet = this.#sheets.shown;
    if (sheet === undefined || sheet.subject.plan !== this.#places.plan) return;
    const { index } = this.#places.plan;
    const pulse = this.#pulse;
    const marks: Marks = {
      selected: this.#indices(this.#selected),
      hovered: index.get(this.#hovered ?? "") ?? -1,
      lifted: index.get(this.#lifted ?? "") ?? -1,
      glows: this.#glowing(now),
      pulse: pulse && { node: index.get(pulse.key) ?? -1, t: Math.min(1, (now - pulse.begun) / PULSE_MS) },
      box: this.#box,
    };
    // Marks follow the places of the sheet below them, save that of the node in the hand.
    const source = marks.lifted >= 0 ? this.#places : sheet.subject;
    let at: ReturnType<typeof projectedNow> | undefined;
    paintOverlay(ink, sheet, marks, () => (at ??= projectedNow(sheet, source, camera, this.#size)), camera);
  }

  #glowing(now: number): Marks["glows"] {
    return [...this.#glows].flatMap(([key, begun]) => {
      const [node, strength] = [this.#places.plan.index.get(key), 1 - (now - begun) / GLOW_MS];
      return node === undefined || strength <= 0 ? [] : [{ node, strength: this.#rig.isMotionReduced ? 1 : Math.min(1, 2 * strength) }];
    });
  }

  /** Begins a sheet if the one that is shown is not of this moment, and works on it for its share of the frame. */
  #renew(now: number, isMoving: boolean): void {
    const sheets = this.#sheets;
    const shown = sheets.shown;
    const isRough = !isMoving && shown?.detail === "coarse" && shown.at.seen <= 2600;
    const isShort = !sheets.covers(this.#rig.camera, this.#size, isMoving ? 90 : 0);
    if (!sheets.isBusy && (this.#isStale || isShort || isRough || this.#places.isGrowing(now))) {
      const subject = this.subject(now);
      if (subject === undefined) return;
      this.#isStale = this.#places.isGrowing(now);
      sheets.begin(subject, this.#rig.camera, this.#size, this.#ratio, isMoving);
    }
    // Nothing to show yet: the first picture is worth a long frame.
    sheets.work(shown === undefined || shown.subject.plan.count === 0 ? Number.POSITIVE_INFINITY : WORK_MS);
  }

  /** What of the graph is in view; for the mini-map. */
  get window(): ReturnType<typeof visible> {
    return visible(this.camera, this.#size);
  }
}
