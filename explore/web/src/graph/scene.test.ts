import { describe, expect, it } from "vitest";
import { hid, openedInPlace, toggled } from "./arrangement";
import { linkable, toLinks } from "./links";
import { asks, linked } from "./model";
import { outline, tableRows } from "./outline";
import { filtered, kindCounts, toScene } from "./scene";
import { answered, walk } from "./testing";

const keys = (nodes: readonly { readonly key: string }[]) => nodes.map(({ key }) => key);

describe("picture", () => {
  it("has the centre, then each category followed by its children", () =>
    expect(keys(toScene(walk(2)).nodes)).toEqual([
      "artist:41",
      "category:artist:41:releases",
      "release:0",
      "release:1",
      "category:artist:41:labels",
      "label:0",
      "label:1",
    ]));

  it("says how much of a category is drawn", () =>
    expect(toScene(walk()).nodes[1]?.category).toEqual({ loaded: 30, total: 45, isExpanded: true, isLoading: false }));

  it("keeps the heaviest on a small screen, and the selection", () => {
    const drawn = keys(toScene(walk(20, { releases: 20 }), { most: 4, kept: new Set(["release:19"]) }).nodes);
    expect(drawn).toEqual(["artist:41", "category:artist:41:releases", "release:0", "release:1", "release:2", "release:3", "release:19"]);
  });

  it("draws an entity once that two categories list, with a line from each", () => {
    const scene = toScene(walk(2, { aliases: 2, artists: 2 }));
    expect(kindCounts(scene).get("artist")).toBe(3);
    expect(scene.edges.filter(({ target }) => target === "artist:0")).toHaveLength(2);
  });

  it("marks releases that one has, and what has just emerged", () => {
    const scene = toScene(walk(2), { badges: new Map([["release:1", "owned"]]), emerging: new Set(["label:0"]) });
    expect(scene.nodes.filter(({ badge }) => badge).map(({ key }) => key)).toEqual(["release:1"]);
    expect(scene.nodes.filter(({ isEmerging }) => isEmerging).map(({ key }) => key)).toEqual(["label:0"]);
  });
});

describe("cross links", () => {
  const links = toLinks([
    { source: { type: "release", id: "0" }, target: { type: "label", id: "1" }, type: "ON" },
    { source: { type: "release", id: "0" }, target: { type: "artist", id: "41" }, type: "BY" },
    { source: { type: "release", id: "0" }, target: { type: "label", id: "99" }, type: "ON" },
    { source: { type: "label", id: "0" }, target: { type: "label", id: "1" }, type: "MEMBER_OF" },
    { source: { type: "label", id: "1" }, target: { type: "label", id: "0" }, type: "ALIAS_OF" },
  ]);

  it("are drawn among what is there, once, and not where a category says the same", () => {
    const session = walk(2);
    const cross = toScene(linked(session, session.generation, links)).edges.filter(
      ({ source }) => !source.startsWith("category") && source !== "artist:41",
    );
    expect(cross).toEqual([
      { source: "release:0", target: "label:1", kind: "credit" },
      { source: "label:0", target: "label:1", kind: "member_of" },
    ]);
  });

  it("of an earlier walk are not taken", () => expect(linked(walk(2), 0, links).links).toEqual([]));

  it("are asked for entities, in a fixed order", () =>
    expect(linkable(toScene(walk(1)))).toEqual([
      { type: "artist", id: "41" },
      { type: "label", id: "0" },
      { type: "release", id: "0" },
    ]));
});

describe("filters", () => {
  it("take kinds out, but never the centre", () => {
    expect(keys(filtered(toScene(walk(1)), { hide: new Set(["artist", "release"]) }).nodes)).toEqual([
      "artist:41",
      "category:artist:41:releases",
      "category:artist:41:labels",
      "label:0",
    ]);
  });

  it("hang children on the centre itself without categories", () =>
    expect(filtered(toScene(walk(1)), { hide: new Set(["category"]) }).edges).toEqual([
      { source: "artist:41", target: "release:0", kind: "plain" },
      { source: "artist:41", target: "label:0", kind: "plain" },
    ]));

  it("dim what a search does not find", () =>
    expect(
      keys(filtered(toScene(walk(1)), { hide: new Set(), found: new Set(["label:0"]) }).nodes.filter(({ isDimmed }) => !isDimmed)),
    ).toEqual(["label:0"]));

  it("take out lines among neighbours alone", () => {
    const session = linked(walk(1), 1, [{ source: "release:0", target: "label:0", kind: "credit" }]);
    expect(toScene(session).edges).toHaveLength(5);
    expect(filtered(toScene(session), { hide: new Set(["lines"]) }).edges).toHaveLength(4);
  });
});

describe("outline", () => {
  const rows = (session = walk(), unfolded: ReadonlySet<string> | "all" = "all") => {
    const scene = toScene(session);
    return outline(session, scene, scene, { unfolded });
  };

  it("lists the nodes in the order of the picture", () => {
    const session = walk(3);
    expect(rows(session).flatMap((row) => (row.kind === "node" || row.kind === "category" ? [row.node.key] : []))).toEqual(
      keys(toScene(session).nodes),
    );
  });

  it("folds long categories and says what it leaves out", () => {
    const folded = rows(walk(), new Set());
    expect(folded.filter(({ kind }) => kind === "node")).toHaveLength(1 + 8 + 8);
    expect(folded.find(({ kind }) => kind === "unfold")).toMatchObject({ count: 22 });
    expect(folded.find(({ kind }) => kind === "more")).toMatchObject({ count: 15, left: 15 });
  });

  it("numbers siblings, each with their number", () => {
    for (const row of rows()) {
      const siblings = rows().filter(({ parent }) => parent === row.parent);
      expect(row.size).toBe(siblings.length);
      expect(siblings[row.place - 1]?.id).toBe(row.id);
    }
  });

  it("closes with its category", () => expect(rows(toggled(walk(3), "category:artist:41:releases"))).toHaveLength(1 + 2 + 3));

  it("shows categories inside a node that is expanded in place, and never without end", () => {
    let session = openedInPlace(walk(2), { type: "label", id: "1", name: "labels 1" });
    for (let round = 0; round < 3; round += 1) for (const ask of asks(session)) session = answered(session, ask, 2);
    const inner = rows(session);
    expect(inner.find(({ id }) => id.endsWith("labels/label:1/category:label:1:labels"))).toMatchObject({ level: 4, kind: "category" });
    expect(Math.max(...inner.map(({ level }) => level))).toBe(5);
    expect(new Set(inner.map(({ id }) => id)).size).toBe(inner.length);
  });

  it("leaves out what is hidden", () => expect(rows(hid(walk(2), ["label:0"])).some(({ id }) => id.endsWith("label:0"))).toBe(false));

  it("is the same as a table, each entity once", () =>
    expect(tableRows(rows(walk(1))).map(({ node, group }) => [node.name, group])).toEqual([
      ["Autechre", "Centre"],
      ["releases 0", "Releases"],
      ["labels 0", "Labels"],
    ]));
});
