import { type ComponentType, lazy } from "react";

/** The panes, in the order of the rail. Each is loaded when it is first opened. */
export const PANES = ["explore", "search", "path", "compare", "trends", "insights", "genres", "credits", "labels", "ask"] as const;
export type PaneId = (typeof PANES)[number];

export const isPane = (value: unknown): value is PaneId => (PANES as readonly unknown[]).includes(value);

export const PANE_TITLES: Readonly<Record<PaneId, string>> = {
  explore: "Explore",
  search: "Search",
  path: "Find path",
  compare: "Compare",
  trends: "Trends",
  insights: "Insights",
  genres: "Genres",
  credits: "Credits",
  labels: "Labels",
  ask: "Ask",
};

const LOADERS: Readonly<Record<PaneId, () => Promise<{ readonly Pane: ComponentType }>>> = {
  explore: () => import("../panes/explore"),
  search: () => import("../panes/search"),
  path: () => import("../panes/path"),
  compare: () => import("../panes/compare"),
  trends: () => import("../panes/trends"),
  insights: () => import("../panes/insights"),
  genres: () => import("../panes/genres"),
  credits: () => import("../panes/credits"),
  labels: () => import("../panes/labels"),
  ask: () => import("../panes/ask"),
};

/** Fetches a pane's code before it is opened; what fails here is met again, and shown, when it is. */
export const loadPane = (pane: PaneId): Promise<unknown> => LOADERS[pane]().catch(() => undefined);

const view = (pane: PaneId): ComponentType => lazy(async () => ({ default: (await LOADERS[pane]()).Pane }));

export const PANE_VIEWS: Readonly<Record<PaneId, ComponentType>> = {
  explore: view("explore"),
  search: view("search"),
  path: view("path"),
  compare: view("compare"),
  trends: view("trends"),
  insights: view("insights"),
  genres: view("genres"),
  credits: view("credits"),
  labels: view("labels"),
  ask: view("ask"),
};
