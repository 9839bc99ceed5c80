import { IconButton } from "@discogsography/web/controls/button";
import { Menu, type MenuEntry } from "@discogsography/web/controls/menu";
import {
  BoxSelect,
  Download,
  Ellipsis,
  Eye,
  Focus,
  ListTree,
  Map as MapIcon,
  Maximize,
  Minimize,
  Minus,
  Plus,
  Redo2,
  Share2,
  Undo2,
} from "lucide-react";
import type { NodeKind } from "../../graph/types";
import { kindName, legendKinds } from "./legend";
import type { Hidable } from "./model";
import styles from "./toolbar.module.css";
import type { Commands } from "./use_commands";
import type { Switches } from "./use_graph_actions";

interface ToolbarProps {
  readonly commands: Commands;
  readonly switches: Switches;
  readonly isBoxing: boolean;
  readonly isFull: boolean;
  readonly isMapOpen: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

const saving = (commands: Commands): readonly MenuEntry[] => [
  { title: "PNG picture", onSelect: () => commands.save("png") },
  { title: "SVG picture", onSelect: () => commands.save("svg") },
  { title: "JSON data", onSelect: () => commands.save("json") },
];

/** The view tools beside the picture. */
export const Toolbar = ({ commands, switches, isBoxing, isFull, isMapOpen, canUndo, canRedo }: ToolbarProps) => (
  <div role="toolbar" aria-label="View" aria-orientation="vertical" className={styles.toolbar}>
    <IconButton label="Zoom in" keys="+" icon={Plus} onClick={() => switches.zoom(1.4)} />
    <IconButton label="Zoom out" keys="-" icon={Minus} onClick={() => switches.zoom(1 / 1.4)} />
    <IconButton label="Fit the picture" keys="f" icon={Focus} onClick={switches.fit} />
    <IconButton label="Full screen" keys="Shift+F" icon={isFull ? Minimize : Maximize} isOn={isFull} onClick={switches.fullScreen} />
    <hr className={styles.rule} />
    <IconButton label="Select with a box" keys="b" icon={BoxSelect} isOn={isBoxing} onClick={switches.box} />
    <IconButton label="Undo" keys="Mod+z" icon={Undo2} disabled={!canUndo} onClick={commands.undo} />
    <IconButton label="Redo" keys="Mod+Shift+z" icon={Redo2} disabled={!canRedo} onClick={commands.redo} />
    <hr className={styles.rule} />
    <IconButton label="Mini-map" keys="m" icon={MapIcon} isOn={isMapOpen} onClick={switches.miniMap} />
    <Menu label="Save the graph" trigger={<IconButton label="Save the graph" icon={Download} />} items={saving(commands)} />
    <IconButton label="Copy a link to this view" icon={Share2} onClick={commands.share} />
  </div>
);

interface PhoneToolbarProps extends ToolbarProps {
  readonly counts: ReadonlyMap<NodeKind, number>;
  readonly hide: ReadonlySet<Hidable>;
}

/** The four tools of a phone; the legend and the rest are behind the last two. */
export const PhoneToolbar = ({ commands, switches, isBoxing, isFull, canUndo, canRedo, counts, hide }: PhoneToolbarProps) => (
  <div role="toolbar" aria-label="View" className={styles.four}>
    <IconButton label="Fit the picture" icon={Focus} onClick={switches.fit} />
    <IconButton label="Outline" icon={ListTree} onClick={switches.outline} />
    <Menu
      label="What is shown"
      trigger={<IconButton label="What is shown" icon={Eye} />}
      items={[
        { heading: "Show" },
        ...legendKinds(counts, hide).map((kind) => ({
          title: `${kindName(kind)} (${counts.get(kind) ?? 0})`,
          isOn: !hide.has(kind),
          onSelect: () => commands.toggleKind(kind),
        })),
        { title: "Lines among them", isOn: !hide.has("lines"), onSelect: () => commands.toggleKind("lines") },
      ]}
    />
    <Menu
      label="More tools"
      trigger={<IconButton label="More tools" icon={Ellipsis} />}
      items={[
        { title: "Undo", icon: Undo2, unavailable: canUndo ? undefined : "Nothing to undo", onSelect: commands.undo },
        { title: "Redo", icon: Redo2, unavailable: canRedo ? undefined : "Nothing to redo", onSelect: commands.redo },
        { title: "Select with a box", isOn: isBoxing, onSelect: switches.box },
        { title: "Full screen", isOn: isFull, onSelect: switches.fullScreen },
        { title: "Details", onSelect: switches.panel },
        ...(switches.compare ? [{ title: "Compare two years", onSelect: switches.compare }] : []),
        "separator",
        { title: "Copy a link to this view", icon: Share2, onSelect: commands.share },
        ...saving(commands),
      ]}
    />
  </div>
);
