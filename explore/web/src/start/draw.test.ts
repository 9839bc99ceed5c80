import { beforeEach, describe, expect, test, vi } from "vitest";
import { DRAWS, drawOfVisit } from "./draw";

beforeEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
  sessionStorage.clear();
});

describe("the draw of a visit", () => {
  test("stays in a tab, and is another in the next", () => {
    const visits = Array.from({ length: DRAWS + 1 }, () => {
      sessionStorage.clear();
      return [drawOfVisit(), drawOfVisit()];
    });
    expect(visits.slice(0, 3)).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    expect(visits.at(-1)).toEqual([0, 0]);
  });

  test.each([["x"], ["-1"], ["99999999"], [""]])("is the first when what was kept is spoilt: %j", (kept) => {
    localStorage.setItem("start.visits", kept);
    sessionStorage.setItem("start.draw", kept);
    expect(drawOfVisit()).toBe(0);
  });

  test("is the first without storage", () => {
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    expect(drawOfVisit()).toBe(0);
  });
});
