import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EntityType } from "../app/entity";
import {
  closedAs,
  closedInPlace,
  closedWords,
  countsOf,
  grown,
  hid,
  openedInPlace,
  pinnedAs,
  redone,
  toggled,
  undone,
  unhid,
} from "./arrangement";
import { asks, lensChanged, type Session, started } from "./model";
import { filtered, toScene } from "./scene";
import { AUTECHRE, answered, exploration, walk } from "./testing";
import { neighbourhood } from "./walk";

const RELEASES = "category:artist:41:releases";

/** Something a hand may do, by number: the numbers pick among what the walk has at that moment. */
type Step = (session: Session, pick: number) => Session;

const at = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];

const STEPS: Readonly<Record<string, Step>> = {
  toggle: (session, pick) => toggled(session, at([...session.categories.keys()], pick) ?? ""),
  grow: (session, pick) => grown(session, at([...session.categories.keys()], pick) ?? ""),
  hide: (session, pick) => hid(session, [at(toScene(session).nodes, pick)?.key ?? ""]),
  unhide: (session) => unhid(session),
  pin: (session, pick) => pinnedAs(session, [at(toScene(session).nodes, pick)?.key ?? ""], pick % 2 === 0),
  open: (session, pick) => {
    const node = at(toScene(session).nodes, pick);
    return node === undefined || node.kind === "category" ? session : openedInPlace(session, { ...node, type: node.kind as EntityType });
  },
  close: (session, pick) => closedInPlace(session, at(session.now.inPlace, pick) ?? ""),
  answer: (session, pick) => {
    const ask = at(asks(session), pick);
    return ask === undefined ? session : answered(session, ask, 33);
  },
  years: (session, pick) => lensChanged(session, pick % 3 === 0 ? { kind: "all" } : { kind: "until", year: 1950 + (pick % 70) }),
  undo: undone,
  redo: redone,
};

const steps = fc.array(fc.tuple(fc.constantFrom(...Object.values(STEPS)), fc.nat(500)), { maxLength: 40 });
const after = (done: readonly (readonly [Step, number])[]): Session =>
  done.reduce(
    (session, [step, pick]) => step(session, pick),
    started(undefined, exploration(AUTECHRE, { releases: 33, labels: 33, people: 5 })),
  );

describe("any walk", () => {
  it("draws each node once, and no line without both its ends", () =>
    fc.assert(
      fc.property(steps, (done) => {
        const session = after(done);
        for (const scene of [
          toScene(session),
          toScene(session, { most: 4 }),
          filtered(toScene(session), { hide: new Set(["label", "category"]) }),
        ]) {
          const keys = scene.nodes.map(({ key }) => key);
          expect(new Set(keys).size).toBe(keys.length);
          const pairs = scene.edges.map(({ source, target }) => [source, target].sort().join("\n"));
          expect(new Set(pairs).size).toBe(pairs.length);
          for (const { source, target } of scene.edges) expect(keys).toEqual(expect.arrayContaining([source, target]));
          expect(keys[0]).toBe("artist:41");
        }
      }),
      { numRuns: 60 },
    ));

  it("goes back and forth over the same arrangements", () =>
    fc.assert(
      fc.property(steps, (done) => {
        const session = after(done);
        const back = undone(session);
        if (back !== session) expect(redone(back).now).toBe(session.now);
        let first = session;
        while (first.past.length > 0) first = undone(first);
        expect(first.future).toHaveLength(session.past.length + session.future.length);
        let last = first;
        while (last.future.length > 0) last = redone(last);
        expect(last.now).toBe(session.future.at(-1) ?? session.now);
      }),
      { numRuns: 60 },
    ));

  it("never counts more than there is", () =>
    fc.assert(
      fc.property(steps, (done) => {
        for (const { category } of toScene(after(done)).nodes) if (category) expect(category.loaded).toBeLessThanOrEqual(category.total);
      }),
      { numRuns: 60 },
    ));
});

describe("steps", () => {
  it("are taken back one by one", () => {
    const session = walk();
    const two = toggled(grown(session, RELEASES), "category:artist:41:labels");
    expect(undone(undone(two)).now).toBe(session.now);
    expect(undone(undone(undone(two))).now).toBe(session.now);
  });

  it("that change nothing are none", () => {
    const session = walk();
    for (const same of [
      unhid(session),
      hid(session, []),
      pinnedAs(session, ["artist:41"], false),
      closedInPlace(session, "label:9"),
      toggled(session, "x"),
    ]) {
      expect(same).toBe(session);
    }
  });

  it("never hide the centre", () => expect(hid(walk(), ["artist:41"]).now.hidden.size).toBe(0));

  it("open a closed category to show more of it", () => {
    const session = toggled(walk(), RELEASES);
    expect(countsOf(session, RELEASES)).toEqual({ loaded: 0, total: 45 });
    expect(grown(session, RELEASES).now.closed.has(RELEASES)).toBe(false);
  });

  it("hide what is only behind a hidden node with it", () => {
    let session = openedInPlace(walk(), { type: "label", id: "3", name: "labels 3" });
    for (const ask of asks(session)) session = answered(session, ask, 5);
    expect(toScene(session).nodes.some(({ key }) => key === "category:label:3:releases")).toBe(true);
    expect(toScene(hid(session, ["label:3"])).nodes.some(({ key }) => key.startsWith("category:label:3"))).toBe(false);
  });
});

describe("closed categories", () => {
  it("are in the address by their words", () => {
    const session = toggled(walk(), RELEASES);
    expect(closedWords(session)).toEqual(["releases"]);
    expect(closedWords(closedAs(session, ["labels"]))).toEqual(["labels"]);
    expect(closedWords(closedAs(session, []))).toEqual([]);
  });

  it("that the centre does not have say nothing", () => expect(closedWords(closedAs(walk(), ["banana"]))).toEqual([]));
});

describe("neighbourhood", () => {
  it("of a centre are its children, of a child those beside the same pill", () => {
    const scene = toScene(walk(3));
    expect(neighbourhood(scene, ["artist:41"])).toHaveLength(7);
    expect(neighbourhood(scene, ["label:1"])).toEqual(expect.arrayContaining(["label:1", "artist:41"]));
  });
});
