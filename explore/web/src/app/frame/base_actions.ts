import { chooseTheme, nextTheme, themeChoice } from "@discogsography/web/theme_choice";
import { CircleQuestionMark, Command, Keyboard, Play, Search, SunMoon } from "lucide-react";
import { useMemo } from "react";
import { type Action, useActions } from "../actions";
import { openHelp, startTour } from "../help";
import { navigate, paneHref, parseParams } from "../location";
import { closeOverlay, currentOverlay, openOverlay } from "../overlay";
import { PANE_TITLES, type PaneId } from "../panes";
import { focusSearch } from "./global_search";
import { PANE_ICONS, PANE_LETTERS } from "./pane_icons";

/** Heading of the panes in the palette and in the map of keys. */
export const PANES_GROUP = "Panes";

const togglePalette = (): void => (currentOverlay()?.kind === "palette" ? closeOverlay() : openOverlay({ kind: "palette" }));

const PAGE_ACTIONS: readonly Action[] = [
  { id: "page.search", title: "Search the catalogue", group: "Page", keys: "/", icon: Search, run: focusSearch },
  { id: "page.palette", title: "Command palette", group: "Page", keys: "Mod+k", inFields: true, icon: Command, run: togglePalette },
  { id: "page.keys", title: "Map of keys", group: "Page", keys: "?", icon: Keyboard, run: () => openHelp("keys") },
  { id: "page.help", title: "What the picture shows", group: "Page", icon: CircleQuestionMark, run: () => openHelp("picture") },
  { id: "page.tour", title: "Tour of the page", group: "Page", icon: Play, run: startTour },
  {
    id: "page.theme",
    title: "Change the theme",
    group: "Page",
    keys: "Shift+T",
    icon: SunMoon,
    run: () => chooseTheme(nextTheme(themeChoice())),
  },
];

const toPane = (pane: PaneId): Action => ({
  id: `pane.${pane}`,
  title: PANE_TITLES[pane],
  group: PANES_GROUP,
  keys: `g ${PANE_LETTERS[pane]}`,
  icon: PANE_ICONS[pane],
  run: () => navigate(parseParams(new URL(paneHref(pane), window.location.href).search)),
});

/** What can be done everywhere: reach the panes, search, help, theme. */
export const useBaseActions = (panes: readonly PaneId[]): void =>
  useActions(useMemo(() => [...PAGE_ACTIONS, ...panes.map(toPane)], [panes]));
