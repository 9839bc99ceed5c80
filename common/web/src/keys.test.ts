import { expect, it } from "vitest";
import { keyNames } from "./keys";

it.each([
  ["Mod+k", false, ["Ctrl", "K"]],
  ["Mod+k", true, ["⌘", "K"]],
  ["Shift+E", false, ["Shift", "E"]],
  ["ArrowUp", false, ["↑"]],
  ["+", false, ["+"]],
  ["Mod++", false, ["Ctrl", "+"]],
  ["[", false, ["["]],
  [" ", false, ["Space"]],
] as const)("names the keys of %s", (keys, mac, names) => {
  expect(keyNames(keys, mac)).toEqual(names);
});
