// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { Point, Scene } from "../types";
import { artistScene, benchScene, sceneNode } from "./bench/bench_scene";
import { seedChain } from "./chain_seeding";
import { planOf } from "./plan";
import { seed } from "./seeding";

const VIEW = { width: 735, height: 780 };

const placed = (scene: Scene, known: ReadonlyMap<string, Point> = new Map(), view = VIEW) => {
  const plan = planOf(scene);
  const seeds = seed(plan, known, view);
  const at = (key: string): Point => {
    const i = plan.index.get(key) ?? -1;
    return { x: seeds.x[i] ?? Number.NaN, y: seeds.y[i] ?? Number.NaN };
  };
  return { plan, seeds, at, all: new Map(scene.nodes.map((node) => [node.key, at(node.key)])) };
};

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The scene without the last `count` releases. */
const without = (scene: Scene, count: number): Scene => {
  const gone = new Set(
    scene.nodes
      .filter(({ kind }) => kind === "release")
      .slice(-count)
      .map(({ key }) => key),
  );
  return {
    nodes: scene.nodes.filter(({ key }) => !gone.has(key)),
    edges: scene.edges.filter(({ source, target }) => !gone.has(source) && !gone.has(target)),
  };
};

describe("seeding", () => {
  it.each([76, 500, 3000])("lets no two of %d nodes lie on each other", (count) => {
    const { plan, seeds } = placed(benchScene(count));
    let worst = Number.POSITIVE_INFINITY;
    const order = [...plan.index.values()].sort((a, b) => (seeds.x[a] ?? 0) - (seeds.x[b] ?? 0));
    order.forEach((a, at) => {
      for (const b of order.slice(at + 1)) {
        const dx = (seeds.x[b] ?? 0) - (seeds.x[a] ?? 0);
        if (dx > 60) break;
        if (plan.pill[a] || plan.pill[b]) continue;
        worst = Math.min(worst, Math.hypot(dx, (seeds.y[b] ?? 0) - (seeds.y[a] ?? 0)) - (plan.radius[a] ?? 0) - (plan.radius[b] ?? 0));
      }
    });
    expect(worst).toBeGreaterThan(0);
  });

  it("puts the heaviest nodes nearest to their hub, and fans away from the centre", () => {
    const scene = artistScene();
    const { plan, at } = placed(scene);
    const hub = at("category:artist:0:releases");
    const releases = scene.nodes.filter(({ kind }) => kind === "release" || kind === "master").sort((a, b) => b.weight - a.weight);
    const far = releases.map(({ key }) => apart(at(key), hub));
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(far.slice(0, 8))).toBeLessThan(mean(far.slice(-8)));
    const middle = { x: mean(releases.map(({ key }) => at(key).x)), y: mean(releases.map(({ key }) => at(key).y)) };
    expect(apart(middle, at("artist:0"))).toBeGreaterThan(apart(hub, at("artist:0")));
    expect(plan.count).toBe(scene.nodes.length);
  });

  it("keeps every place when the scene grows, and puts what is new beside its hub", () => {
    const whole = artistScene();
    const before = placed(without(whole, 12));
    const after = placed(whole, before.all);
    for (const [key, point] of before.all) expect(after.at(key)).toEqual(point);
    const hub = after.at("category:artist:0:releases");
    whole.nodes.forEach((node, i) => {
      expect(after.seeds.isNew[i]).toBe(before.all.has(node.key) ? 0 : 1);
      if (!before.all.has(node.key)) expect(apart(after.at(node.key), hub)).toBeLessThan(420);
    });
  });

  it("keeps the place of a node that becomes the centre", () => {
    const before = placed(artistScene());
    const place = before.at("artist:members1");
    const next: Scene = {
      nodes: [
        sceneNode("artist", "members1", "New centre", 3, { isCentre: true }),
        sceneNode("category", "artist:members1:labels", "Labels", 3, {
          category: { loaded: 1, total: 1, isExpanded: true, isLoading: false },
        }),
        sceneNode("label", "x", "Warp", 3),
      ],
      edges: [
        { source: "artist:members1", target: "category:artist:members1:labels", kind: "category" },
        { source: "category:artist:members1:labels", target: "label:x", kind: "plain" },
      ],
    };
    expect(placed(next, before.all).at("artist:members1")).toEqual(place);
  });

  it("is the same in every run", () => {
    expect(placed(benchScene(300)).all).toEqual(placed(benchScene(300)).all);
  });

  it("fills a tall view with a tall picture", () => {
    const extent = (view: typeof VIEW): number => {
      const points = [...placed(artistScene(), new Map(), view).all.values()];
      const span = (of: (point: Point) => number): number => Math.max(...points.map(of)) - Math.min(...points.map(of));
      return span(({ x }) => x) / span(({ y }) => y);
    };
    expect(extent({ width: 390, height: 700 })).toBeLessThan(extent({ width: 1200, height: 600 }));
  });

  it("reserves room for a category that is loading", () => {
    const scene = (total: number): Scene => ({
      nodes: [
        sceneNode("artist", "0", "A", 1, { isCentre: true }),
        sceneNode("category", "artist:0:releases", "Releases", 1, { category: { loaded: 0, total, isExpanded: true, isLoading: true } }),
      ],
      edges: [{ source: "artist:0", target: "category:artist:0:releases", kind: "category" }],
    });
    const far = (total: number): number => {
      const { at } = placed(scene(total));
      return apart(at("artist:0"), at("category:artist:0:releases"));
    };
    expect(far(500)).toBeGreaterThan(far(2) + 50);
  });

  it("lays the chosen path in a straight line and other ways beside it", () => {
    const keys = ["a", "b", "c", "d", "e"];
    const nodes = keys.map((key) => sceneNode("artist", key, key, 1));
    const edges = [
      ["a", "b"],
      ["b", "c"],
      ["a", "d"],
      ["d", "c"],
      ["a", "e"],
      ["e", "c"],
    ].map(([source, target]) => ({ source: `artist:${source}`, target: `artist:${target}`, kind: "plain" as const }));
    const plan = planOf({ nodes, edges });
    const { x, y } = seedChain(plan, [0, 1, 2], "wide");
    expect([...x.slice(0, 3)]).toEqual([-150, 0, 150]);
    expect([...y.slice(0, 3)]).toEqual([0, 0, 0]);
    expect([x[3], x[4]]).toEqual([0, 0]);
    expect(Math.sign((y[3] ?? 0) * (y[4] ?? 0))).toBe(-1);
    const tall = seedChain(plan, [0, 1, 2], "tall");
    expect([...tall.x.slice(0, 3)]).toEqual([0, 0, 0]);
  });
});
