/** How far a sheet stands open. */
export const RESTS = ["title", "half", "full"] as const;
export type Rest = (typeof RESTS)[number];

export const REST_NAMES: Readonly<Record<Rest, string>> = { title: "Title only", half: "Half open", full: "Fully open" };

export interface RestHeights {
  readonly title: number;
  readonly half: number;
  readonly full: number;
}

/** Pixels a millisecond above which a drag is a throw: it goes to the next rest that way. */
const THROW_SPEED = 0.5;

/** The rest one step up (`1`) or down (`-1`), staying at the ends. */
export const stepRest = (rest: Rest, step: 1 | -1): Rest =>
  RESTS[Math.min(RESTS.length - 1, Math.max(0, RESTS.indexOf(rest) + step))] ?? rest;

/** Where a sheet goes when it is let go at this height. `speed` is positive when it grows; undefined asks to close it. */
export const settle = (height: number, speed: number, heights: RestHeights): Rest | undefined => {
  if (speed > THROW_SPEED) return RESTS.find((rest) => heights[rest] > height) ?? "full";
  if (speed < -THROW_SPEED) return RESTS.findLast((rest) => heights[rest] < height);
  if (height < heights.title / 2) return undefined;
  return RESTS.reduce((best, rest) => (Math.abs(heights[rest] - height) < Math.abs(heights[best] - height) ? rest : best));
};
