import {
  BoxSelect,
  Crosshair,
  Download,
  EyeOff,
  Focus,
  Maximize,
  Minus,
  Network,
  PanelLeft,
  PanelRight,
  Pin,
  Play,
  Plus,
  Redo2,
  Search,
  Share2,
  Undo2,
} from "lucide-react";
import { useMemo } from "react";
import { type Action, useActions } from "../../app/actions";
import type { SceneNode } from "../../graph/types";
import { type Commands, whyNotCentre } from "./use_commands";

/** Switches of the view that are no part of the walk. */
export interface Switches {
  readonly fit: () => void;
  readonly zoom: (factor: number) => void;
  readonly box: () => void;
  readonly outline: () => void;
  readonly panel: () => void;
  readonly miniMap: () => void;
  readonly fullScreen: () => void;
  readonly find: () => void;
  readonly play: (() => void) | undefined;
  readonly compare: (() => void) | undefined;
}

interface Offered {
  readonly commands: Commands;
  readonly switches: Switches;
  /** What keys act on: the node under the pointer or with the focus, else the selection. */
  readonly target: SceneNode | undefined;
  readonly targets: readonly string[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly hiddenCount: number;
}

const GROUP = "Graph";
const NO_YEARS = "Nothing here has a year";

/** Offers all actions of the graph to the keyboard, the palette and the map of keys. */
export const useGraphActions = ({ commands, switches, target, targets, canUndo, canRedo, hiddenCount }: Offered): void => {
  const actions = useMemo<readonly Action[]>(() => {
    const nothing = target === undefined ? "Select a node first" : undefined;
    const withTarget = (run: (key: string) => void) => () => target && run(target.key);
    const hint = target?.name;
    return [
      {
        id: "graph.open",
        title: "Open details",
        keys: "Enter",
        icon: PanelRight,
        hint,
        unavailable: nothing,
        run: withTarget(commands.open),
      },
      {
        id: "graph.expand",
        title: "Expand or fold here",
        keys: "e",
        icon: Network,
        hint,
        unavailable: nothing,
        run: withTarget(commands.expand),
      },
      {
        id: "graph.centre",
        title: "Centre the graph on it",
        keys: "c",
        icon: Crosshair,
        hint,
        unavailable: target ? whyNotCentre(target.kind, target.isCentre) : nothing,
        run: withTarget(commands.centreOn),
      },
      { id: "graph.pin", title: "Pin or unpin", keys: "p", icon: Pin, hint, unavailable: nothing, run: () => commands.pin(targets) },
      {
        id: "graph.hide",
        title: "Hide",
        keys: "h",
        icon: EyeOff,
        hint,
        unavailable: target?.isCentre && targets.length === 1 ? "The centre stays" : nothing,
        run: () => commands.hide(targets),
      },
      {
        id: "graph.unhide",
        title: "Show what is hidden",
        keys: "Shift+H",
        unavailable: hiddenCount === 0 ? "Nothing is hidden" : undefined,
        run: commands.unhide,
      },
      {
        id: "graph.neighbours",
        title: "Select the neighbourhood",
        keys: "n",
        hint,
        unavailable: nothing,
        run: () => commands.neighbourhood(targets),
      },
      { id: "graph.find", title: "Find in graph", keys: "Mod+f", inFields: true, icon: Search, run: switches.find },
      { id: "graph.fit", title: "Fit the picture", keys: "f", icon: Focus, run: switches.fit },
      { id: "graph.zoom_in", title: "Zoom in", keys: "+", icon: Plus, run: () => switches.zoom(1.4) },
      { id: "graph.zoom_out", title: "Zoom out", keys: "-", icon: Minus, run: () => switches.zoom(1 / 1.4) },
      { id: "graph.box", title: "Select with a box", keys: "b", icon: BoxSelect, run: switches.box },
      { id: "graph.full", title: "Full screen", keys: "Shift+F", icon: Maximize, run: switches.fullScreen },
      { id: "graph.map", title: "Mini-map", keys: "m", run: switches.miniMap },
      { id: "graph.outline", title: "Outline", keys: "[", icon: PanelLeft, run: switches.outline },
      { id: "graph.panel", title: "Details panel", keys: "]", icon: PanelRight, run: switches.panel },
      {
        id: "graph.play",
        title: "Play or pause the years",
        keys: "Space",
        icon: Play,
        unavailable: switches.play ? undefined : NO_YEARS,
        run: () => switches.play?.(),
      },
      {
        id: "graph.compare",
        title: "Compare two years",
        keys: "y",
        unavailable: switches.compare ? undefined : NO_YEARS,
        run: () => switches.compare?.(),
      },
      {
        id: "graph.undo",
        title: "Undo",
        keys: "Mod+z",
        icon: Undo2,
        unavailable: canUndo ? undefined : "Nothing to undo",
        run: commands.undo,
      },
      {
        id: "graph.redo",
        title: "Redo",
        keys: "Mod+Shift+z",
        icon: Redo2,
        unavailable: canRedo ? undefined : "Nothing to redo",
        run: commands.redo,
      },
      { id: "graph.share", title: "Copy a link to this view", icon: Share2, run: commands.share },
      { id: "graph.png", title: "Save as PNG", icon: Download, run: () => commands.save("png") },
      { id: "graph.svg", title: "Save as SVG", icon: Download, run: () => commands.save("svg") },
      { id: "graph.json", title: "Save as JSON", icon: Download, run: () => commands.save("json") },
    ].map((action) => ({ ...action, group: GROUP }));
  }, [commands, switches, target, targets, canUndo, canRedo, hiddenCount]);
  useActions(actions);
};
