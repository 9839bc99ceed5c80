import { expect, it } from "vitest";
import { checked } from "./checked";

const list = checked<{ readonly items: readonly string[] }>(({ items }) => Array.isArray(items));

it("hands on what has the shape", () => expect(list({ items: ["a"] })).toEqual({ items: ["a"] }));

it.each([null, undefined, 7, "text", [], {}, { items: "a" }])("makes an error of %j", (data) => {
  expect(() => list(data as never)).toThrow("not what was asked for");
});
