import type { Point } from "../types";
import {
  type Bounds,
  type Camera,
  clampZoom,
  fitted,
  freeArea,
  type Insets,
  pannedBy,
  type Size,
  toScreen,
  toWorld,
  visible,
  zoomedAt,
} from "./camera";
import { CameraRig } from "./camera_rig";
import { fittedAround, type Shown } from "./fitting";

const FIT_PADDING = 46;
/** What is brought into view keeps this far from the edge, and is shown at least at this zoom. */
const REVEAL_PADDING = 30;
const REVEAL_FROM = 0.5;
const REVEAL_AT = 0.8;

/** A view of some size, partly covered, with its camera. Until somebody moves the camera, it follows what is loaded. */
export class Viewpoint {
  readonly #rig = new CameraRig();
  readonly #onMove: () => void;
  size: Size = { width: 0, height: 0 };
  insets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
  overlays: () => readonly Bounds[] = () => [];
  doesFollow = true;

  /** `onMove` is called when the camera was sent somewhere. */
  constructor(onMove: () => void) {
    this.#onMove = onMove;
  }

  get camera(): Camera {
    return this.#rig.camera;
  }

  get isFlying(): boolean {
    return this.#rig.isFlying;
  }

  get isEmpty(): boolean {
    return this.size.width === 0 || this.size.height === 0;
  }

  /** What of the graph is in view. */
  get window(): Bounds {
    return visible(this.camera, this.size);
  }

  set isMotionReduced(isReduced: boolean) {
    this.#rig.isMotionReduced = isReduced;
  }

  step(now: number): void {
    this.#rig.step(now);
  }

  toScreen(point: Point): Point {
    return toScreen(this.camera, this.size, point);
  }

  toWorld(point: Point): Point {
    return toWorld(this.camera, this.size, point);
  }

  jump(camera: Camera): void {
    this.doesFollow = false;
    this.#rig.jump({ ...camera, k: clampZoom(camera.k) });
    this.#onMove();
  }

  panBy(dx: number, dy: number, duration = 0): void {
    this.#send(pannedBy(this.#rig.destination, dx, dy), duration);
  }

  /** Zooms around a point of the view, or around the middle of what is not covered. */
  zoomAt(at: Point | undefined, factor: number, duration = 0): void {
    this.#send(zoomedAt(this.#rig.destination, this.size, at ?? this.#middle(), factor), duration);
  }

  /** Shows all of the bounds; `shown` gives the nodes in them, if overlays are to be gone around. */
  fit(bounds: Bounds | undefined, duration: number, shown?: (k: number) => readonly Shown[]): void {
    if (bounds === undefined || this.isEmpty) return;
    const padding = Math.min(FIT_PADDING, this.size.width / 10);
    const cautious = fitted(bounds, this.size, this.insets, padding);
    const overlays = this.overlays();
    const camera =
      shown === undefined || overlays.length === 0
        ? cautious
        : fittedAround(shown(cautious.k), bounds, this.size, this.insets, overlays, padding);
    this.#rig.fly(camera, performance.now(), duration);
    this.#onMove();
  }

  /** Goes as far as needed to see a point of the graph well. */
  reveal(point: Point, duration: number): void {
    const at = this.toScreen(point);
    const area = freeArea(this.size, this.insets);
    const isSeen =
      at.x > area.left + REVEAL_PADDING &&
      at.x < area.right - REVEAL_PADDING &&
      at.y > area.top + REVEAL_PADDING &&
      at.y < area.bottom - REVEAL_PADDING;
    if (isSeen && this.camera.k >= REVEAL_FROM) return;
    const k = Math.max(this.camera.k, REVEAL_AT);
    const middle = this.#middle();
    this.#send({ x: point.x - (middle.x - this.size.width / 2) / k, y: point.y - (middle.y - this.size.height / 2) / k, k }, duration);
  }

  #middle(): Point {
    const area = freeArea(this.size, this.insets);
    return { x: (area.left + area.right) / 2, y: (area.top + area.bottom) / 2 };
  }

  #send(camera: Camera, duration: number): void {
    this.doesFollow = false;
    this.#rig.fly(camera, performance.now(), duration);
    this.#onMove();
  }
}
