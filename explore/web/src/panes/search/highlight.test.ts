import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pieces } from "./highlight";

const shown = (html: string): string =>
  pieces(html)
    .map(({ text, isMatch }) => (isMatch ? `[${text}]` : text))
    .join("");

describe("a highlighted name", () => {
  it.each([
    ["<b>Blue</b> Heron", "[Blue] Heron"],
    ["a<b>x</b><img src=x onerror=alert(1)>", "a[x]<img src=x onerror=alert(1)>"],
    ["Simon &amp; <b>Garfunkel</b>", "Simon & [Garfunkel]"],
    ["&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>"],
    ["&amp;lt;", "&lt;"],
    ["<B>loud</B> <b class=x>y</b>", "<B>loud</B> <b class=x>y"],
    ["<b>never closed", "[never closed]"],
    ["", ""],
  ])("%j reads %j", (html, text) => expect(shown(html)).toBe(text));

  it("loses nothing of an escaped name", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ab<>/&;\"' é☃😀\u202e\u200b\u0000") });
    const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    fc.assert(
      fc.property(text, text, (matched, rest) => {
        const text = pieces(`<b>${escaped(matched)}</b>${escaped(rest)}`);
        expect(text.map((piece) => piece.text).join("")).toBe(matched + rest);
      }),
    );
  });
});
