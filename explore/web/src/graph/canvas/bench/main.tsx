import "@discogsography/web/fonts.css";
import "@discogsography/web/tokens.css";
import { createRef, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import type { CanvasHandle, CanvasProps, Scene } from "../../types";
import { pictureOf } from "../handles";
import { GraphCanvas, MiniMap } from "../index";
import type { Picture } from "../picture";
import { artistScene, benchScene } from "./bench_scene";
import { type Frames, type Layout, labelFaults, layout, pan } from "./measure";

/** What the benchmark and the browser tests of the canvas take hold of. This page is built for them alone. */
interface Bench {
  readonly handle: () => CanvasHandle | null;
  readonly picture: () => Picture;
  readonly scene: (count: number, seed?: number) => Scene;
  readonly artist: () => Scene;
  /** Shows a scene and tells how many milliseconds it took until its first picture was painted. */
  readonly show: (scene: Scene, more?: Partial<CanvasProps>) => Promise<number>;
  readonly clear: () => Promise<number>;
  readonly pan: (duration: number) => Promise<Frames>;
  readonly layout: (scene: Scene) => Promise<Layout>;
  readonly labelFaults: () => ReturnType<typeof labelFaults>;
  readonly events: { readonly name: string; readonly args: readonly unknown[] }[];
}

declare global {
  interface Window {
    bench?: Bench;
  }
}

const handle = createRef<CanvasHandle>();
const events: { name: string; args: readonly unknown[] }[] = [];
const heard =
  (name: string) =>
  (...args: readonly unknown[]): void => {
    events.push({ name, args });
  };

const START: CanvasProps = {
  scene: { nodes: [], edges: [] },
  selected: new Set(),
  hovered: undefined,
  path: [],
  insets: { top: 0, right: 0, bottom: 0, left: 0 },
  isBoxing: false,
  label: "Graph",
  onSelect: heard("select"),
  onOpen: heard("open"),
  onHover: heard("hover"),
  onMenu: heard("menu"),
  onPin: heard("pin"),
};

let change: (more: Partial<CanvasProps>) => void = () => undefined;

const Page = () => {
  const [props, setProps] = useState(START);
  const [canvas, setCanvas] = useState<CanvasHandle | null>(null);
  useEffect(() => {
    change = (more) => setProps((old) => ({ ...old, ...more }));
    setCanvas(handle.current);
  }, []);
  const onHover = (key: string | undefined): void => {
    props.onHover(key);
    setProps((old) => ({ ...old, hovered: key }));
  };
  return (
    <main style={{ position: "fixed", inset: 0, background: "var(--bg-deep)" }}>
      <GraphCanvas ref={handle} {...props} onHover={onHover} />
      <div style={{ position: "absolute", right: 12, bottom: 12, background: "var(--glass-bg)" }}>
        <MiniMap canvas={canvas} />
      </div>
    </main>
  );
};

createRoot(document.getElementById("root") ?? document.body).render(<Page />);

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

const shown = (): Picture => {
  const picture = handle.current === null ? undefined : pictureOf(handle.current);
  if (picture === undefined) throw new Error("The canvas is not there yet.");
  return picture;
};

const show = async (scene: Scene, more: Partial<CanvasProps> = {}): Promise<number> => {
  const begun = performance.now();
  flushSync(() => change({ ...more, scene }));
  do await nextFrame();
  while (shown().sheet?.subject.plan.scene !== scene);
  // The next frame begins when this one is on the screen.
  await nextFrame();
  return performance.now() - begun;
};

window.bench = {
  handle: () => handle.current,
  picture: shown,
  scene: benchScene,
  artist: artistScene,
  events,
  show,
  clear: () => show({ nodes: [], edges: [] }, { selected: new Set(), path: [] }),
  pan: (duration) => pan(shown(), document.querySelector("#root canvas") as HTMLCanvasElement, duration),
  layout: (scene) => layout(shown(), show, scene),
  labelFaults: () => labelFaults(shown()),
};
