import type { EntityType } from "../app/entity";

/** What a node is drawn as. A category is the pill between a centre and its neighbours. */
export type NodeKind = EntityType | "category";

/** What a line means, and so how it is drawn. */
export type EdgeKind = "category" | "plain" | "member_of" | "alias_of" | "credit" | "similar";

export interface SceneNode {
  /** Unique in the scene: `artist:42`, `category:artist:42:releases`. */
  readonly key: string;
  readonly kind: NodeKind;
  /** The API's id; a category has its word (`releases`). */
  readonly id: string;
  readonly name: string;
  /** How much there is behind it (links, versions, releases); its area. */
  readonly weight: number;
  readonly isCentre: boolean;
  readonly isPinned: boolean;
  /** Categories: how many of how many are drawn, and whether they are shown. */
  readonly category?: { readonly loaded: number; readonly total: number; readonly isExpanded: boolean; readonly isLoading: boolean };
  /** Set while two years are compared: drawn normally, dashed purple, green with a plus. */
  readonly years?: "both" | "only_a" | "only_b";
  readonly badge?: "owned" | "wanted";
  /** Second line of the hover card: `1994 · Warp Records`. */
  readonly hint?: string;
  /** Filtered out by the legend or a search in the graph: half opacity. */
  readonly isDimmed: boolean;
  /** A genre or style that has just appeared with the year of the timeline: glows for two seconds. */
  readonly isEmerging?: boolean;
}

export interface SceneEdge {
  readonly source: string;
  readonly target: string;
  readonly kind: EdgeKind;
}

/** What is to be drawn, in the order of the outline. Hidden nodes are not in it. Pure data: the model makes it, the canvas draws it. */
export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What the canvas tells of the hand. Keys are those of the scene. */
export interface CanvasEvents {
  /** Single click, after the time in which a double click may come. `add`: with Shift or Ctrl. */
  readonly onSelect: (keys: readonly string[], how: "replace" | "add") => void;
  /** Double click: centre on it; on a category: expand or collapse. */
  readonly onOpen: (key: string) => void;
  readonly onHover: (key: string | undefined) => void;
  /** Right click or menu key, at a point of the page. */
  readonly onMenu: (key: string | undefined, at: Point) => void;
  /** A node was dragged and let go: it is pinned there. */
  readonly onPin: (key: string) => void;
}

export interface CanvasProps extends CanvasEvents {
  readonly scene: Scene;
  readonly selected: ReadonlySet<string>;
  readonly hovered: string | undefined;
  /** Where nodes are to begin that the canvas has not shown yet: of a snapshot. The others find their place. */
  readonly places?: ReadonlyMap<string, Point> | undefined;
  /** Keys along a chosen path, in order: its lines are cyan. */
  readonly path: readonly string[];
  /** Rectangles of the overlays, in pixels of the container: fitted pictures and labels keep out of them. */
  readonly insets: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
  /** Overlays as they are at the moment, in pixels of the container: with them a fitted picture uses the room between them, which insets give away. */
  readonly overlays?:
    | (() => readonly { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number }[])
    | undefined;
  /** Box selection is on: dragging the ground selects instead of panning. */
  readonly isBoxing: boolean;
  /** Names the picture for assistive technology. */
  readonly label: string;
}

/** What the rest of the page can ask of the canvas. */
export interface CanvasHandle {
  readonly fit: (keys?: readonly string[]) => void;
  readonly zoomBy: (factor: number) => void;
  readonly panBy: (dx: number, dy: number) => void;
  /** Brings a node into view and marks it for a moment. */
  readonly reveal: (key: string) => void;
  /** Where a node is in the container, in pixels; undefined while it is not drawn. */
  readonly screenPoint: (key: string) => Point | undefined;
  /** Where the nodes are in the graph's own coordinates: kept by snapshots and by JSON export. */
  readonly positions: () => ReadonlyMap<string, Point>;
  readonly toPng: (scale?: number) => Promise<Blob>;
  readonly toSvg: () => string;
}
