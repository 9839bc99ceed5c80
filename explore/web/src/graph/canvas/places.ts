import type { Point, Scene } from "../types";
import { type Bounds, ease, type Size } from "./camera";
import { type ChainDirection, isChain, seedChain } from "./chain_seeding";
import type { Shown } from "./fitting";
import { LayoutClient } from "./layout_client";
import { PILL_HALF_HEIGHT, type Plan, planOf } from "./plan";
import { HOLD, type LayoutReply } from "./relaxation";
import { arePillsOpen, nodeScale, pillScale } from "./scale";
import { seed } from "./seeding";
import type { Subject } from "./subject";

const EMPTY: Scene = { nodes: [], edges: [] };
const GROWTH_MS = 200;
/** Share of its entrance that a node has behind it when it is first painted: the first picture is one already. */
const ENTERED = 0.15;
/** More new nodes than this appear at once. */
const MOST_GROWING = 1500;
/** Room around nodes, in units of the graph: for their label's line; of a pill, as a share of half its width. */
const ROOM = 8;
const PILL_ROOM = 0.62;
const CENTRE_ROOM = 24;

/** What a change of the scene means for the picture. */
export type Change = "same" | "grown" | "recentred" | "new";

/** Where the nodes are: kept from scene to scene, seeded for new ones, and settled by the layout. */
export class Places {
  plan: Plan = planOf(EMPTY);
  x = new Float32Array(0);
  y = new Float32Array(0);
  readonly #known = new Map<string, Point>();
  readonly #layout: LayoutClient;
  readonly #onMoved: (isDone: boolean) => void;
  #begun = new Float64Array(0);
  #growingUntil = 0;
  #held = -1;
  isMotionReduced = false;
  /** Set while the scene is ways between two ends: which way they run. */
  chain: ChainDirection | undefined;

  constructor(onMoved: (isDone: boolean) => void) {
    this.#onMoved = onMoved;
    this.#layout = new LayoutClient((reply) => this.#take(reply));
  }

  get isSettling(): boolean {
    return this.#layout.isRunning;
  }

  isGrowing(now: number): boolean {
    return now < this.#growingUntil;
  }

  /** Takes over a scene with its chosen path. `view` is the room for it. */
  show(scene: Scene, path: readonly string[], given: ReadonlyMap<string, Point> | undefined, view: Size, now: number): Change {
    this.#remember();
    const before = this.plan;
    const plan = planOf(scene);
    const stays = scene.nodes.some((node) => before.index.has(node.key));
    if (!stays && given === undefined) this.#known.clear();
    for (const [key, place] of given ?? []) if (!before.index.has(key) && Number.isFinite(place.x + place.y)) this.#known.set(key, place);
    this.plan = plan;
    const steps = path.flatMap((key) => plan.index.get(key) ?? []);
    this.chain = isChain(plan, steps) ? (stays && this.chain) || (view.width > 1.1 * view.height ? "wide" : "tall") : undefined;
    if (this.chain !== undefined) this.#line(plan, steps, this.chain, view);
    const seeds = seed(plan, this.#known, view);
    this.x = Float32Array.from(seeds.x);
    this.y = Float32Array.from(seeds.y);
    const added = seeds.isNew.reduce((sum, isNew) => sum + isNew, 0);
    this.#grow(plan, seeds.isNew, added, now);
    if (added > 0 && this.chain === undefined) this.#settle(seeds.isNew, added === plan.count);
    else if (before.count !== plan.count) this.#layout.drop();
    if (!stays) return "new";
    const centre = (of: Plan): string | undefined => of.scene.nodes[of.centre]?.key;
    if (centre(before) !== centre(plan)) return "recentred";
    return added > 0 || before.count !== plan.count ? "grown" : "same";
  }

  /** Places as they are painted at this moment: nodes that enter grow, and come from their hub. */
  painted(now: number): Pick<Subject, "x" | "y" | "growth"> {
    const { x, y } = this;
    if (!this.isGrowing(now)) return { x, y };
    const growth = Float32Array.from(this.#begun, (begun) => ease(Math.max(ENTERED, (now - begun) / GROWTH_MS)));
    const from = (places: Float32Array): Float32Array =>
      places.map((place, i) => {
        const hub = places[this.plan.parent[i] ?? -1];
        return hub === undefined ? place : hub + (place - hub) * (growth[i] ?? 1);
      });
    return { x: from(x), y: from(y), growth };
  }

  /** Moves a node by hand; it stays there until it is let go. */
  hold(i: number, at: Point): void {
    this.#held = i;
    this.x[i] = at.x;
    this.y[i] = at.y;
  }

  /** The node in the hand stays where it is now; what lies under it makes room. */
  letGo(): void {
    const held = this.#held;
    if (held >= 0 && this.chain === undefined) this.#settle(new Uint8Array(this.plan.count), false);
    this.#held = -1;
  }

  bounds(of?: readonly number[]): Bounds | undefined {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const include = (i: number): void => {
      const half = this.plan.pill[i] ? (this.plan.pillHalf[i] ?? 0) : (this.plan.radius[i] ?? 0);
      const [x, y] = [this.x[i] ?? 0, this.y[i] ?? 0];
      left = Math.min(left, x - half);
      right = Math.max(right, x + half);
      top = Math.min(top, y - half);
      bottom = Math.max(bottom, y + half);
    };
    if (of === undefined) for (let i = 0; i < this.plan.count; i++) include(i);
    else of.forEach(include);
    return left <= right ? { left, top, right, bottom } : undefined;
  }

  /** What has to be seen of each node. `k` is about the zoom. */
  shown(k: number): readonly Shown[] {
    const { plan } = this;
    return Array.from(plan.radius, (radius, i) => {
      const reach = plan.pill[i] ? PILL_HALF_HEIGHT * pillScale(k) : radius * nodeScale(k);
      const halfWidth = plan.pill[i] && arePillsOpen(k) ? (plan.pillHalf[i] ?? 0) * pillScale(k) : reach;
      return { x: this.x[i] ?? 0, y: this.y[i] ?? 0, halfWidth: halfWidth + 4, halfHeight: reach + 6 };
    });
  }

  of(key: string): Point | undefined {
    const i = this.plan.index.get(key);
    return i === undefined ? undefined : { x: this.x[i] ?? 0, y: this.y[i] ?? 0 };
  }

  all(): ReadonlyMap<string, Point> {
    return new Map(this.plan.scene.nodes.map((node, i) => [node.key, { x: this.x[i] ?? 0, y: this.y[i] ?? 0 }]));
  }

  close(): void {
    this.#layout.close();
  }

  #remember(): void {
    this.plan.scene.nodes.forEach((node, i) => {
      this.#known.set(node.key, { x: this.x[i] ?? 0, y: this.y[i] ?? 0 });
    });
  }

  /** Gives nodes of ways between two ends their places in line. */
  #line(plan: Plan, steps: readonly number[], direction: ChainDirection, view: Size): void {
    const aspect = view.height > 0 ? view.width / view.height : 1;
    const line = seedChain(plan, steps, direction, direction === "wide" ? aspect : 1 / aspect);
    plan.scene.nodes.forEach((node, i) => {
      if (!this.#known.has(node.key)) this.#known.set(node.key, { x: line.x[i] ?? 0, y: line.y[i] ?? 0 });
    });
  }

  #grow(plan: Plan, isNew: Uint8Array, added: number, now: number): void {
    const doesGrow = added > 0 && added <= MOST_GROWING && !this.isMotionReduced;
    this.#begun = new Float64Array(plan.count).fill(-Infinity);
    if (!doesGrow) return;
    for (let i = 0; i < plan.count; i++) if (isNew[i]) this.#begun[i] = now;
    this.#growingUntil = now + GROWTH_MS;
  }

  #settle(isNew: Uint8Array, isWhollyNew: boolean): void {
    const { plan } = this;
    const hasPills = plan.pill.includes(1);
    this.#layout.start({
      x: this.x.slice(),
      y: this.y.slice(),
      room: Float32Array.from(plan.radius, (r, i) =>
        plan.pill[i] ? (plan.pillHalf[i] ?? 0) * PILL_ROOM : r + (i === plan.centre ? CENTRE_ROOM : ROOM),
      ),
      hold: Uint8Array.from(plan.scene.nodes, (node, i) => {
        if (node.isCentre || node.isPinned || i === this.#held) return HOLD.fixed;
        return isWhollyNew || isNew[i] ? HOLD.loose : HOLD.firm;
      }),
      links: plan.ends.slice(),
      mode: hasPills ? "fan" : "free",
      isInstant: this.isMotionReduced,
    });
  }

  #take(reply: LayoutReply): void {
    if (reply.x.length !== this.plan.count) return;
    const held = this.#held;
    const [x, y] = [this.x[held] ?? 0, this.y[held] ?? 0];
    this.x = new Float32Array(reply.x);
    this.y = new Float32Array(reply.y);
    if (held >= 0) this.hold(held, { x, y });
    this.#onMoved(reply.isDone);
  }
}
