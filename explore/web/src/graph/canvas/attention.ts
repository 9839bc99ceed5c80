import type { SceneNode } from "../types";
import type { Marks } from "./overlay";
import type { Plan } from "./plan";

const PULSE_MS = 900;
const GLOW_MS = 2000;
/** With reduced motion a pulse is a ring that stands and goes. */
const STILL_PULSE = 0.25;

const indexOf = (plan: Plan, key: string | undefined): number => (key === undefined ? -1 : (plan.index.get(key) ?? -1));

/** What is chosen, touched or pointed out, by key: it outlives the scene that it was made for. */
export class Attention {
  selected: readonly string[] = [];
  path: readonly string[] = [];
  hovered: string | undefined;
  /** The node in the hand. */
  lifted: string | undefined;
  box: Marks["box"];
  isMotionReduced = false;
  #pulse: { readonly key: string; readonly begun: number } | undefined;
  readonly #glows = new Map<string, number>();

  /** Turns to other nodes. True if the picture has to be painted anew: rings are above it, but what is chosen has its name, and names are in it. */
  turn(selected: ReadonlySet<string>, hovered: string | undefined, path: readonly string[]): boolean {
    const isOtherPath = path.length !== this.path.length || path.some((key, i) => key !== this.path[i]);
    const isReselected = selected.size !== this.selected.length || this.selected.some((key) => !selected.has(key));
    this.selected = [...selected];
    this.hovered = hovered;
    this.path = path;
    return isOtherPath || isReselected;
  }

  pulse(key: string, now: number): void {
    this.#pulse = { key, begun: now };
  }

  /** Begins the glow of nodes that emerge with this scene. */
  emerge(nodes: readonly SceneNode[], now: number): void {
    const emerging = new Set(nodes.flatMap((node) => (node.isEmerging ? [node.key] : [])));
    for (const key of this.#glows.keys()) if (!emerging.has(key)) this.#glows.delete(key);
    for (const key of emerging) if (!this.#glows.has(key)) this.#glows.set(key, now);
  }

  /** Whether something still has to change by itself; a pulse that is over has one last frame without it. */
  isChanging(now: number): boolean {
    const hasPulse = this.#pulse !== undefined;
    if (this.#pulse !== undefined && now - this.#pulse.begun > PULSE_MS) this.#pulse = undefined;
    return hasPulse || [...this.#glows.values()].some((begun) => now - begun <= GLOW_MS);
  }

  /** The nodes of the chosen path, in order, as far as they are drawn. */
  steps(plan: Plan): readonly number[] {
    return this.path.flatMap((key) => plan.index.get(key) ?? []);
  }

  /** The lines between nodes that follow each other on the path. */
  pathEdges(plan: Plan): ReadonlySet<number> {
    const found = new Set<number>();
    const steps = this.steps(plan);
    steps.slice(1).forEach((to, i) => {
      const from = steps[i] ?? 0;
      for (let n = plan.nearFrom[from] ?? 0; n < (plan.nearFrom[from + 1] ?? 0); n++)
        if (plan.near[n] === to) found.add(plan.nearEdge[n] ?? 0);
    });
    return found;
  }

  indices(plan: Plan): ReadonlySet<number> {
    return new Set(this.selected.flatMap((key) => plan.index.get(key) ?? []));
  }

  liftedIn(plan: Plan): number {
    return indexOf(plan, this.lifted);
  }

  /** The marks to paint over a sheet of this plan. */
  marks(plan: Plan, now: number): Marks {
    const pulse = this.#pulse;
    const gone = pulse === undefined ? 1 : (now - pulse.begun) / PULSE_MS;
    return {
      selected: this.indices(plan),
      hovered: indexOf(plan, this.hovered),
      lifted: this.liftedIn(plan),
      box: this.box,
      pulse: gone >= 1 ? undefined : { node: indexOf(plan, pulse?.key), t: this.isMotionReduced ? STILL_PULSE : Math.max(0, gone) },
      glows: [...this.#glows].flatMap(([key, begun]) => {
        const [node, left] = [indexOf(plan, key), 1 - (now - begun) / GLOW_MS];
        return node < 0 || left <= 0 ? [] : [{ node, strength: this.isMotionReduced ? 1 : Math.min(1, 2 * left) }];
      }),
    };
  }
}
