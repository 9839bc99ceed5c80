import { render, screen } from "@testing-library/react";
import { createRef } from "react";
import { describe, expect, it, vi } from "vitest";
import type { CanvasHandle, CanvasProps } from "../types";
import { artistScene } from "./bench/bench_scene";
import { escaped } from "./export_svg";
import { GraphCanvas, MiniMap } from "./index";

const PROPS: CanvasProps = {
  scene: artistScene(),
  selected: new Set(),
  hovered: undefined,
  path: [],
  insets: { top: 0, right: 0, bottom: 0, left: 0 },
  isBoxing: false,
  label: "Graph of Autechre",
  onSelect: vi.fn(),
  onOpen: vi.fn(),
  onHover: vi.fn(),
  onMenu: vi.fn(),
  onPin: vi.fn(),
};

// No canvas is painted here (jsdom has none): that the picture is right the browser tests show.
describe("graph canvas", () => {
  it("names its picture and knows where its nodes are, even where nothing can be painted", () => {
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
    const handle = createRef<CanvasHandle>();
    const { rerender, unmount } = render(<GraphCanvas ref={handle} {...PROPS} />);
    expect(screen.getByRole("img", { name: "Graph of Autechre" }).tagName).toBe("CANVAS");
    const before = handle.current?.positions();
    expect(before?.size).toBe(PROPS.scene.nodes.length);
    const next = { nodes: PROPS.scene.nodes.slice(0, 20), edges: PROPS.scene.edges };
    rerender(<GraphCanvas ref={handle} {...PROPS} scene={next} />);
    for (const { key } of next.nodes) expect(handle.current?.positions().get(key)).toEqual(before?.get(key));
    rerender(<GraphCanvas ref={handle} {...PROPS} />);
    expect(handle.current?.positions()).toEqual(before);
    handle.current?.fit();
    handle.current?.reveal("artist:0");
    expect(handle.current?.toSvg()).toBe("");
    render(<MiniMap canvas={handle.current} />);
    unmount();
  });

  it("begins where a snapshot says", () => {
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
    const handle = createRef<CanvasHandle>();
    const places = new Map([
      ["release:releases3", { x: -1234, y: 567 }],
      ["release:releases2", { x: Number.NaN, y: 0 }],
    ]);
    render(<GraphCanvas ref={handle} {...PROPS} places={places} />);
    expect(handle.current?.positions().get("release:releases3")).toEqual({ x: -1234, y: 567 });
    expect(handle.current?.positions().get("release:releases2")?.x).not.toBeNaN();
  });

  it("escapes names in the exported drawing", () => {
    expect(escaped(`<b onload="x">'&`)).toBe("&lt;b onload=&quot;x&quot;&gt;&#39;&amp;");
  });
});
