import { type PointerEvent, useEffect, useRef } from "react";
import type { CanvasHandle } from "../types";
import { type Camera, fitted } from "./camera";
import { pictureOf } from "./handles";
import styles from "./mini_map.module.css";
import type { Picture } from "./picture";

const NO_INSETS = { top: 0, right: 0, bottom: 0, left: 0 };
const PADDING = 8;
/** Nodes are drawn anew at most this often while they move. */
const PACE_MS = 120;

interface Ground {
  readonly canvas: HTMLCanvasElement;
  readonly camera: Camera;
  readonly x: Float32Array;
  readonly drawn: number;
}

/** Draws all nodes as dots into a picture of its own, which only changes when they move. */
const drawGround = (picture: Picture, width: number, height: number, ratio: number, old: Ground | undefined): Ground | undefined => {
  const bounds = picture.places.bounds();
  if (bounds === undefined) return undefined;
  const canvas = old?.canvas ?? document.createElement("canvas");
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const ink = canvas.getContext("2d");
  if (ink === null) return undefined;
  const camera = fitted(bounds, { width, height }, NO_INSETS, PADDING, 0);
  const { plan, x, y } = picture.places;
  ink.setTransform(ratio, 0, 0, ratio, 0, 0);
  const size = plan.count > 2000 ? 1 : plan.count > 300 ? 2 : 3;
  for (let i = 0; i < plan.count; i++) {
    const node = plan.scene.nodes[i];
    if (node === undefined) continue;
    const reach = node.isCentre ? 3.5 : size / 2;
    ink.fillStyle = picture.palette.node[node.kind];
    ink.globalAlpha = node.isDimmed ? 0.4 : 1;
    const [px, py] = [((x[i] ?? 0) - camera.x) * camera.k + width / 2, ((y[i] ?? 0) - camera.y) * camera.k + height / 2];
    if (reach <= 1) ink.fillRect(px - reach, py - reach, 2 * reach, 2 * reach);
    else {
      ink.beginPath();
      ink.arc(px, py, reach, 0, 2 * Math.PI);
      ink.fill();
    }
  }
  return { canvas, camera, x, drawn: performance.now() };
};

interface MiniMapProps {
  /** The handle of the canvas that is shown in small. */
  readonly canvas: CanvasHandle | null;
  readonly width?: number;
  readonly height?: number;
}

/** The whole graph in small with a frame around what is in view; dragging in it moves the view. The same can be done with arrow keys on the graph. */
export const MiniMap = ({ canvas, width = 150, height = 106 }: MiniMapProps) => {
  const element = useRef<HTMLCanvasElement>(null);
  const ground = useRef<Ground | undefined>(undefined);

  useEffect(() => {
    const picture = canvas === null ? undefined : pictureOf(canvas);
    const target = element.current;
    const ink = target?.getContext("2d");
    if (picture === undefined || !target || !ink) return;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    target.width = width * ratio;
    target.height = height * ratio;
    let palette = picture.palette;
    let late: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      const old = ground.current;
      const isOther = old?.x !== picture.places.x || palette !== picture.palette;
      if (old === undefined || (isOther && performance.now() - old.drawn > PACE_MS)) {
        palette = picture.palette;
        ground.current = drawGround(picture, width, height, ratio, old);
      } else if (isOther) {
        clearTimeout(late);
        late = setTimeout(draw, PACE_MS);
      }
      const now = ground.current;
      ink.setTransform(ratio, 0, 0, ratio, 0, 0);
      ink.clearRect(0, 0, width, height);
      if (now === undefined) return;
      ink.drawImage(now.canvas, 0, 0, width, height);
      const { camera } = now;
      const across = (value: number): number => Math.min(width - 1, Math.max(1, (value - camera.x) * camera.k + width / 2));
      const down = (value: number): number => Math.min(height - 1, Math.max(1, (value - camera.y) * camera.k + height / 2));
      const seen = picture.view.window;
      const [left, top, right, bottom] = [across(seen.left), down(seen.top), across(seen.right), down(seen.bottom)];
      ink.fillStyle = palette.select;
      ink.globalAlpha = 0.07;
      ink.fillRect(left, top, right - left, bottom - top);
      ink.globalAlpha = 1;
      ink.strokeStyle = palette.select;
      ink.lineWidth = 1.3;
      ink.beginPath();
      ink.roundRect(left, top, right - left, bottom - top, 3);
      ink.stroke();
    };
    draw();
    const unwatch = picture.watch(draw);
    return () => {
      clearTimeout(late);
      unwatch();
      ground.current = undefined;
    };
  }, [canvas, width, height]);

  const move = (event: PointerEvent<HTMLCanvasElement>): void => {
    const picture = canvas === null ? undefined : pictureOf(canvas);
    const now = ground.current;
    if (event.buttons === 0 || picture === undefined || now === undefined) return;
    const frame = event.currentTarget.getBoundingClientRect();
    const [dx, dy] = [event.clientX - frame.left - width / 2, event.clientY - frame.top - height / 2];
    picture.view.jump({ x: now.camera.x + dx / now.camera.k, y: now.camera.y + dy / now.camera.k, k: picture.camera.k });
  };

  return (
    <canvas
      ref={element}
      className={styles.map}
      style={{ width, height }}
      role="img"
      aria-label="The whole graph in small"
      onPointerDown={(event) => {
        if (event.nativeEvent.isTrusted) event.currentTarget.setPointerCapture(event.pointerId);
        move(event);
      }}
      onPointerMove={move}
    />
  );
};
