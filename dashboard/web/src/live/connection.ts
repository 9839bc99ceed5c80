import type { SystemMetrics } from "../api/schema.gen";
import { waitBefore } from "./back_off";
import type { Happening } from "./state";

/** A socket that says nothing for this long is dead, whatever it thinks of itself. */
export const SILENCE_MS = 15_000;

/** What the connection needs of its surroundings. */
export interface Surroundings {
  /** Asks for the figures once; a promise that fails when the service cannot tell. */
  readonly fetchFigures: () => Promise<SystemMetrics>;
  readonly isLocked: (error: unknown) => boolean;
  readonly openSocket: () => WebSocket;
  readonly tell: (happening: Happening) => void;
}

/** Keeps the page in touch with the service: figures once by a request, then by the socket, again and again after a loss. */
export class Connection {
  readonly #around: Surroundings;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #isUp = false;
  /** Answers and sockets of an earlier attempt are not listened to. */
  #attempt = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Tries at once, whatever it was waiting for. */
  start(): void {
    this.stop();
    this.#around.tell({ kind: "trying" });
    void this.#begin(this.#attempt);
  }

  /** Ends; nothing is told any more. */
  stop(): void {
    this.#attempt += 1;
    this.#isUp = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#socket?.close();
    this.#socket = undefined;
  }

  /** Tries at once if it waits: the network is back, or somebody looks again. */
  hurry(): void {
    if (this.#timer !== undefined && this.#socket === undefined) this.start();
  }

  async #begin(attempt: number): Promise<void> {
    // The request says whether a token is wanted, which a socket that is refused cannot, and has figures when no socket gets through.
    try {
      const metrics = await this.#around.fetchFigures();
      if (attempt !== this.#attempt) return;
      this.#around.tell({ kind: "figures", metrics });
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (this.#around.isLocked(error)) {
        this.#around.tell({ kind: "locked" });
        return;
      }
    }
    this.#listen(attempt);
  }

  #listen(attempt: number): void {
    const socket = this.#around.openSocket();
    this.#socket = socket;
    const isOurs = () => attempt === this.#attempt;
    this.#watch(attempt);
    socket.onmessage = ({ data }) => {
      const metrics = isOurs() ? figuresOf(data) : undefined;
      if (metrics === undefined) return;
      // Only figures prove that it works: a proxy may open a socket that leads nowhere.
      if (!this.#isUp) this.#around.tell({ kind: "opened" });
      this.#isUp = true;
      this.#tries = 0;
      this.#watch(attempt);
      this.#around.tell({ kind: "figures", metrics });
    };
    socket.onclose = () => {
      if (isOurs()) this.#lose();
    };
  }

  #watch(attempt: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (attempt === this.#attempt) this.#lose();
    }, SILENCE_MS);
  }

  #lose(): void {
    this.stop();
    this.#tries += 1;
    const wait = waitBefore(this.#tries, Math.random());
    this.#around.tell({ kind: "lost", retryAt: Date.now() + wait });
    this.#timer = setTimeout(() => this.start(), wait);
  }
}

/** Figures in a frame; undefined for anything else, which later services may send. */
export const figuresOf = (data: unknown): SystemMetrics | undefined => {
  try {
    const frame: unknown = JSON.parse(String(data));
    if (typeof frame !== "object" || frame === null || !("type" in frame) || frame.type !== "metrics_update" || !("data" in frame))
      return undefined;
    return frame.data as SystemMetrics;
  } catch {
    return undefined;
  }
};
