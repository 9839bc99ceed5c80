import { describe, expect, it } from "vitest";
import { ADDED, type NamedNode, withAdded } from "./added";
import { toggled } from "./arrangement";
import { belongingTo } from "./links";
import { asks, categoryKey, lensChanged } from "./model";
import { toScene } from "./scene";
import { restored } from "./snapshot";
import { settled, walk } from "./testing";

const named = (type: NamedNode["type"], id: string): NamedNode => ({ type, id, name: id, weight: 2, year: null, category: undefined });
const PILL = categoryKey("artist:41", ADDED);
const ofPill = (session: ReturnType<typeof walk>) =>
  toScene(session).edges.flatMap(({ source, target }) => (source === PILL ? [target] : []));

describe("what the address puts beside the centre", () => {
  const session = withAdded(walk(), [named("label", "77"), named("genre", "Rock"), named("artist", "41"), named("label", "77")]);

  it("hangs on a category of its own, each once and without the centre", () => {
    expect(ofPill(session)).toEqual(["label:77", "genre:Rock"]);
    expect(toScene(session).nodes.find(({ key }) => key === PILL)?.category).toMatchObject({ loaded: 2, total: 2, isLoading: false });
  });

  it("is replaced as a whole, taken away without a trace, and left alone when it is the same", () => {
    expect(ofPill(withAdded(session, [named("style", "IDM")]))).toEqual(["style:IDM"]);
    expect(toScene(withAdded(session, []))).toEqual(toScene(walk()));
    expect(withAdded(session, [named("label", "77"), named("genre", "Rock")])).toBe(session);
    expect(session.past).toEqual([]);
  });

  it("closes like any category", () => expect(ofPill(toggled(session, PILL))).toEqual([]));

  it.each([
    ["added", session],
    ["shared", restored(walk(), [named("genre", "Rock"), named("release", "1")])],
  ])("%s nodes are asked for in no year: the API has no such category", (_, own) => {
    const then = lensChanged(own, { kind: "until", year: 1990 });
    expect(asks(then).flatMap((ask) => (ask.kind === "children" ? ask.word : []))).not.toContain("added");
    expect(asks(settled(then, 3))).toEqual([]);
    expect(toScene(settled(then, 3)).nodes.map(({ key }) => key)).toContain("genre:Rock");
  });
});

describe("what a graph is narrowed to", () => {
  const edge = (source: string, target: string) => {
    const end = (key: string) => ({ type: key.split(":")[0] as "release", id: key.split(":")[1] ?? "" });
    return { source: end(source), target: end(target), type: "IS" };
  };

  it("is what belongs to it, and what its recordings belong to; not the neighbours of its other neighbours", () => {
    const edges = [
      edge("release:1", "genre:Rock"),
      edge("release:1", "artist:7"),
      edge("release:2", "genre:Jazz"),
      edge("release:2", "label:3"),
      edge("style:Kraut", "genre:Rock"),
      edge("artist:8", "style:Kraut"),
    ];
    expect([...belongingTo("genre:Rock", edges)].sort()).toEqual(["artist:7", "genre:Rock", "release:1", "style:Kraut"]);
    expect([...belongingTo("genre:None", edges)]).toEqual(["genre:None"]);
  });

  it("is drawn alone, with the centre and the categories", () => {
    const scene = toScene(walk(), { only: new Set(["releases:0", "release:3", "label:5"]) });
    expect(scene.nodes.map(({ key, category }) => (category ? `${key} ${category.loaded}/${category.total}` : key))).toEqual([
      "artist:41",
      "category:artist:41:releases 1/45",
      "release:3",
      "category:artist:41:labels 1/45",
      "label:5",
    ]);
  });
});
