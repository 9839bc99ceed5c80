// @vitest-environment node
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Scene } from "../types";
import { artistScene, benchScene, sceneNode } from "./bench/bench_scene";
import { CENTRE_RADIUS, MAX_RADIUS, MIN_RADIUS, planOf } from "./plan";

const named = (scene: Scene) => {
  const plan = planOf(scene);
  const at = (key: string): number => plan.index.get(key) ?? -1;
  const parentOf = (key: string): string | undefined => scene.nodes[plan.parent[at(key)] ?? -1]?.key;
  return { plan, at, parentOf };
};

describe("plan", () => {
  it("hangs categories from their centre and entities from their first category", () => {
    const { parentOf } = named(artistScene());
    expect(parentOf("artist:0")).toBeUndefined();
    expect(parentOf("category:artist:0:releases")).toBe("artist:0");
    expect(parentOf("release:releases9")).toBe("category:artist:0:releases");
    expect(parentOf("person:people0")).toBe("category:artist:0:people");
  });

  it("sizes nodes by the root of their weight within their kind", () => {
    const weights = [0, 25, 100];
    const { plan } = named({ nodes: weights.map((weight, i) => sceneNode("release", String(i), "x", weight)), edges: [] });
    expect([...plan.radius]).toEqual([MIN_RADIUS, (MIN_RADIUS + MAX_RADIUS) / 2, MAX_RADIUS]);
  });

  it.each([Number.NaN, -5, Number.POSITIVE_INFINITY])("survives a weight of %d", (weight) => {
    const { plan } = named({
      nodes: [sceneNode("label", "1", "x", weight), sceneNode("artist", "2", "y", 1, { isCentre: true })],
      edges: [],
    });
    expect(plan.radius[0]).toBeGreaterThanOrEqual(MIN_RADIUS);
    expect(plan.radius[0]).toBeLessThanOrEqual(MAX_RADIUS);
    expect(plan.radius[1]).toBe(CENTRE_RADIUS);
  });

  it("leaves out lines to nowhere and from a node to itself", () => {
    const nodes = [sceneNode("artist", "1", "x", 1), sceneNode("artist", "2", "y", 1)];
    const edges = [
      { source: "artist:1", target: "artist:3", kind: "plain" },
      { source: "artist:1", target: "artist:1", kind: "plain" },
      { source: "artist:1", target: "artist:2", kind: "similar" },
    ] as const;
    expect(planOf({ nodes, edges }).edgeKind).toHaveLength(1);
  });

  it("gives every node a way up to a root, in any graph", () => {
    const graph = fc.integer({ min: 1, max: 30 }).chain((count) =>
      fc
        .array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1), fc.constantFrom("plain", "category", "credit")), { maxLength: 90 })
        .map((pairs): Scene => {
          const nodes = Array.from({ length: count }, (_, i) =>
            sceneNode(i % 4 === 1 ? "category" : "artist", String(i), "x", i, { isCentre: i === 0 }),
          );
          const edges = pairs.map(([a, b, kind]) => ({ source: nodes[a]?.key ?? "", target: nodes[b]?.key ?? "", kind: kind as "plain" }));
          return { nodes, edges };
        }),
    );
    fc.assert(
      fc.property(graph, (scene) => {
        const { parent } = planOf(scene);
        for (let i = 0; i < scene.nodes.length; i++) {
          let steps = 0;
          for (let at = i; parent[at] !== -1 && steps <= scene.nodes.length; at = parent[at] ?? -1) steps += 1;
          expect(steps).toBeLessThanOrEqual(scene.nodes.length);
        }
      }),
    );
  });

  it("names the centre first, then what has categories, then categories", () => {
    const scene = benchScene(400);
    const { plan } = named(scene);
    expect(plan.byRank[0]).toBe(plan.centre);
    const kinds = [...plan.byRank].slice(1).map((i) => (plan.owner[i] ? "owner" : plan.pill[i] ? "pill" : "other"));
    expect(kinds).toEqual([...kinds].sort((a, b) => ["owner", "pill", "other"].indexOf(a) - ["owner", "pill", "other"].indexOf(b)));
  });
});
