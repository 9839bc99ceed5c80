import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatList, parseList } from "./list_param";

const anything = fc.string({ unit: fc.constantFrom(..."ab,\\ &%+é☃😀\u202e\u200b\u0000\ud800") });

describe("values in one key", () => {
  it("come back as they were, whatever they hold", () => {
    const value = anything.filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(fc.uniqueArray(value), (values) => {
        expect(parseList(formatList(values))).toEqual(values);
      }),
    );
  });

  it.each([
    [undefined, []],
    ["", []],
    [",, ,", []],
    ["Rock,Rock", ["Rock"]],
    ["Folk\\, World\\, & Country,Jazz", ["Folk, World, & Country", "Jazz"]],
    ["a\\", ["a"]],
  ])("reads %j", (text, values) => expect(parseList(text)).toEqual(values));

  it("takes any text without failing", () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(parseList(text).every((value) => value.trim() !== "")).toBe(true);
      }),
    );
  });
});
