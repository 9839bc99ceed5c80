import { wholeOf } from "./exporting";
import { paint } from "./painting";
import type { Picture } from "./picture";

/** Browsers refuse larger canvases. */
const MAX_PIXELS = 8192;

/** The whole graph as PNG, `scale` pixels for one of the page, on the ground of the theme. */
export const pngOf = async (picture: Picture | undefined, scale: number): Promise<Blob> => {
  const sight = wholeOf(picture);
  if (sight === undefined) throw new Error("There is no picture to export.");
  const { subject, camera, size } = sight;
  const ratio = Math.max(0.1, Math.min(scale, MAX_PIXELS / Math.max(size.width, size.height)));
  const canvas = new OffscreenCanvas(Math.round(size.width * ratio), Math.round(size.height * ratio));
  const ink = canvas.getContext("2d");
  if (ink === null) throw new Error("This browser gives no canvas to export with.");
  const steps = paint(ink, subject, { camera, size, margin: 0, ratio }, Number.POSITIVE_INFINITY);
  while (!steps.next().done);
  ink.globalCompositeOperation = "destination-over";
  ink.fillStyle = subject.palette.ground;
  ink.fillRect(0, 0, size.width, size.height);
  return canvas.convertToBlob({ type: "image/png" });
};
