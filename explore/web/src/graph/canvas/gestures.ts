import type { CanvasEvents, Point } from "../types";
import type { Picture } from "./picture";

/** A click waits this long for a second one. */
export const DOUBLE_CLICK_MS = 200;
const DOUBLE_TAP_MS = 280;
const LONG_PRESS_MS = 500;
/** A press that moves less than this is a click. */
const STILL_MOUSE = 4;
const STILL_TOUCH = 10;
const SLACK_MOUSE = 4;
const SLACK_TOUCH = 12;
const DOUBLE_CLICK_ZOOM = 1.8;

type Hand =
  | { readonly kind: "idle" }
  | { readonly kind: "pressed"; readonly at: Point; readonly key: string | undefined; readonly doesBox: boolean }
  | { readonly kind: "panning"; readonly last: Point }
  | { readonly kind: "dragging"; readonly key: string; readonly grip: Point }
  | { readonly kind: "boxing"; readonly from: Point; readonly to: Point }
  | { readonly kind: "pinching"; readonly distance: number; readonly middle: Point }
  /** The press has been answered (by a menu); what is left of it means nothing. */
  | { readonly kind: "spent" };

const IDLE: Hand = { kind: "idle" };

/** What the host of gestures knows at the moment of an event. */
export interface GestureHost {
  readonly events: () => CanvasEvents;
  readonly isBoxing: () => boolean;
}

const middleOf = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const distanceOf = (a: Point, b: Point): number => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));

/** Translates mouse, pen, fingers and wheel on a canvas into moves of its picture and events of the scene. */
export class Gestures {
  readonly #canvas: HTMLCanvasElement;
  readonly #picture: Picture;
  readonly #host: GestureHost;
  readonly #pointers = new Map<number, Point>();
  readonly #listeners = new AbortController();
  #hand: Hand = IDLE;
  #pending: { readonly key: string | undefined; readonly timer: ReturnType<typeof setTimeout> } | undefined;
  #longPress: ReturnType<typeof setTimeout> | undefined;
  #hovered: string | undefined;

  constructor(canvas: HTMLCanvasElement, picture: Picture, host: GestureHost) {
    this.#canvas = canvas;
    this.#picture = picture;
    this.#host = host;
    const { signal } = this.#listeners;
    canvas.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    canvas.addEventListener("pointermove", (event) => this.#move(event), { signal });
    canvas.addEventListener("pointerup", (event) => this.#up(event), { signal });
    canvas.addEventListener("pointercancel", (event) => this.#cancel(event), { signal });
    canvas.addEventListener("pointerleave", () => this.#hover(undefined), { signal });
    canvas.addEventListener("contextmenu", (event) => this.#menu(event), { signal });
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { signal, passive: false });
  }

  close(): void {
    this.#listeners.abort();
    clearTimeout(this.#pending?.timer);
    clearTimeout(this.#longPress);
  }

  #point(event: MouseEvent): Point {
    const frame = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const at = this.#point(event);
    const isTouch = event.pointerType === "touch";
    // Synthetic events have no pointer to capture.
    if (event.isTrusted) this.#canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, at);
    clearTimeout(this.#longPress);
    this.#picture.inHand(true);
    const [first, second] = [...this.#pointers.values()];
    if (first !== undefined && second !== undefined) {
      this.#endDrag();
      this.#hand = { kind: "pinching", distance: distanceOf(first, second), middle: middleOf(first, second) };
      return;
    }
    const key = this.#picture.nodeAt(at, isTouch ? SLACK_TOUCH : SLACK_MOUSE);
    this.#hand = { kind: "pressed", at, key, doesBox: event.shiftKey || this.#host.isBoxing() };
    if (isTouch) {
      const page = { x: event.clientX, y: event.clientY };
      this.#longPress = setTimeout(() => {
        if (this.#hand.kind !== "pressed") return;
        this.#hand = { kind: "spent" };
        this.#host.events().onMenu(key, page);
      }, LONG_PRESS_MS);
    }
  }

  #move(event: PointerEvent): void {
    const at = this.#point(event);
    if (this.#pointers.has(event.pointerId)) this.#pointers.set(event.pointerId, at);
    else if (event.pointerType !== "touch") this.#hover(this.#picture.nodeAt(at, SLACK_MOUSE));
    const hand = this.#hand;
    switch (hand.kind) {
      case "pressed": {
        const still = event.pointerType === "touch" ? STILL_TOUCH : STILL_MOUSE;
        if (Math.hypot(at.x - hand.at.x, at.y - hand.at.y) < still) return;
        clearTimeout(this.#longPress);
        this.#begin(hand, at);
        return;
      }
      case "panning":
        this.#picture.view.panBy(at.x - hand.last.x, at.y - hand.last.y);
        this.#hand = { kind: "panning", last: at };
        return;
      case "dragging":
        this.#picture.drag(hand.key, { x: at.x + hand.grip.x, y: at.y + hand.grip.y });
        return;
      case "boxing":
        this.#hand = { ...hand, to: at };
        this.#picture.drawBox({ ax: hand.from.x, ay: hand.from.y, bx: at.x, by: at.y });
        return;
      case "pinching": {
        const [first, second] = [...this.#pointers.values()];
        if (first === undefined || second === undefined) return;
        const [distance, middle] = [distanceOf(first, second), middleOf(first, second)];
        this.#picture.view.panBy(middle.x - hand.middle.x, middle.y - hand.middle.y);
        this.#picture.view.zoomAt(middle, distance / hand.distance);
        this.#hand = { kind: "pinching", distance, middle };
        return;
      }
      default:
    }
  }

  /** A press has become a movement. */
  #begin(hand: Extract<Hand, { kind: "pressed" }>, at: Point): void {
    this.#hover(undefined);
    if (hand.doesBox) {
      this.#hand = { kind: "boxing", from: hand.at, to: at };
      return;
    }
    const middle = hand.key === undefined ? undefined : this.#picture.screenPoint(hand.key);
    if (hand.key === undefined || middle === undefined) {
      this.#picture.view.panBy(at.x - hand.at.x, at.y - hand.at.y);
      this.#hand = { kind: "panning", last: at };
      return;
    }
    const grip = { x: middle.x - hand.at.x, y: middle.y - hand.at.y };
    this.#hand = { kind: "dragging", key: hand.key, grip };
    this.#picture.drag(hand.key, { x: at.x + grip.x, y: at.y + grip.y });
  }

  #up(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    clearTimeout(this.#longPress);
    const hand = this.#hand;
    const [left] = [...this.#pointers.values()];
    if (hand.kind === "pinching" && left !== undefined) {
      this.#hand = { kind: "panning", last: left };
      return;
    }
    this.#hand = IDLE;
    this.#picture.inHand(false);
    const doesAdd = event.shiftKey || event.ctrlKey || event.metaKey;
    if (hand.kind === "pressed") this.#click(hand.key, this.#point(event), doesAdd, event.pointerType === "touch");
    else if (hand.kind === "dragging") {
      this.#picture.drop();
      this.#host.events().onPin(hand.key);
    } else if (hand.kind === "boxing") {
      this.#picture.drawBox(undefined);
      this.#host.events().onSelect(this.#picture.nodesInBox(hand.from, hand.to), event.ctrlKey || event.metaKey ? "add" : "replace");
    }
  }

  #cancel(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    clearTimeout(this.#longPress);
    this.#endDrag();
    this.#picture.drawBox(undefined);
    this.#hand = IDLE;
    this.#picture.inHand(false);
  }

  #endDrag(): void {
    if (this.#hand.kind === "dragging") this.#picture.drop();
  }

  #click(key: string | undefined, at: Point, doesAdd: boolean, isTouch: boolean): void {
    const pending = this.#pending;
    clearTimeout(pending?.timer);
    this.#pending = undefined;
    if (pending !== undefined && pending.key === key) {
      if (key === undefined) this.#picture.view.zoomAt(at, DOUBLE_CLICK_ZOOM, 300);
      else this.#host.events().onOpen(key);
      return;
    }
    const timer = setTimeout(
      () => {
        this.#pending = undefined;
        if (key !== undefined || !doesAdd) this.#host.events().onSelect(key === undefined ? [] : [key], doesAdd ? "add" : "replace");
      },
      isTouch ? DOUBLE_TAP_MS : DOUBLE_CLICK_MS,
    );
    this.#pending = { key, timer };
  }

  #menu(event: MouseEvent): void {
    event.preventDefault();
    // A finger's long press has been answered already.
    if (this.#hand.kind === "spent" || ("pointerType" in event && event.pointerType === "touch")) return;
    this.#host.events().onMenu(this.#picture.nodeAt(this.#point(event), SLACK_MOUSE), { x: event.clientX, y: event.clientY });
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? event.deltaY * 18
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? event.deltaY * 400
          : event.deltaY;
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    this.#picture.view.zoomAt(this.#point(event), Math.exp(-Math.max(-300, Math.min(300, pixels)) * speed));
  }

  #hover(key: string | undefined): void {
    if (key === this.#hovered) return;
    this.#hovered = key;
    this.#canvas.style.cursor = key === undefined ? "" : "pointer";
    this.#host.events().onHover(key);
  }
}
