// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { NodeKind } from "../types";
import { type Pen, reachOf, roundRect, SILHOUETTES, SvgPen, trace } from "./silhouettes";

const KINDS = Object.keys(SILHOUETTES) as Exclude<NodeKind, "category">[];

/** Remembers how far the outlines reach. */
class Ruler implements Pen {
  furthest = 0;
  #see(x: number, y: number): void {
    this.furthest = Math.max(this.furthest, Math.abs(x), Math.abs(y));
  }
  moveTo(x: number, y: number): void {
    this.#see(x, y);
  }
  lineTo(x: number, y: number): void {
    this.#see(x, y);
  }
  arc(x: number, y: number, r: number): void {
    this.#see(x + r, y);
  }
  arcTo(): void {}
  closePath(): void {}
}

const drawn = (kind: Exclude<NodeKind, "category">): string =>
  SILHOUETTES[kind]
    .map((layer) => {
      const pen = new SvgPen();
      trace(pen, layer, 20, 20, 10);
      return `${layer.paint}${layer.line === undefined ? "" : "-line"}:${pen.data}`;
    })
    .join(" ");

describe("silhouettes", () => {
  it("differ from each other without their colours", () => {
    expect(new Set(KINDS.map(drawn)).size).toBe(KINDS.length);
  });

  it.each(KINDS)("%s reaches no further than it says", (kind) => {
    for (const layer of SILHOUETTES[kind]) {
      const ruler = new Ruler();
      trace(ruler, layer, 0, 0, 10);
      expect(ruler.furthest).toBeLessThanOrEqual(10 * reachOf(kind) + 1e-9);
    }
  });

  it("keeps the hole of a small record visible", () => {
    const [, hole] = SILHOUETTES.release;
    const ruler = new Ruler();
    if (hole) trace(ruler, hole, 0, 0, 4);
    expect(ruler.furthest).toBe(1.5);
  });

  it("writes a disc and a rounded rectangle as path data", () => {
    const disc = new SvgPen();
    disc.arc(10, 10, 5);
    expect(disc.data).toBe("M5 10a5 5 0 1 0 10 0a5 5 0 1 0 -10 0");
    const pill = new SvgPen();
    roundRect(pill, 0, 0, 20, 10, 2);
    expect(pill.data).toBe("M2 0L18 0A2 2 0 0 1 20 2L20 8A2 2 0 0 1 18 10L2 10A2 2 0 0 1 0 8L0 2A2 2 0 0 1 2 0Z");
  });
});
