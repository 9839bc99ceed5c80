import { expect, it } from "vitest";
import { settle, stepRest } from "./sheet_rests";

const heights = { title: 80, half: 400, full: 760 };

it.each([
  [390, 0, "half"],
  [700, 0, "full"],
  [200, 0, "title"],
  [30, 0, undefined],
  [90, 1, "half"],
  [420, 1, "full"],
  [420, -1, "half"],
  [390, -1, "title"],
  [70, -1, undefined],
  [900, 1, "full"],
] as const)("settles at a height of %i moving %f a millisecond", (height, speed, rest) => {
  expect(settle(height, speed, heights)).toBe(rest);
});

it("steps between rests and stays at the ends", () => {
  expect(stepRest("half", 1)).toBe("full");
  expect(stepRest("full", 1)).toBe("full");
  expect(stepRest("title", -1)).toBe("title");
});
