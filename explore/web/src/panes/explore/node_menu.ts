import type { MenuEntry } from "@discogsography/web/controls/menu";
import {
  Crosshair,
  EyeOff,
  Focus,
  ListPlus,
  Maximize,
  Network,
  PanelRight,
  Pin,
  Route,
  Scale,
  SquareArrowOutUpRight,
  Waypoints,
} from "lucide-react";
import { canCentre, type EntityType, keyOf, shownName } from "../../app/entity";
import { entityHref, pageParams } from "../../app/links";
import { href, navigate } from "../../app/location";
import { isInPlace } from "../../graph/arrangement";
import { moreOf, type Session } from "../../graph/model";
import type { SceneNode } from "../../graph/types";
import { type Commands, whyNotCentre } from "./use_commands";
import type { Switches } from "./use_graph_actions";
import { entityOf } from "./use_scenes";

interface About {
  readonly session: Session;
  readonly commands: Commands;
  readonly switches: Switches;
  /** Everything selected, when the node is among it. */
  readonly keys: readonly string[];
}

/** What Find path can begin and end with. */
const isPathEnd = (type: EntityType): boolean => canCentre(type) && type !== "person";

const pathTo = (session: Session, key: string): string => href({ pane: "path", from: keyOf(session.centre), to: key });

const categoryItems = (node: SceneNode, { session, commands }: About): readonly MenuEntry[] => {
  const category = session.categories.get(node.key);
  const more = category === undefined ? 0 : moreOf(session, category);
  const isOpen = node.category?.isExpanded === true;
  return [
    { heading: node.name },
    { title: isOpen ? "Close" : "Open", keys: "Enter", icon: ListPlus, onSelect: () => commands.open(node.key) },
    {
      title: more > 0 ? `Load ${more} more` : "Load more",
      icon: ListPlus,
      unavailable: more > 0 ? undefined : "Everything is in the picture",
      onSelect: () => commands.more(node.key),
    },
    { title: "Select all of it", keys: "n", icon: Waypoints, onSelect: () => commands.neighbourhood([node.key]) },
    "separator",
    { title: "Hide", keys: "h", icon: EyeOff, onSelect: () => commands.hide([node.key]) },
  ];
};

const entityItems = (node: SceneNode, about: About): readonly MenuEntry[] => {
  const { session, commands, keys } = about;
  const entity = entityOf(node);
  if (entity === undefined) return [];
  const many = keys.length > 1 ? ` ${keys.length} nodes` : "";
  const isOpen = isInPlace(session, node.key);
  const place = entityHref(entity);
  const page = href(pageParams(entity));
  return [
    { heading: shownName(node.name) },
    { title: "Open details", keys: "Enter", icon: PanelRight, onSelect: () => commands.open(node.key) },
    {
      title: "Centre the graph here",
      keys: "c",
      icon: Crosshair,
      unavailable: whyNotCentre(node.kind, node.isCentre),
      onSelect: () => commands.centreOn(node.key),
    },
    {
      title: isOpen ? "Fold" : "Expand here",
      keys: "e",
      icon: Network,
      unavailable: node.isCentre ? "It is the centre" : undefined,
      onSelect: () => commands.expand(node.key),
    },
    { title: "Open as a page", icon: SquareArrowOutUpRight, href: page, onSelect: () => navigate(pageParams(entity)) },
    "separator",
    { title: node.isPinned ? `Unpin${many}` : `Pin${many}`, keys: "p", icon: Pin, onSelect: () => commands.pin(keys) },
    { title: `Select the neighbourhood`, keys: "n", icon: Waypoints, onSelect: () => commands.neighbourhood(keys) },
    {
      title: `Hide${many}`,
      keys: "h",
      icon: EyeOff,
      unavailable: node.isCentre && keys.length === 1 ? "The centre stays" : undefined,
      onSelect: () => commands.hide(keys),
    },
    ...(node.isCentre || !isPathEnd(entity.type) || !isPathEnd(session.centre.type)
      ? []
      : [
          "separator" as const,
          {
            title: "Find a path from the centre",
            icon: Route,
            href: pathTo(session, node.key),
            onSelect: () => navigate({ pane: "path", from: keyOf(session.centre), to: node.key }),
          },
          ...(entity.type === session.centre.type && (entity.type === "artist" || entity.type === "label")
            ? [
                {
                  title: "Compare with the centre",
                  icon: Scale,
                  onSelect: () =>
                    navigate({
                      pane: "compare",
                      kind: entity.type === "label" ? "labels" : undefined,
                      ids: `${session.centre.id},${entity.id}`,
                    }),
                },
              ]
            : []),
          {
            title: "Copy its address",
            icon: SquareArrowOutUpRight,
            onSelect: () => void navigator.clipboard?.writeText(new URL(place, window.location.href).href),
          },
        ]),
  ];
};

const groundItems = ({ session, commands, switches }: About): readonly MenuEntry[] => [
  { heading: "Picture" },
  { title: "Fit", keys: "f", icon: Focus, onSelect: switches.fit },
  { title: "Full screen", keys: "Shift+F", icon: Maximize, onSelect: switches.fullScreen },
  { title: "Mini-map", keys: "m", onSelect: switches.miniMap },
  {
    title: session.now.hidden.size > 0 ? `Show ${session.now.hidden.size} hidden` : "Show what is hidden",
    keys: "Shift+H",
    unavailable: session.now.hidden.size > 0 ? undefined : "Nothing is hidden",
    onSelect: commands.unhide,
  },
  "separator",
  { title: "Copy a link to this view", onSelect: commands.share },
];

/** What can be done with a node, a category, or the picture itself. */
export const menuItems = (node: SceneNode | undefined, about: About): readonly MenuEntry[] =>
  node === undefined ? groundItems(about) : node.kind === "category" ? categoryItems(node, about) : entityItems(node, about);
