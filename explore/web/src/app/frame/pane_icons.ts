import {
  ArrowLeftRight,
  FolderTree,
  IdCard,
  Lightbulb,
  type LucideIcon,
  Route,
  Search,
  Sparkles,
  Tag,
  TrendingUp,
  Waypoints,
} from "lucide-react";
import type { PaneId } from "../panes";

export const PANE_ICONS: Readonly<Record<PaneId, LucideIcon>> = {
  explore: Waypoints,
  search: Search,
  path: Route,
  compare: ArrowLeftRight,
  trends: TrendingUp,
  insights: Lightbulb,
  genres: FolderTree,
  credits: IdCard,
  labels: Tag,
  ask: Sparkles,
};

/** Letters after `g` that lead to each pane. */
export const PANE_LETTERS: Readonly<Record<PaneId, string>> = {
  explore: "e",
  search: "s",
  path: "p",
  compare: "c",
  trends: "t",
  insights: "i",
  genres: "g",
  credits: "r",
  labels: "l",
  ask: "a",
};
