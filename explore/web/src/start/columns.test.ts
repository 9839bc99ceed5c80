import { describe, expect, test } from "vitest";
import { columnsOf } from "./columns";

describe("columns", () => {
  test("are none without counts", () => expect(columnsOf([])).toEqual([]));
  test("end with the last year, and show years without releases", () => {
    const columns = columnsOf([
      { year: 1990, count: 1 },
      { year: 1992, count: 4 },
    ]);
    expect([columns.length, ...columns.slice(-3)]).toEqual([24, 0.25, 0, 1]);
  });
  test("stand for several years where there are many", () => {
    const columns = columnsOf(Array.from({ length: 100 }, (_, index) => ({ year: 1900 + index, count: 1 })));
    expect(columns.length).toBe(34);
    expect(Math.max(...columns)).toBe(1);
  });
});
