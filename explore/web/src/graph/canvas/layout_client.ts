import type { LayoutReply, LayoutRequest } from "./relaxation";

type Order = Omit<LayoutRequest, "id">;

/** Runs one layout at a time in a worker; a newer order replaces the one under way. Without workers places stay as they are. */
export class LayoutClient {
  readonly #onPlaces: (reply: LayoutReply) => void;
  #worker: Worker | undefined;
  #id = 0;
  #isRunning = false;

  constructor(onPlaces: (reply: LayoutReply) => void) {
    this.#onPlaces = onPlaces;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  start(order: Order): void {
    if (typeof Worker === "undefined") return;
    this.#worker ??= this.#open();
    this.#id += 1;
    this.#isRunning = true;
    const request: LayoutRequest = { id: this.#id, ...order };
    this.#worker.postMessage(
      request,
      [order.x, order.y, order.room, order.hold, order.links].map((array) => array.buffer as ArrayBuffer),
    );
  }

  /** What was ordered before is not heard any more. */
  drop(): void {
    this.#id += 1;
    this.#isRunning = false;
  }

  close(): void {
    this.drop();
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #open(): Worker {
    const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = (event: MessageEvent<LayoutReply>) => {
      if (event.data.id !== this.#id) return;
      this.#isRunning = !event.data.isDone;
      this.#onPlaces(event.data);
    };
    // A worker that cannot start leaves the seeded places, which are a picture already.
    worker.onerror = () => {
      this.#isRunning = false;
    };
    return worker;
  }
}
