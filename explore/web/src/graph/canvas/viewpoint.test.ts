// @vitest-environment node
import { describe, expect, it, vi } from "vitest";
import { Viewpoint } from "./viewpoint";

const looking = (): { readonly view: Viewpoint; readonly onMove: ReturnType<typeof vi.fn> } => {
  const onMove = vi.fn();
  const view = new Viewpoint(onMove);
  view.size = { width: 800, height: 600 };
  return { view, onMove };
};

const BOUNDS = { left: -100, top: -100, right: 100, bottom: 100 };

describe("viewpoint", () => {
  it("flies within the time that it is given, and says when it is sent", () => {
    const { view, onMove } = looking();
    view.jump({ x: 0, y: 0, k: 1 });
    view.panBy(100, 0, 300);
    expect(onMove).toHaveBeenCalledTimes(2);
    view.step(performance.now() + 150);
    expect(view.camera.x).toBeLessThan(0);
    expect(view.camera.x).toBeGreaterThan(-100);
    view.step(performance.now() + 400);
    expect(view.camera).toEqual({ x: -100, y: 0, k: 1 });
    expect(view.isFlying).toBe(false);
  });

  it("adds moves that come while it flies", () => {
    const { view } = looking();
    view.panBy(100, 0, 300);
    view.panBy(100, 0, 300);
    view.step(performance.now() + 1000);
    expect(view.camera.x).toBe(-200);
  });

  it("jumps with reduced motion", () => {
    const { view } = looking();
    view.isMotionReduced = true;
    view.fit(BOUNDS, 400);
    expect(view.isFlying).toBe(false);
    expect(view.camera.k).toBeGreaterThan(1);
  });

  it("follows what is loaded until somebody moves it", () => {
    const { view } = looking();
    view.fit(BOUNDS, 0);
    expect(view.doesFollow).toBe(true);
    view.zoomAt(undefined, 2);
    expect(view.doesFollow).toBe(false);
  });

  it("stays where it is if what is to be revealed is seen well, and goes there otherwise", () => {
    const { view } = looking();
    view.jump({ x: 0, y: 0, k: 1 });
    view.reveal({ x: 100, y: 100 }, 0);
    expect(view.camera).toEqual({ x: 0, y: 0, k: 1 });
    view.reveal({ x: 5000, y: 100 }, 0);
    expect(view.toScreen({ x: 5000, y: 100 })).toEqual({ x: 400, y: 300 });
  });

  it("does not fit what is not there, nor without a size", () => {
    const { view, onMove } = looking();
    view.fit(undefined, 0);
    view.size = { width: 0, height: 0 };
    view.fit(BOUNDS, 0);
    expect(onMove).not.toHaveBeenCalled();
  });
});
