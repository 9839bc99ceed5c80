import { describe, expect, test } from "vitest";
import type { Action } from "./actions";
import { meaningOf, placeOf } from "./keyboard";
import type { KeyLike } from "./keys";

const action = (id: string, keys: string, inFields = false): Action => ({
  id,
  title: id,
  group: "Test",
  keys,
  inFields,
  run: () => undefined,
});
const key = (name: string, held: Partial<KeyLike> = {}): KeyLike => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const ACTIONS = [
  action("fit", "f"),
  action("search", "g s"),
  action("select all", "s"),
  action("palette", "Mod+k", true),
  action("nearer fit", "f"),
];

const means = (earlier: readonly KeyLike[], event: KeyLike, place: "page" | "field" | "dialog" = "page"): string => {
  const meaning = meaningOf(ACTIONS, earlier, event, place, false);
  return meaning.kind === "run" ? meaning.action.id : meaning.kind;
};

describe("a key", () => {
  test("runs what was offered last for it", () => expect(means([], key("f"))).toBe("nearer fit"));
  test("may be the beginning of more", () => expect(means([], key("g"))).toBe("wait"));
  test("ends what was begun before it means something alone", () => expect(means([key("g")], key("s"))).toBe("search"));
  test("means itself when it ends nothing", () => expect(means([key("g")], key("f"))).toBe("nearer fit"));
  test("that nothing has", () => expect(means([], key("q"))).toBe("none"));
  test.each(["field", "dialog"] as const)("in a %s only what is meant for it", (place) => {
    expect(means([], key("f"), place)).toBe("none");
    expect(means([], key("k", { ctrlKey: true }), place)).toBe("palette");
  });
});

describe("the place of a key", () => {
  test.each([
    ['<input type="text">', "field"],
    ['<input type="checkbox">', "page"],
    ["<textarea></textarea>", "field"],
    ['<div role="dialog"><button>x</button></div>', "dialog"],
    ["<button>x</button>", "page"],
  ])("%s is %s", (markup, place) => {
    document.body.innerHTML = markup;
    expect(placeOf(document.body.querySelector("button, input, textarea"))).toBe(place);
  });
});
