import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type Simulation,
  type SimulationNodeDatum,
} from "d3-force";

/** What the layout is asked for. The arrays are handed over to the worker. */
export interface LayoutRequest {
  readonly id: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** How much room each node needs around its middle. */
  readonly room: Float32Array;
  /** {@link HOLD} a node: how firmly it keeps its place. */
  readonly hold: Uint8Array;
  /** Pairs of ends. */
  readonly links: Uint32Array;
  /** `fan`: places are good already and only overlaps go; `free`: lines and repulsion find the places. */
  readonly mode: "fan" | "free";
  /** Answer only once, at the end. */
  readonly isInstant: boolean;
}

export interface LayoutReply {
  readonly id: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly isDone: boolean;
}

/** New nodes are loose; those that have a place give way only a little; the centre and what is pinned do not move. */
export const HOLD = { loose: 0, firm: 1, fixed: 2 } as const;

interface Body extends SimulationNodeDatum {
  readonly room: number;
  readonly homeX: number;
  readonly homeY: number;
  readonly hold: number;
}

/** The layout rests after so many steps, or so many milliseconds if steps are slow. */
export const STEPS = 70;
export const TIME_LIMIT_MS = 850;

/** A layout under way; the caller says when to step, so that it can be watched and dropped. */
export class Relaxation {
  readonly #bodies: Body[];
  readonly #simulation: Simulation<Body, undefined>;
  #steps = 0;

  constructor(request: Omit<LayoutRequest, "id" | "isInstant">) {
    const { x, y, room, hold, links, mode } = request;
    this.#bodies = Array.from(x, (bodyX, i) => {
      const body: Body = { x: bodyX, y: y[i] ?? 0, room: room[i] ?? 0, homeX: bodyX, homeY: y[i] ?? 0, hold: hold[i] ?? HOLD.loose };
      if (body.hold === HOLD.fixed) {
        body.fx = body.homeX;
        body.fy = body.homeY;
      }
      return body;
    });
    const collide = forceCollide<Body>((body) => body.room)
      .strength(0.85)
      .iterations(x.length > 3000 ? 1 : 2);
    this.#simulation = forceSimulation(this.#bodies)
      .stop()
      .alphaMin(0)
      .alphaDecay(1 - 0.01 ** (1 / STEPS))
      .velocityDecay(0.5);
    const pull = (body: Body): number => (body.hold === HOLD.firm ? 0.4 : mode === "fan" ? 0.14 : 0.02);
    this.#simulation
      .force("x", forceX<Body>((body) => body.homeX).strength(pull))
      .force("y", forceY<Body>((body) => body.homeY).strength(pull))
      .force("collide", collide);
    if (mode === "free") {
      const pairs = Array.from({ length: links.length / 2 }, (_, e) => ({ source: links[2 * e] ?? 0, target: links[2 * e + 1] ?? 0 }));
      this.#simulation
        .force("link", forceLink<Body, { source: number; target: number }>(pairs).distance(74).strength(0.25))
        .force("charge", forceManyBody<Body>().strength(-120).distanceMax(420));
    }
  }

  get isDone(): boolean {
    return this.#steps >= STEPS;
  }

  step(): void {
    this.#simulation.tick();
    this.#steps += 1;
  }

  places(): { readonly x: Float32Array<ArrayBuffer>; readonly y: Float32Array<ArrayBuffer> } {
    const finite = (value: number | undefined, otherwise: number): number => (Number.isFinite(value) ? Number(value) : otherwise);
    return {
      x: Float32Array.from(this.#bodies, (body) => finite(body.x, body.homeX)),
      y: Float32Array.from(this.#bodies, (body) => finite(body.y, body.homeY)),
    };
  }
}
