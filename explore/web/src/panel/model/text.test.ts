import type { TextPart } from "@discogsography/web/api/schema.gen";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lengthOf, paragraphs, plainParagraphs, safeUrl } from "./text";

const part = (more: Partial<TextPart>): TextPart => ({ text: "", styles: [], type: null, id: null, url: null, ...more });

describe("safeUrl", () => {
  it.each([
    ["https://example.org/a?b=c#d", "https://example.org/a?b=c#d"],
    ["http://example.org", "http://example.org/"],
    [" HTTPS://Example.org ", "https://example.org/"],
    ["https://пример.example/", "https://xn--e1afmkfd.example/"],
  ])("opens %s", (text, href) => expect(safeUrl(text)?.href).toBe(href));

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//example.org",
    "www.example.org",
    "https:example.org",
    "https://",
    "https://user@example.org",
    "https://discogs.com:secret@example.org",
    "https://exa mple.org",
    "https://example.org/\u202egnp.exe",
    "https://example.org\\@evil.example",
    "http://[",
    "",
    null,
    undefined,
  ])("does not open %j", (text) => expect(safeUrl(text)).toBeUndefined());

  it("never lets another protocol through", () => {
    fc.assert(
      fc.property(fc.constantFrom("javascript:", "data:", "https://", "\thttp:", "//", ""), fc.string(), (scheme, rest) =>
        ["https:", "http:", undefined].includes(safeUrl(scheme + rest)?.protocol),
      ),
    );
  });
});

describe("paragraphs", () => {
  it("keeps names, links and styles, and breaks lines", () => {
    const lines = paragraphs([
      part({ text: "Group of " }),
      part({ text: "Sean Booth", type: "artist", id: "7" }),
      part({ text: ".\r\n\r\nSee " }),
      part({ text: "their site", url: "https://example.org/", styles: ["bold"] }),
    ]);
    expect(lines).toEqual([
      [
        { text: "Group of ", styles: [] },
        { text: "Sean Booth", styles: [], entity: { type: "artist", id: "7", name: "Sean Booth" } },
        { text: ".", styles: [] },
      ],
      [
        { text: "See ", styles: [] },
        { text: "their site", styles: ["bold"], url: "https://example.org/" },
      ],
    ]);
  });

  it("makes text of a link that is none", () => {
    expect(paragraphs([part({ text: "click", url: "javascript:alert(1)" })])).toEqual([[{ text: "click", styles: [] }]]);
  });

  it("makes text of markup", () => {
    const hostile = '<img src=x onerror="alert(1)">[url=javascript:alert(1)]x[/url]';
    expect(plainParagraphs(hostile)).toEqual([[{ text: hostile, styles: [] }]]);
  });

  it("names a link without words by its host, and an entity without a name", () => {
    expect(paragraphs([part({ url: "https://example.org/deep" })])[0]?.[0]?.text).toBe("example.org");
    expect(paragraphs([part({ type: "label", id: "3", text: "\u200b" })])[0]?.[0]?.text).toBe("(no name)");
  });

  it("ignores types and styles that it does not know", () => {
    const strange = { ...part({ text: "x", id: "1" }), type: "user", styles: ["blink"] } as unknown as TextPart;
    expect(paragraphs([strange])).toEqual([[{ text: "x", styles: [] }]]);
  });

  it.each([
    ["Write to https://example.org/a, please.", "https://example.org/a"],
    ["(https://example.org/a)", "https://example.org/a"],
    ["https://example.org/a_(b)", "https://example.org/a_(b)"],
  ])("finds the address in %j", (text, url) => {
    const pieces = plainParagraphs(text).flat();
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(pieces.find((piece) => piece.url)?.url).toBe(url);
  });

  it("loses no visible character", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
        const joined = paragraphs(texts.map((text) => part({ text })));
        const wanted = texts.join("").replaceAll(/\s/gu, "");
        expect(
          joined
            .flat()
            .map((piece) => piece.text)
            .join("")
            .replaceAll(/\s/gu, ""),
        ).toBe(wanted);
      }),
    );
  });

  it("counts its characters", () => expect(lengthOf(plainParagraphs("ab\n\ncd"))).toBe(4));
});
