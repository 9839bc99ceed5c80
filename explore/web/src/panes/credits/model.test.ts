import { describe, expect, it } from "vitest";
import { byRelease, CATEGORIES, categoryOf, formatView, jointReleases, networkOf, parseView, stacks, stackTable } from "./model";

const credit = (release_id: string, role: string, category: string) => ({
  release_id,
  title: `Title ${release_id}`,
  year: 1999,
  role,
  category,
  artists: ["A"],
  labels: [],
});

describe("the address", () => {
  it.each([
    [{}, { person: undefined, category: undefined, page: 0, other: undefined }],
    [
      { person: "AC/DC", category: "other", p: "3", with: "Q" },
      { person: "AC/DC", category: "other", page: 2, other: "Q" },
    ],
    [
      { person: "", category: "Production", p: "-1" },
      { person: undefined, category: undefined, page: 0, other: undefined },
    ],
    [{ p: "9999" }, { person: undefined, category: undefined, page: 1999, other: undefined }],
  ])("%o is %o", (params, view) => expect(parseView(params)).toEqual(view));

  it("says what it was read from", () => {
    const params = { pane: "credits", person: "Q & A", category: "session", p: "2", with: "B" };
    expect(formatView(parseView(params))).toEqual(params);
  });
});

describe("categories", () => {
  it("are the seven of the API, `other` too", () => {
    expect(CATEGORIES.map((each) => each.id)).toEqual([
      "production",
      "engineering",
      "mastering",
      "session",
      "design",
      "management",
      "other",
    ]);
    expect(categoryOf("choir")).toEqual({ title: "Choir", colour: "--text-dim" });
  });
});

describe("a timeline", () => {
  const timeline = [
    { year: 1999, category: "session", count: 2 },
    { year: 1998, category: "other", count: 1 },
    { year: 1999, category: "production", count: 3 },
    { year: 1999, category: "choir", count: 1 },
    { year: 1997, category: "session", count: 0 },
  ];

  it("is stacked in the order of the categories", () => {
    expect(stacks(timeline, undefined).map((each) => `${each.year} ${each.category}`)).toEqual([
      "1998 other",
      "1999 production",
      "1999 session",
      "1999 choir",
    ]);
    expect(stacks(timeline, "session")).toEqual([{ year: 1999, category: "session", count: 2 }]);
  });

  it("has a table", () => {
    expect(stackTable(stacks(timeline, undefined))).toEqual([
      { year: 1998, total: 1, words: "Other 1" },
      { year: 1999, total: 6, words: "Production 3, Session 2, Choir 1" },
    ]);
  });
});

describe("releases", () => {
  it("stand once with all roles", () => {
    const rows = byRelease([credit("2", "Producer", "production"), credit("1", "Bass", "session"), credit("2", "Mixed By", "engineering")]);
    expect(rows.map((each) => [each.id, each.roles.map((role) => role.role)])).toEqual([
      ["2", ["Producer", "Mixed By"]],
      ["1", ["Bass"]],
    ]);
  });

  it("of two people have the roles of each", () => {
    const pair = (person1_role: string, person2_role: string) => ({
      release_id: "1",
      title: "T",
      year: null,
      artists: [],
      person1_role,
      person2_role,
    });
    expect(jointReleases([pair("Bass", "Drums"), pair("Bass", "Vocals"), pair("Guitar", "Drums")])).toMatchObject([
      {
        id: "1",
        roles: [
          ["Bass", "Guitar"],
          ["Drums", "Vocals"],
        ],
      },
    ]);
  });
});

describe("a network", () => {
  it("draws everybody once, and each line once", () => {
    const leaf = (name: string, shared_count: number) => ({ name, shared_count, connections: [] });
    const scene = networkOf("Q", [{ ...leaf("R", 9), connections: [leaf("S", 4), leaf("Q", 9)] }, leaf("S", 2)]);
    expect(scene.nodes.map((node) => [node.name, node.weight, node.isCentre])).toEqual([
      ["Q", 9, true],
      ["R", 9, false],
      ["S", 4, false],
    ]);
    expect(scene.edges.map((edge) => `${edge.source} ${edge.target}`)).toEqual([
      "person:Q person:R",
      "person:R person:S",
      "person:Q person:S",
    ]);
    expect(networkOf("Q", []).nodes).toHaveLength(1);
  });
});
