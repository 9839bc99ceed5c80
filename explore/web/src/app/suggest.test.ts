import type { SearchSuggestion } from "@discogsography/web/api/schema.gen";
import { describe, expect, test } from "vitest";
import { exactMatch, marked, queryOf, type SearchType, submitted } from "./suggest";

const hit = (type: string, id: string, name: string): SearchSuggestion => ({
  type: type as SearchSuggestion["type"],
  id,
  name,
  detail: "",
  score: 1,
  weight: 1,
});
const AUTECHRE = hit("artist", "41", "Autechre");

describe("what is asked", () => {
  test.each([
    ["au", undefined],
    ["  au  ", undefined],
    ["aut", "aut"],
    ["  boards   of ", "boards of"],
    ["😀😀", undefined],
    ["🎵🎵🎵", "🎵🎵🎵"],
    ["x".repeat(500), "x".repeat(200)],
  ])("%j asks for %j", (text, query) => expect(queryOf(text)).toBe(query));
});

describe("a name that was typed in full", () => {
  test("is found whatever its case and accents", () => expect(exactMatch([hit("artist", "1", "Björk")], " bjork ")?.id).toBe("1"));
  test("is not decided between namesakes", () =>
    expect(exactMatch([AUTECHRE, hit("artist", "42", "autechre")], "Autechre")).toBeUndefined());
});

describe("submitting", () => {
  test.each<[string, SearchType, readonly SearchSuggestion[], object | undefined]>([
    ["   ", "artist", [], undefined],
    ["Autechre", "artist", [], { type: "artist", name: "Autechre" }],
    ["autechre", "artist", [AUTECHRE], { type: "artist", name: "Autechre", id: "41" }],
    ["IDM", "style", [hit("style", "IDM", "IDM")], { type: "style", name: "IDM" }],
    ["Amber", "release", [hit("release", "9", "Amber")], { page: "release:9" }],
    ["Amber", "release", [hit("release", "9", "Amber"), hit("release", "8", "Amber")], { pane: "search", q: "Amber", types: "release" }],
    ["U2", "all", [], { type: "artist", name: "U2" }],
    ["chiastic", "all", [], { pane: "search", q: "chiastic" }],
  ])("%j among %s", (text, type, suggestions, params) => expect(submitted(text, type, suggestions)).toEqual(params));
});

describe("marking", () => {
  test.each([
    ["Boards Of Canada", "of", ["Boards ", "Of", " Canada"]],
    ["Boards Of Canada", "xyz", undefined],
    ["İstanbul", "tan", undefined],
    ["<b>x</b>", "b>", ["<", "b>", "x</b>"]],
  ])("%j, typed %j", (name, typed, parts) => expect(marked(name, typed)).toEqual(parts));
});
