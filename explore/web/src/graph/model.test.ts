import { describe, expect, it } from "vitest";
import { grown, openedInPlace, toggled } from "./arrangement";
import { toChild, toChildren } from "./children";
import { merge } from "./comparison";
import {
  askFailed,
  asks,
  childrenAnswered,
  comparisonAnswered,
  drawnChildren,
  failures,
  lensChanged,
  moreOf,
  retried,
  started,
} from "./model";
import { AUTECHRE, answered, children, exploration, settled, walk } from "./testing";

const RELEASES = "category:artist:41:releases";

describe("a new walk", () => {
  it("asks for the first page of each category that has something", () => {
    const session = started(undefined, exploration(AUTECHRE, { releases: 45, labels: 3, aliases: 0 }));
    expect(asks(session).map((ask) => ask.kind === "children" && [ask.word, ask.offset])).toEqual([
      ["releases", 0],
      ["labels", 0],
    ]);
  });

  it("leaves out members, who are among the aliases, and tracks, which are no nodes", () => {
    const session = started(undefined, exploration(AUTECHRE, { aliases: 4, members: 2, tracks: 9 }));
    expect([...session.categories.values()].map(({ word }) => word)).toEqual(["aliases"]);
  });

  it("asks nothing for categories that the address closes", () => {
    const session = started(undefined, exploration(AUTECHRE, { releases: 45, labels: 3 }), { closed: ["releases"] });
    expect(asks(session)).toHaveLength(1);
    expect(asks(toggled(session, RELEASES))).toHaveLength(2);
  });

  it("needs nothing more when its pages are there", () => expect(asks(walk())).toEqual([]));
});

describe("answers", () => {
  const before = started(undefined, exploration(AUTECHRE, { releases: 45 }));
  const [ask] = asks(before);
  if (ask === undefined) throw new Error("The walk asks nothing");
  const page = { children: children("releases", 0, 30), total: 45 };

  it("of another centre change nothing", () => {
    const after = started(before, exploration({ type: "label", id: "1", name: "Warp" }, { releases: 4 }));
    expect(childrenAnswered(after, ask, page)).toBe(after);
    expect(askFailed(after, ask, { status: 500, message: "no", retryAfterS: undefined })).toBe(after);
  });

  it("of other years change nothing", () => {
    const after = lensChanged(before, { kind: "until", year: 1985 });
    expect(childrenAnswered(after, ask, page)).toBe(after);
  });

  it("come once, even when they come twice", () => {
    const once = childrenAnswered(before, ask, page);
    expect(childrenAnswered(once, ask, page)).toBe(once);
  });

  it("without anything new end the category instead of being asked for again", () => {
    const short = childrenAnswered(before, ask, { children: [], total: 45 });
    expect(asks(short)).toEqual([]);
    expect(short.categories.get(RELEASES)?.total).toBe(0);
  });

  it.each([
    [45, 15],
    [31, 1],
    [190, 30],
    [30, 0],
    [4, 0],
  ])("of %i children leave %i for the next step", (total, more) => {
    const session = walk(total, { releases: total });
    const category = session.categories.get(RELEASES);
    expect(category && moreOf(session, category)).toBe(more);
  });

  it("of the next step begin where the last one ended", () => {
    const session = grown(walk(45, { releases: 45 }), RELEASES);
    expect(asks(session).map((each) => each.kind === "children" && each.offset)).toEqual([30]);
    const whole = settled(session, 45).categories.get(RELEASES);
    expect(whole?.children).toHaveLength(45);
    expect(whole && moreOf(settled(session, 45), whole)).toBe(0);
  });
});

describe("failures", () => {
  const before = started(undefined, exploration(AUTECHRE, { releases: 45, labels: 2 }));
  const [ask] = asks(before);
  if (ask === undefined) throw new Error("The walk asks nothing");
  const failed = askFailed(before, ask, { status: 429, message: "Too many", retryAfterS: 3 });

  it("wait for a retry and leave the rest alone", () => {
    expect(asks(failed).map((each) => each.kind === "children" && each.word)).toEqual(["labels"]);
    expect(failures(failed)).toEqual([{ what: "Releases", failure: { status: 429, message: "Too many", retryAfterS: 3 } }]);
    expect(asks(retried(failed))).toHaveLength(2);
  });
});

describe("other years", () => {
  it("ask every open category again, once, and keep what is drawn until then", () => {
    const session = lensChanged(toggled(grown(walk(), RELEASES), "category:artist:41:labels"), { kind: "until", year: 1985 });
    expect(asks(session).map((ask) => ask.kind === "children" && [ask.word, ask.offset])).toEqual([["releases", 0]]);
    expect(session.categories.get(RELEASES)?.children).toHaveLength(30);
    expect(settled(session, 7).categories.get(RELEASES)?.children).toHaveLength(7);
  });

  it("of now are no change", () => {
    const session = walk();
    expect(lensChanged(session, { kind: "all" })).toBe(session);
  });
});

describe("comparison", () => {
  const whole = (from: number, to: number) => ({ children: children("labels", from, to), total: to - from, isWhole: true });

  it("judges by whole sets, not by the first page", () => {
    // Child 39 is far down in the later year, but it is there: it belongs to both.
    const { children: merged, totals } = merge(whole(39, 40), whole(0, 45), "labels");
    expect(totals).toEqual([1, 45]);
    expect(merged.find(({ id }) => id === "39")?.years).toBe("both");
    expect(merged.filter(({ years }) => years === "only_b")).toHaveLength(44);
    expect(merged.filter(({ years }) => years === "only_a")).toHaveLength(0);
  });

  it("keeps what only the earlier year has", () =>
    expect(merge(whole(0, 2), whole(1, 3), "labels").children.map(({ id, years }) => [id, years])).toEqual([
      ["1", "both"],
      ["0", "only_a"],
      ["2", "only_b"],
    ]));

  it("becomes the contents of its category, with both totals", () => {
    const session = lensChanged(walk(45, { labels: 45 }), { kind: "compare", a: 1980, b: 1990, mode: "exclusive" });
    const [ask] = asks(session);
    if (ask === undefined) throw new Error("The walk asks nothing");
    const merged = comparisonAnswered(session, ask, merge(whole(0, 30), whole(10, 50), "labels"));
    const category = merged.categories.get("category:artist:41:labels");
    expect(category?.totals).toEqual([30, 40]);
    expect(category && drawnChildren(merged, category)).toHaveLength(30);
    expect(asks(merged)).toEqual([]);
    expect(asks(grown(merged, "category:artist:41:labels"))).toEqual([]);
  });
});

describe("a node expanded in place", () => {
  const label = { type: "label", id: "3", name: "labels 3" } as const;

  it("asks for its categories, then for their children, and shows fewer of them", () => {
    const opened = openedInPlace(walk(), label);
    const [ask] = asks(opened);
    expect(ask?.kind).toBe("hub");
    const session = ask ? settled(answered(opened, ask, 20), 20) : opened;
    const category = session.categories.get("category:label:3:releases");
    expect(category && drawnChildren(session, category)).toHaveLength(12);
  });
});

describe("children", () => {
  const child = (more: object) => ({ id: "1", name: "Amber", type: "release", ...more });

  it.each([
    [child({ year: 1994, catalog_number: "WARP CD25" }), "releases", "1994", "1994 · WARP CD25", "plain"],
    [
      child({ type: "label", release_count: 170, first_year: 1992, last_year: 2005 }),
      "labels",
      "170",
      "170 releases here · 1992–2005",
      "plain",
    ],
    [
      child({ type: "person", role: "Design", release_count: 1, first_year: 1993, last_year: 1993 }),
      "people",
      "1",
      "Design · 1 release here · 1993",
      "credit",
    ],
    [child({ type: "artist", kind: "member" }), "aliases", "member", "member", "member_of"],
    [child({ type: "artist", kind: "alias" }), "aliases", "alias", "alias", "alias_of"],
    [child({ year: null }), "releases", "", "", "plain"],
  ] as const)("say what is known: %o in %s", (given, word, detail, hint, line) =>
    expect(toChild(given, word)).toMatchObject({ detail, hint, line }),
  );

  it.each([[child({ type: "track" })], [child({ id: "" })], [child({ type: "constructor" })]])(
    "that are no nodes are left out: %o",
    (given) => expect(toChild(given, "tracks")).toBeUndefined(),
  );

  it("without a title have a word for it", () => expect(toChild(child({ name: "" }), "releases")?.name).toBe("Untitled"));

  it("come once", () => expect(toChildren([child({}), child({})], "releases")).toHaveLength(1));
});
