import type { Scene } from "../../types";
import type { Picture } from "../picture";

/** Frames of a stretch of time. */
export interface Frames {
  readonly perSecond: number;
  /** Milliseconds between frames: 95 of 100 are shorter; the longest. */
  readonly p95: number;
  readonly worst: number;
  /** How often a second the picture itself was painted anew (between that it is moved). */
  readonly picturesPerSecond: number;
}

export interface Layout extends Frames {
  /** Milliseconds from the answer until the first picture, and until the layout rests. */
  readonly first: number;
  readonly rest: number;
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Counts frames for as long as `goesOn`, which is asked in each with the time since the beginning. */
const count = async (picture: Picture, goesOn: (elapsed: number) => boolean): Promise<Frames & { readonly elapsed: number }> => {
  const sheets = new Set<unknown>();
  const times: number[] = [];
  const begun = performance.now();
  let elapsed = 0;
  do {
    times.push(await nextFrame());
    sheets.add(picture.sheet);
    elapsed = performance.now() - begun;
  } while (goesOn(elapsed));
  const gaps = times
    .slice(1)
    .map((time, i) => time - (times[i] ?? 0))
    .sort((a, b) => a - b);
  const span = Math.max(1, (times.at(-1) ?? 0) - (times[0] ?? 0));
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    perSecond: round((1000 * gaps.length) / span),
    p95: round(gaps[Math.floor(gaps.length * 0.95)] ?? 0),
    worst: round(gaps.at(-1) ?? 0),
    picturesPerSecond: round((1000 * (sheets.size - 1)) / span),
    elapsed,
  };
};

/** Pans with a mouse that never rests, through the canvas's own events, and counts frames. */
export const pan = async (picture: Picture, canvas: HTMLCanvasElement, duration: number): Promise<Frames> => {
  const ground = { x: 12, y: 12 };
  const fire = (type: string, x: number, y: number): boolean =>
    canvas.dispatchEvent(
      new PointerEvent(type, { pointerId: 9, pointerType: "mouse", button: 0, buttons: 1, clientX: x, clientY: y, bubbles: true }),
    );
  fire("pointerdown", ground.x, ground.y);
  const frames = await count(picture, (elapsed) => {
    fire("pointermove", ground.x + 20 + 300 * Math.sin(elapsed / 400), ground.y + 200 * Math.sin(elapsed / 300));
    return elapsed < duration;
  });
  fire("pointerup", ground.x, ground.y);
  return frames;
};

/** Shows a scene and counts frames until its layout rests. */
export const layout = async (picture: Picture, show: (scene: Scene) => Promise<number>, scene: Scene): Promise<Layout> => {
  const first = show(scene);
  const { elapsed, ...frames } = await count(picture, (time) => time < 200 || (!picture.isAtRest && time < 10_000));
  return { ...frames, first: Math.round(await first), rest: Math.round(elapsed) };
};

/** Pairs of labels that overlap, and labels that reach out of the view; neither should be. */
export const labelFaults = (picture: Picture): { readonly labels: number; readonly overlapping: number; readonly outside: number } => {
  const sheet = picture.sheet;
  const labels = sheet?.labels ?? [];
  const faults = { labels: labels.length, overlapping: 0, outside: 0 };
  labels.forEach(({ box }, i) => {
    if (box.left < 0 || box.top < 0 || box.right > (sheet?.size.width ?? 0) || box.bottom > (sheet?.size.height ?? 0)) faults.outside += 1;
    for (const { box: other } of labels.slice(i + 1)) {
      if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) faults.overlapping += 1;
    }
  });
  return faults;
};
