import { describe, expect, test } from "vitest";
import type { Action } from "../actions";
import { fit, groupsFor } from "./model";

const action = (id: string, title: string, group: string, hint?: string): Action => ({ id, title, group, hint, run: () => undefined });
const ACTIONS = [
  action("pane.compare", "Compare", "Panes"),
  action("pane.insights", "Insights", "Panes"),
  action("page.theme", "Change the theme", "Page"),
  action("graph.years", "Compare two years", "Graph"),
  action("graph.other", "Put beside another artist", "Graph", "Boards Of Canada"),
];

describe("what fits", () => {
  test.each([
    ["comp", "Compare two years", 3],
    ["years", "Compare two years", 2],
    ["graph two", "Compare two years", 1],
    ["xyz", "Compare two years", 0],
    ["  ", "Compare two years", 3],
    ["…", "Compare two years", 0],
  ])("%j of %j: %i", (typed, title, expected) => expect(fit({ title, group: "Graph" }, typed)).toBe(expected));
});

describe("groups", () => {
  const shown = (typed: string) =>
    groupsFor(ACTIONS, typed, ["Panes", "Page"]).map(({ heading, actions }) => [heading, actions.map(({ id }) => id)]);

  test("what the pane offers comes first", () =>
    expect(shown("")).toEqual([
      ["Graph", ["graph.years", "graph.other"]],
      ["Panes", ["pane.compare", "pane.insights"]],
      ["Page", ["page.theme"]],
    ]));

  test("what does not fit is left out, and its heading with it", () =>
    expect(shown("comp")).toEqual([
      ["Graph", ["graph.years"]],
      ["Panes", ["pane.compare"]],
    ]));

  test("what an action is about counts too", () => expect(shown("boards canada")).toEqual([["Graph", ["graph.other"]]]));
  test("of two with one id the later counts", () => {
    const later = action("pane.compare", "Compare again", "Panes");
    expect(groupsFor([...ACTIONS, later], "again", [])).toEqual([{ heading: "Panes", actions: [later] }]);
  });
});
