import { wholeOf } from "./exporting";
import { plainName } from "./names";
import { bendOf, DIMMED_LINE, PATH_WIDTH } from "./paint_edges";
import { isStrong, placeLabels } from "./paint_labels";
import { LINES } from "./palette";
import type { Picture } from "./picture";
import { EDGE_KINDS } from "./plan";
import { nodeScale, pillScale } from "./scale";
import { roundRect, SILHOUETTES, SvgPen, trace } from "./silhouettes";
import { type Projection, project, type Subject } from "./subject";
import { PILL_PADDING } from "./typography";

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? "");

/** An element with attributes and content; attributes are escaped here, content is markup already. */
const element = (name: string, attributes: Readonly<Record<string, string | number | undefined>>, content?: string): string => {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(typeof value === "number" ? String(Math.round(value * 100) / 100) : value)}"`],
  );
  return content === undefined ? `<${name}${pairs.join("")}/>` : `<${name}${pairs.join("")}>${content}</${name}>`;
};

const lines = (subject: Subject, at: Projection): string[] => {
  const { plan, palette, pathEdges } = subject;
  const order = [...plan.edgeKind.keys()].sort(
    (a, b) => Number(pathEdges.has(a)) - Number(pathEdges.has(b)) || (plan.edgeKind[a] ?? 0) - (plan.edgeKind[b] ?? 0),
  );
  return order.map((e) => {
    const kind = EDGE_KINDS[plan.edgeKind[e] ?? 0] ?? "plain";
    const line = LINES[kind];
    const [a, b] = [plan.ends[2 * e] ?? 0, plan.ends[2 * e + 1] ?? 0];
    const [ax, ay, bx, by] = [at.sx[a] ?? 0, at.sy[a] ?? 0, at.sx[b] ?? 0, at.sy[b] ?? 0];
    const [cx, cy] = bendOf(ax, ay, bx, by, line.bend);
    const isChosen = pathEdges.has(e);
    const isDimmed = plan.dimmed[a] || plan.dimmed[b];
    return element("path", {
      d: `M${ax.toFixed(1)} ${ay.toFixed(1)}Q${cx.toFixed(1)} ${cy.toFixed(1)} ${bx.toFixed(1)} ${by.toFixed(1)}`,
      stroke: isChosen ? palette.active : kind === "similar" ? palette.similar : palette.edge,
      "stroke-width": isChosen ? PATH_WIDTH : line.width,
      "stroke-dasharray": isChosen || line.dash.length === 0 ? undefined : line.dash.join(" "),
      opacity: isChosen ? undefined : line.alpha * (isDimmed ? DIMMED_LINE : 1),
    });
  });
};

const text = (
  content: string,
  x: number,
  y: number,
  style: {
    readonly size: number;
    readonly weight: number;
    readonly face: string;
    readonly fill: string;
    readonly halo?: string;
    readonly anchor?: "start" | "end" | "middle";
    readonly isRtl?: boolean;
  },
): string =>
  element(
    "text",
    {
      x,
      y,
      "font-family": style.face,
      "font-size": style.size,
      "font-weight": style.weight,
      "text-anchor": style.anchor ?? "start",
      direction: style.isRtl ? "rtl" : undefined,
      "unicode-bidi": style.isRtl ? "isolate" : undefined,
      fill: style.fill,
      stroke: style.halo,
      "stroke-width": style.halo === undefined ? undefined : 3.5,
      "stroke-linejoin": style.halo === undefined ? undefined : "round",
      "paint-order": style.halo === undefined ? undefined : "stroke",
    },
    escaped(content),
  );

const pill = (subject: Subject, i: number, x: number, y: number, k: number): string[] => {
  const node = subject.plan.scene.nodes[i];
  if (node === undefined) return [];
  const { palette, type } = subject;
  const scale = pillScale(k);
  const { name, count, width } = type.pill(node);
  const [half, high] = [(width / 2) * scale, 12 * scale];
  const { loaded = 0, total = 0 } = node.category ?? {};
  const pen = new SvgPen();
  roundRect(pen, x - half, y - high, 2 * half, 2 * high, high);
  const parts = [
    element("path", { d: pen.data, fill: palette.card, stroke: palette.node.category, "stroke-opacity": 0.6, "stroke-width": 1.2 }),
  ];
  if (loaded > 0 && loaded < total) {
    const length = (2 * half - 26 * scale) * Math.min(1, loaded / total);
    const d = `M${(x - half + 13 * scale).toFixed(1)} ${(y + high).toFixed(1)}h${length.toFixed(1)}`;
    parts.push(element("path", { d, stroke: palette.node.category, "stroke-width": 2.4 * scale, "stroke-linecap": "round", fill: "none" }));
  }
  parts.push(
    text(name, x - half + PILL_PADDING * scale, y + 4 * scale, {
      size: 11 * scale,
      weight: 600,
      face: palette.body,
      fill: palette.textHigh,
    }),
  );
  parts.push(
    text(count, x + half - PILL_PADDING * scale, y + 3.6 * scale, {
      size: 10 * scale,
      weight: 500,
      face: palette.mono,
      fill: palette.textMid,
      anchor: "end",
    }),
  );
  return parts;
};

/** The signs of state that the canvas draws too: rings of a comparison, badges, the pin. */
const marks = (subject: Subject, i: number, x: number, y: number, r: number): string[] => {
  const node = subject.plan.scene.nodes[i];
  const { palette } = subject;
  const parts: string[] = [];
  if (node === undefined) return parts;
  const dot = (cx: number, cy: number, radius: number, fill: string): string => element("circle", { cx, cy, r: radius, fill });
  const drawn = (d: string, stroke: string, width: number): string => element("path", { d, stroke, "stroke-width": width, fill: "none" });
  const plus = (px: number, py: number, arm: number): string =>
    `M${(px - arm).toFixed(1)} ${py.toFixed(1)}h${2 * arm}M${px.toFixed(1)} ${(py - arm).toFixed(1)}v${2 * arm}`;
  if (node.years === "only_a" || node.years === "only_b") {
    const isA = node.years === "only_a";
    const stroke = isA ? palette.onlyA : palette.onlyB;
    parts.push(
      element("circle", {
        cx: x,
        cy: y,
        r: r + 3.5,
        fill: "none",
        stroke,
        "stroke-width": 1.8,
        "stroke-dasharray": isA ? "4 3" : undefined,
      }),
    );
    const [px, py] = [x + r * 0.8 + 2, y + r * 0.8 + 2];
    if (!isA) parts.push(dot(px, py, 5, palette.ground), drawn(plus(px, py, 3), palette.onlyB, 1.8));
  }
  if (node.badge !== undefined) {
    const [bx, by] = [x + Math.max(5, r * 0.8), y - Math.max(5, r * 0.8)];
    const sign = node.badge === "owned" ? `M${(bx - 2.1).toFixed(1)} ${(by + 0.1).toFixed(1)}l1.5 1.5l2.7 -3.1` : plus(bx, by, 2);
    parts.push(
      dot(bx, by, 5.8, palette.ground),
      dot(bx, by, 4.7, node.badge === "owned" ? palette.owned : palette.wanted),
      drawn(sign, palette.ground, 1.4),
    );
  }
  if (node.isPinned && !node.isCentre) {
    const [px, py] = [x - Math.max(5, r * 0.8), y - Math.max(5, r * 0.8)];
    parts.push(
      dot(px, py, 5.8, palette.ground),
      dot(px, py - 1.2, 2.7, palette.textHigh),
      drawn(`M${px.toFixed(1)} ${(py + 1).toFixed(1)}v3.6`, palette.textHigh, 1.5),
    );
  }
  return parts;
};

const shape = (subject: Subject, i: number, x: number, y: number, k: number): string => {
  const node = subject.plan.scene.nodes[i];
  if (node === undefined) return "";
  const { palette } = subject;
  const opacity = node.isDimmed ? 0.5 : undefined;
  if (node.kind === "category") return element("g", { opacity }, pill(subject, i, x, y, k).join(""));
  const { kind } = node;
  const r = (subject.plan.radius[i] ?? 0) * nodeScale(k);
  const layers = SILHOUETTES[kind].map((layer) => {
    const pen = new SvgPen();
    trace(pen, layer, x, y, r);
    const colour = layer.paint === "node" ? palette.node[kind] : palette.ground;
    return layer.line === undefined
      ? element("path", { d: pen.data, fill: colour, opacity: layer.alpha })
      : element("path", { d: pen.data, fill: "none", stroke: colour, "stroke-width": Math.max(1, layer.line * r), opacity: layer.alpha });
  });
  const ground = element("circle", { cx: x, cy: y, r: r + 2, fill: palette.ground });
  return element(
    "g",
    { opacity },
    [element("title", {}, escaped(plainName(node.name))), ground, ...layers, ...marks(subject, i, x, y, r)].join(""),
  );
};

/** The whole graph as a drawing of its own: what the canvas paints, in vectors, with names as text. Empty while there is nothing to draw. */
export const svgOf = (picture: Picture | undefined): string => {
  const sight = wholeOf(picture);
  if (sight === undefined) return "";
  const { subject, camera, size } = sight;
  const { palette, plan } = subject;
  const view = { camera, size, margin: 0, ratio: 1, detail: "fine" } as const;
  const at = project(subject, view);
  const nodes = [...plan.byRank].reverse().map((i) => shape(subject, i, at.sx[i] ?? 0, at.sy[i] ?? 0, camera.k));
  const labels = placeLabels(subject, view, at).map(({ id, box, lettering }) =>
    text(lettering.text, lettering.isRtl ? box.right : box.left, box.top + lettering.style.size * 0.93 + 1, {
      size: lettering.style.size,
      weight: Number.parseInt(lettering.style.font, 10),
      face: id === plan.centre ? palette.display : palette.body,
      fill: isStrong(subject, id) ? palette.textHigh : palette.textMid,
      halo: palette.ground,
      isRtl: lettering.isRtl,
    }),
  );
  const { width, height } = size;
  return element(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` },
    [
      element("rect", { width, height, fill: palette.ground }),
      element("g", { fill: "none" }, lines(subject, at).join("")),
      ...nodes,
      ...labels,
    ].join("\n"),
  );
};
