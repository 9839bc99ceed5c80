import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatList, parseList } from "./list_param";

describe("values in one key", () => {
  it("come back as they were, whatever they hold", () => {
    const value = fc.string({ unit: "binary", minLength: 1 }).filter((text) => text.trim() !== "");
    fc.assert(fc.property(fc.uniqueArray(value), (values) => expect(parseList(formatList(values))).toEqual(values)));
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
      fc.property(fc.string({ unit: "binary" }), (text) => expect(parseList(text).every((value) => value.trim() !== "")).toBe(true)),
    );
  });
});
