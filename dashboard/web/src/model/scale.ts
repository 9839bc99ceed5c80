import { niceTop } from "@discogsography/web/charts/scales";

/** From which part of a threshold on it is shown. */
export const IN_SIGHT = 0.4;

/** Top of a scale of depths: round, and high enough for a threshold that is near. */
export const depthTop = (peak: number, threshold: number | undefined): number =>
  threshold !== undefined && peak >= threshold * IN_SIGHT ? Math.max(niceTop(peak), threshold * 1.05) : niceTop(peak);

/** Whether a threshold lies within a scale, so that it is drawn. */
export const isInSight = (threshold: number | undefined, top: number): threshold is number => threshold !== undefined && threshold <= top;
