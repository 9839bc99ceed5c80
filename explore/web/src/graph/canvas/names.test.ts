// @vitest-environment node
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRightToLeft, labelText, MAX_GRAPHEMES, plainName } from "./names";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const graphemes = (text: string): number => [...segmenter.segment(text)].length;

/** Any code points, halves of characters among them. */
const anyText = fc.array(fc.nat(0x10ffff), { maxLength: 80 }).map((codes) => String.fromCodePoint(...codes));

describe("names", () => {
  it.each([
    ["Autechre", "Autechre"],
    ["  two\n\tlines ", "two lines"],
    ["", "(no name)"],
    ["\u200B\u202E", "(no name)"],
    ["safe\u202Etxet", "safetxet"],
    ["a\u0000b\u009Fc", "abc"],
    ["half \uD83D", "half"],
    ["👩‍👩‍👧 family", "👩‍👩‍👧 family"],
    ["Z\u0300\u0301\u0302\u0303\u0304\u0305", "Z\u0300\u0301\u0302"],
    ["<b>&amp;</b>", "<b>&amp;</b>"],
  ])("makes one harmless line of %j", (name, plain) => expect(plainName(name)).toBe(plain));

  it.each([
    ["Designers Republic, The", "Designers Republic, The"],
    ["Designers Republic of Sheffield", "Designers Republic of Sh…"],
    ["👩‍👩‍👧".repeat(30), `${"👩‍👩‍👧".repeat(24)}…`],
    ["exactly twenty four char", "exactly twenty four char"],
  ])("cuts %j to %j", (name, label) => expect(labelText(name)).toBe(label));

  it("never shows more than the limit and an ellipsis, nor controls, whatever the name is", () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const label = labelText(name);
        expect(graphemes(label)).toBeLessThanOrEqual(MAX_GRAPHEMES + 1);
        expect(label).not.toBe("");
        expect(label).not.toMatch(/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u);
      }),
    );
  });

  it.each([
    ["فيروز", true],
    ["(2) שלום", true],
    ["Abc فيروز", false],
    ["123", false],
  ])("finds the direction of %j", (text, isRtl) => expect(isRightToLeft(text)).toBe(isRtl));
});
