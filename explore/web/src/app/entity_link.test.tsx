import { render, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { type EntityRef, shownName } from "./entity";
import { EntityLink } from "./entity_link";

const artist: EntityRef = { type: "artist", id: "41", name: "Autechre" };

describe("the link of an entity", () => {
  test.each<[EntityRef, string]>([
    [artist, "/?type=artist&name=Autechre&id=41"],
    [{ type: "style", id: "P.Funk", name: "P.Funk" }, "/?type=style&name=P.Funk"],
    [{ type: "release", id: "9", name: "Amber" }, "/?page=release%3A9"],
    [{ type: "person", id: "A/B & C", name: "A/B & C" }, "/?type=person&name=A%2FB+%26+C"],
  ])("%j leads to %s", (entity, href) => {
    render(<EntityLink entity={entity} />);
    expect(screen.getByRole("link", { name: entity.name }).getAttribute("href")).toBe(href);
  });

  test("may name a year too", () => {
    render(<EntityLink entity={artist} params={{ year: "1995" }} />);
    expect(screen.getByRole("link").getAttribute("href")).toBe("/?type=artist&name=Autechre&id=41&year=1995");
  });

  test("shows markup as the text it is", () => {
    render(<EntityLink entity={{ ...artist, name: "<b>x</b><img src=x onerror=alert(1)>" }} mark />);
    const link = screen.getByRole("link");
    expect(link.textContent).toBe("<b>x</b><img src=x onerror=alert(1)>");
    expect(link.querySelector("b, img")).toBeNull();
  });
});

describe("what is seen of a name", () => {
  test.each([
    ["Autechre", "Autechre"],
    ["???", "???"],
    ["🎵", "🎵"],
    ["", "(no name)"],
    [" \u200b\u202e\u2060", "(no name)"],
    ["\u3164", "(no name)"],
    ["\u0301\u0301", "(no name)"],
    ["\u202eevil", "\u202eevil"],
  ])("%j is %j", (name, shown) => expect(shownName(name)).toBe(shown));
});
