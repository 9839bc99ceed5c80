import { render, screen } from "@testing-library/react";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Answer } from "./answer";
import { digest, linkable, stretches } from "./mentions";

const ENTITIES = [
  { id: "1", name: "Air", type: "artist" },
  { id: "2", name: "Air Liquide", type: "artist" },
  { id: "3", name: "Warp", type: "label" },
];

const texts = (text: string) =>
  stretches(text, linkable(ENTITIES)).map((each) => (each.entity === undefined ? each.text : `[${each.text}]`));

describe("names in an answer", () => {
  it.each([
    ["Air Liquide on Warp", ["[Air Liquide]", " on ", "[Warp]"]],
    ["Fairly Air, not Airs", ["Fairly ", "[Air]", ", not Airs"]],
    ["Warp!", ["[Warp]", "!"]],
    ["nobody", ["nobody"]],
    ["", [""]],
    ["éAir Air̈", ["éAir Air̈"]],
  ])("of %s", (text, pieces) => expect(texts(text)).toEqual(pieces));

  it("leave the text as it is", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, names) => {
        const entities = linkable(names.map((name, at) => ({ id: String(at), name, type: "artist" })));
        expect(
          stretches(text, entities)
            .map((each) => each.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });

  it("are only those of known types, with an id and a name", () => {
    const odd = [
      { id: "", name: "Air", type: "artist" },
      { id: "1", name: " ", type: "artist" },
      { id: "1", name: "Mars", type: "planet" },
    ];
    expect(linkable(odd)).toEqual([]);
  });

  it("make one short line", () => {
    expect(digest("## **Air** are [French](https://x.test)\n\n* one\n* two")).toBe("Air are French one two");
    expect([...digest("word ".repeat(40))].length).toBeLessThanOrEqual(64);
    expect(digest("x".repeat(200))).toHaveLength(64);
  });
});

describe("an answer", () => {
  const show = (summary: string) => render(<Answer answer={{ summary, entities: ENTITIES, isCached: false }} />).container;

  it("is Markdown, and its names are links", () => {
    const shown = show("**Air Liquide** and `Warp`\n\n| a | b |\n|---|---|\n| Warp | 2 |");
    expect(screen.getByRole("link", { name: "Air Liquide" }).getAttribute("href")).toBe("/?type=artist&name=Air+Liquide&id=2");
    expect(shown.querySelector("code a")).toBeNull();
    expect(shown.querySelector("td a")?.textContent).toBe("Warp");
  });

  it("runs nothing and leads nowhere else", () => {
    const shown = show(
      [
        "<script>alert(1)</script><img src=x onerror=alert(1)> plain",
        "[away](https://evil.test) [run](javascript:alert(1)) [sneaky](entity:0) https://auto.test",
        "![picture](https://evil.test/p.png) [ref]\n\n[ref]: https://evil.test",
      ].join("\n\n"),
    );
    expect([...shown.querySelectorAll("a")].map((each) => each.getAttribute("href"))).toEqual([]);
    expect(shown.querySelector("script, img, iframe, form, input, style, [style]")).toBeNull();
    expect(shown.textContent).toContain("away run sneaky https://auto.test");
  });
});
