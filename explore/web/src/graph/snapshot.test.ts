import { describe, expect, it } from "vitest";
import { grown, toggled } from "./arrangement";
import { asks, started } from "./model";
import { toScene } from "./scene";
import { restored, toSnapshot } from "./snapshot";
import { AUTECHRE, answered, exploration } from "./testing";

describe("a shared view", () => {
  it("is read with and without names and categories", () =>
    expect(
      toSnapshot({
        center: { id: "41", type: "artist", name: "Autechre" },
        nodes: [
          { id: "1", type: "release" },
          { id: "2", type: "label", name: "Warp", category: "labels" },
          { id: "3", type: "banana" },
          null,
        ],
        created_at: "2026-01-01",
      }),
    ).toEqual({
      center: { id: "41", type: "artist", name: "Autechre", category: undefined },
      nodes: [
        { id: "1", type: "release", name: undefined, category: undefined },
        { id: "2", type: "label", name: "Warp", category: "labels" },
      ],
    }));

  it.each([[undefined], [null], ["x"], [{}], [{ center: { id: "1", type: "artist" } }], [{ center: {}, nodes: [] }]])(
    "is none in %j",
    (body) => expect(toSnapshot(body)).toBeUndefined(),
  );
});

describe("restored", () => {
  const fresh = started(undefined, exploration(AUTECHRE, { releases: 190, labels: 24, people: 32 }));
  const node = (type: "release" | "label" | "genre" | "artist", id: string, category?: string) => ({
    type,
    id,
    name: `${type} ${id}`,
    weight: 1,
    year: 1995,
    category,
  });
  const session = restored(fresh, [
    node("release", "7"),
    node("release", "9"),
    node("label", "2", "labels"),
    node("genre", "Rock"),
    node("artist", "41"),
  ]);

  it("draws the same nodes in their categories, and asks for nothing else", () => {
    expect(toScene(session).nodes.map(({ key, category }) => (category ? `${key} ${category.loaded}/${category.total}` : key))).toEqual([
      "artist:41",
      "category:artist:41:releases 2/190",
      "release:7",
      "release:9",
      "category:artist:41:labels 1/24",
      "label:2",
      "category:artist:41:people 0/32",
      "category:artist:41:shared 1/1",
      "genre:Rock",
    ]);
    expect(asks(session)).toEqual([]);
  });

  it("goes on from there", () => {
    const [ask] = asks(grown(session, "category:artist:41:releases"));
    if (ask === undefined) throw new Error("Nothing more is asked for");
    const more = answered(grown(session, "category:artist:41:releases"), ask, 190);
    expect(toScene(more).nodes[1]?.category).toMatchObject({ loaded: 30, total: 190 });
    expect(asks(toggled(session, "category:artist:41:people"))).toHaveLength(1);
  });

  it("without nodes is a walk like any other", () => expect(restored(fresh, [])).toBe(fresh));
});
