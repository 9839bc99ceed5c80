import { type LayoutReply, type LayoutRequest, Relaxation, TIME_LIMIT_MS } from "./relaxation";

/** Time between two pictures of a layout under way. */
const PACE_MS = 14;

let current = 0;

const reply = (id: number, relaxation: Relaxation, isDone: boolean): void => {
  const { x, y } = relaxation.places();
  const message: LayoutReply = { id, x, y, isDone };
  self.postMessage(message, { transfer: [x.buffer, y.buffer] });
};

self.onmessage = (event: MessageEvent<LayoutRequest>): void => {
  const request = event.data;
  current = request.id;
  const relaxation = new Relaxation(request);
  const begun = performance.now();
  const isOver = (): boolean => relaxation.isDone || performance.now() - begun > TIME_LIMIT_MS;
  if (request.isInstant) {
    while (!isOver()) relaxation.step();
    reply(request.id, relaxation, true);
    return;
  }
  // Between steps the worker listens: a newer request ends this one.
  const next = (): void => {
    if (request.id !== current) return;
    const stepped = performance.now();
    relaxation.step();
    const isLast = isOver();
    reply(request.id, relaxation, isLast);
    if (!isLast) setTimeout(next, Math.max(0, PACE_MS - (performance.now() - stepped)));
  };
  next();
};
