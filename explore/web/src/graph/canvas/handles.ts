import type { CanvasHandle } from "../types";
import type { Picture } from "./picture";

const pictures = new WeakMap<CanvasHandle, () => Picture | undefined>();

export const rememberPicture = (handle: CanvasHandle, picture: () => Picture | undefined): void => {
  pictures.set(handle, picture);
};

/** The picture behind a handle: for parts of the canvas that need more of it than the rest of the page. */
export const pictureOf = (handle: CanvasHandle): Picture | undefined => pictures.get(handle)?.();
