import { describe, expect, test } from "vitest";
import type { Params } from "../location";
import { shownSearch } from "./global_search_model";

describe("the search box", () => {
  test.each<[Params, string, string]>([
    [{}, "", "artist"],
    [{ name: "X", type: "label" }, "X", "label"],
    [{ name: "X", type: "nonsense" }, "X", "artist"],
    [{ pane: "search", q: "amber", type: "label", name: "Y" }, "", "artist"],
    [{ page: "release:1" }, "", "artist"],
  ])("shows of %j %j as %s", (params, text, type) => expect(shownSearch(params)).toMatchObject({ text, type }));

  test("keeps what is typed when only the year or the selection changes", () => {
    const at = { name: "X", type: "label" };
    expect(shownSearch({ ...at, year: "1985", sel: "artist:1" }).at).toBe(shownSearch(at).at);
    expect(shownSearch({ ...at, name: "Y" }).at).not.toBe(shownSearch(at).at);
  });
});
