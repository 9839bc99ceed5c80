import { describe, expect, test } from "vitest";
import { ariaKeys, chords, isPress, type KeyLike, parseKeys } from "./keys";

const event = (key: string, held: Partial<KeyLike> = {}): KeyLike => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const first = (keys: string) => {
  const [press] = parseKeys(keys);
  if (press === undefined) throw new Error(`${keys} has no press`);
  return press;
};

describe("a press", () => {
  test.each<[string, KeyLike, boolean]>([
    ["f", event("f"), true],
    ["f", event("F"), true], // Caps Lock
    ["f", event("F", { shiftKey: true }), false],
    ["f", event("f", { ctrlKey: true }), false],
    ["Shift+E", event("E", { shiftKey: true }), true],
    ["Shift+E", event("e"), false],
    ["?", event("?", { shiftKey: true }), true],
    ["?", event("?"), true], // keyboards where it needs no Shift
    ["Mod+k", event("k", { ctrlKey: true }), true],
    ["Mod+k", event("k", { metaKey: true }), false],
    ["Mod+k", event("k"), false],
    ["Space", event(" "), true],
    ["[", event("["), true],
    ["Shift+ArrowUp", event("ArrowUp", { shiftKey: true }), true],
    ["ArrowUp", event("ArrowUp", { shiftKey: true }), false],
    ["+", event("+", { shiftKey: true }), true],
  ])("%s against %j: %s", (keys, pressed, same) => expect(isPress(first(keys), pressed, false)).toBe(same));

  test("on a Mac, Mod is the command key", () => {
    expect(isPress(first("Mod+k"), event("k", { metaKey: true }), true)).toBe(true);
    expect(isPress(first("Mod+k"), event("k", { ctrlKey: true }), true)).toBe(false);
  });
});

describe("names of keys", () => {
  test("what is pressed one after the other is drawn so", () => expect([chords("g s"), chords("Mod+k")]).toEqual([["g", "s"], ["Mod+k"]]));
  test("for assistive technology", () => {
    expect([ariaKeys("Mod+k", false), ariaKeys("Mod+k", true), ariaKeys("g s", false), ariaKeys("/", false)]).toEqual([
      "Control+K",
      "Meta+K",
      undefined,
      "/",
    ]);
  });
});
