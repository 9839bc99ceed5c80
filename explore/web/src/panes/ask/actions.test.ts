import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { href } from "../../app/location";
import { applied } from "./actions";

const KNOWN = [
  { id: "42", name: "Autechre", type: "artist" },
  { id: "77", name: "Warp", type: "label" },
  { id: "900", name: "Amber", type: "release" },
];
const ON_GRAPH = { type: "artist", name: "Boards Of Canada", id: "7", sel: "release:1" };

const to = (action: unknown, params: Readonly<Record<string, string>> = {}) => href(applied([action], params, KNOWN).params);
const reason = (action: unknown, params: Readonly<Record<string, string>> = {}) => {
  const result = applied([action], params, KNOWN);
  expect(result.params).toEqual(params);
  expect(result.outcomes).toHaveLength(1);
  expect(result.outcomes[0]?.isDone).toBe(false);
  return result.outcomes[0]?.reason;
};

describe("an action of an answer", () => {
  it.each<[string, unknown, string]>([
    ["opens a pane", { type: "switch_pane", pane: "trends" }, "/?pane=trends"],
    [
      "centres the graph by id where it is known",
      { type: "focus_node", name: "Autechre", entity_type: "artist" },
      "/?type=artist&name=Autechre&id=42",
    ],
    ["centres it by name where it is not", { type: "focus_node", name: "Plaid", entity_type: "artist" }, "/?type=artist&name=Plaid"],
    ["opens a known release", { type: "focus_node", name: "Amber", entity_type: "release" }, "/?page=release%3A900"],
    ["searches for another", { type: "focus_node", name: "LP5", entity_type: "release" }, "/?pane=search&q=LP5&types=release"],
    [
      "finds a path",
      { type: "find_path", from: "Autechre", to: "IDM", from_type: "artist", to_type: "style" },
      "/?pane=path&from=artist%3A42&to=style%3AIDM",
    ],
    ["opens credits", { type: "show_credits", name: "Rashad Becker", entity_type: "artist" }, "/?pane=credits&person=Rashad+Becker"],
    ["opens a release for its credits", { type: "show_credits", name: "Amber", entity_type: "release" }, "/?page=release%3A900"],
    ["opens the insights", { type: "open_insight_tile", tile_id: "rarity" }, "/?pane=insights"],
    [
      "seeds the graph with one thing",
      { type: "seed_graph", entities: [{ name: "Warp", entity_type: "label" }], replace: true },
      "/?type=label&name=Warp&id=77",
    ],
    [
      "seeds the graph with several: the first that can be is the centre, the others stand beside it",
      {
        type: "seed_graph",
        entities: [
          { name: "Amber", entity_type: "release" },
          { name: "Warp", entity_type: "label" },
          { name: "Plaid", entity_type: "artist" },
          { name: "Plaid", entity_type: "artist" },
        ],
      },
      "/?type=label&name=Warp&id=77&also=release%3A900%2Cartist%3APlaid",
    ],
    [
      "finds the path that it is to highlight",
      { type: "highlight_path", nodes: ["Autechre", "x", "Warp"] },
      "/?pane=path&from=artist%3A42&to=label%3A77",
    ],
  ])("%s", (_, action, address) => expect(to(action)).toBe(address));

  it("sets the year of the graph that is open, or that it opens", () => {
    const filter = { type: "filter_graph", by: "year", value: 1995 };
    expect(to(filter, ON_GRAPH)).toContain("year=1995");
    const both = applied([{ type: "focus_node", name: "Autechre", entity_type: "artist" }, filter], {}, KNOWN);
    expect(both.params).toEqual({ type: "artist", name: "Autechre", id: "42", year: "1995" });
    expect(both.outcomes.map((each) => each.type)).toEqual(["filter_graph", "focus_node"]);
    expect(reason(filter)).toMatch(/no graph/);
  });

  it("puts seeds beside the centre that is there, unless they are to replace it", () => {
    const seeds = { type: "seed_graph", entities: [{ name: "Warp", entity_type: "label" }] };
    expect(to(seeds, { ...ON_GRAPH, also: "genre:Rock" })).toContain(`&id=7&sel=release%3A1&also=genre%3ARock%2Clabel%3A77`);
    expect(to({ ...seeds, replace: true }, ON_GRAPH)).toBe("/?type=label&name=Warp&id=77");
  });

  it("leaves only a genre, a style or a label of the graph that is open, or that it opens", () => {
    const known = [...KNOWN, { id: "IDM", name: "IDM", type: "style" }];
    const only = (by: string, value: string) => applied([{ type: "filter_graph", by, value }], ON_GRAPH, known).params.only;
    expect([only("genre", "Rock"), only("genre", "IDM"), only("label", "Warp"), only("label", "Rephlex")]).toEqual([
      "genre:Rock",
      "style:IDM",
      "label:77",
      "label:Rephlex",
    ]);
    const focus = { type: "focus_node", name: "Autechre", entity_type: "artist" };
    const year = { type: "filter_graph", by: "year", value: 1995 };
    expect(applied([focus, { type: "filter_graph", by: "label", value: "Warp" }, year], {}, KNOWN).params).toEqual({
      type: "artist",
      name: "Autechre",
      id: "42",
      only: "label:77",
      year: "1995",
    });
    expect(reason({ type: "filter_graph", by: "genre", value: "Rock" })).toMatch(/no graph/);
  });

  it("sets the years of the trend that is open, of the graph's centre, or of what it opens", () => {
    const range = { type: "set_trend_range", from: "1990-01-01", to: "1999" };
    expect(to(range, { pane: "trends", series: "artist:1" })).toBe("/?pane=trends&series=artist%3A1&from=1990&to=1999");
    expect(to(range, ON_GRAPH)).toBe("/?series=artist%3A7&pane=trends&from=1990&to=1999");
    const focus = { type: "focus_node", name: "Autechre", entity_type: "artist" };
    const all = applied([focus, range, { type: "switch_pane", pane: "trends" }], {}, KNOWN);
    expect(all.params).toEqual({ pane: "trends", series: "artist:42", from: "1990", to: "1999" });
    expect(all.outcomes.every((each) => each.isDone)).toBe(true);
    expect(to({ type: "switch_pane", pane: "trends" }, { type: "style", name: "IDM" })).toBe("/?pane=trends&series=style%3AIDM");
    expect(to({ type: "switch_pane", pane: "trends" }, { name: "Plaid", type: "artist" })).toBe("/?pane=trends&type=artist&name=Plaid");
  });

  it("keeps the graph when the pane is the graph's already", () => {
    const result = applied([{ type: "switch_pane", pane: "explore" }], ON_GRAPH, []);
    expect(result.params).toBe(ON_GRAPH);
    expect(result.outcomes[0]?.isDone).toBe(true);
  });

  it.each<[string, unknown, RegExp]>([
    ["a pane that is none", { type: "switch_pane", pane: "admin" }, /no such pane/],
    ["Ask itself", { type: "switch_pane", pane: "ask" }, /no such pane/],
    ["years of no trend", { type: "set_trend_range", from: "1990", to: "1999" }, /no trend is open/],
    ["years that are none", { type: "set_trend_range", from: "soon", to: "1999" }, /not valid/],
    ["a range of years in the graph", { type: "filter_graph", by: "year", value: [1990, 1995] }, /one end/],
    ["a filter by nothing", { type: "filter_graph", by: "genre", value: " " }, /not valid/],
    [
      "releases alone as seeds",
      { type: "seed_graph", entities: ["LP5", "Amber"].map((name) => ({ name, entity_type: "release" })) },
      /begins with an artist/,
    ],
    ["a path to a release", { type: "find_path", from: "a", to: "b", from_type: "artist", to_type: "release" }, /joins artists/],
    ["credits of a label", { type: "show_credits", name: "Warp", entity_type: "label" }, /only people/],
    ["a path of strangers", { type: "highlight_path", nodes: ["a", "b"] }, /Find path/],
    ["a type that is none", { type: "focus_node", name: "x", entity_type: "planet" }, /not valid/],
    ["an empty name", { type: "focus_node", name: "  ", entity_type: "artist" }, /not valid/],
    ["an unknown action", { type: "delete_everything" }, /cannot do this/],
    ["a name of the language itself", { type: "constructor" }, /cannot do this/],
    ["no action at all", "focus_node", /cannot do this/],
    ["nothing", null, /cannot do this/],
  ])("skips %s, with the reason", (_, action, why) => expect(reason(action)).toMatch(why));

  it("takes effect in the page's order, and offers what comes next without a line in the receipt", () => {
    const actions = [
      { type: "suggest_followups", queries: ["And then?", " ", 4, "And then?"] },
      { type: "highlight_path", nodes: ["Autechre"] },
      { type: "find_path", from: "Autechre", to: "Warp", from_type: "artist", to_type: "label" },
      { type: "switch_pane", pane: "nowhere" },
    ];
    const result = applied(actions, {}, KNOWN);
    expect(result.outcomes.map((each) => [each.type, each.isDone])).toEqual([
      ["switch_pane", false],
      ["find_path", true],
      ["highlight_path", true],
    ]);
    expect(result.followups).toEqual(["And then?"]);
  });

  it("survives anything", () => {
    fc.assert(fc.property(fc.array(fc.anything()), (actions) => applied(actions, ON_GRAPH, KNOWN).outcomes.every((each) => !each.isDone)));
    const long = applied([{ type: "focus_node", name: "x".repeat(9999), entity_type: "artist" }], {}, []);
    expect(long.params.name).toHaveLength(256);
  });
});
