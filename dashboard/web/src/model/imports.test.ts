// @vitest-environment node
import { describe, expect, test } from "vitest";
import type { ImportProgress } from "../api/schema.gen";
import { importType } from "../testing/figures";
import { importRow, importWords, isAtWork, shownImport } from "./imports";

const NOW = new Date(2026, 7, 2, 21, 18).getTime();
const of = (told: Partial<ImportProgress> = {}): ImportProgress => ({
  source: "discogs",
  version: "20260801",
  state: "reading",
  started_at: new Date(NOW - 2_940_000).toISOString(),
  ended_at: null,
  types: {},
  bytes_read: 0,
  bytes_total: 0,
  progress: 0.788,
  rate: 8389,
  eta_seconds: 870,
  error: null,
  ...told,
});

describe("an import in words", () => {
  test.each([
    [{}, "14 min 30 s left", "ends 21:32"],
    [{ eta_seconds: null }, "time left not known yet", "started 20:29"],
    [{ eta_seconds: null, rate: 0, started_at: null }, "waiting for records", ""],
    [{ state: "finishing" }, "All records are in", "cleaning up, counting"],
    [{ state: "complete", ended_at: new Date(NOW).toISOString() }, "Import complete", "took 49 min"],
    [{ state: "partial" }, "Complete for part of the dumps", ""],
    [{ state: "incomplete" }, "Ended, counts do not agree", ""],
    [{ state: "failed", error: "disk full" }, "The extractor gave up", "disk full"],
    [{ state: "failed" }, "The extractor gave up", "its log says why"],
  ] as const)("%o", (told, lead, note) => expect(importWords(of(told), NOW)).toMatchObject({ lead, note }));

  test("the one at work is shown, or the newest, unless the reader chose", () => {
    const running = of({ source: "musicbrainz", state: "writing", started_at: null });
    const ended = of({ state: "complete" });
    const older = of({ source: "musicbrainz", state: "complete", started_at: "2026-01-01T00:00:00Z" });
    expect(shownImport({ imports: [ended, running] }, undefined)).toBe(running);
    expect(shownImport({ imports: [ended, running] }, "discogs")).toBe(ended);
    expect(shownImport({ imports: [older, ended] }, undefined)).toBe(ended);
    expect(shownImport({ imports: [] }, "discogs")).toBeUndefined();
    expect(isAtWork(ended)).toBe(false);
  });
});

describe("a type as a row", () => {
  test("counts towards what is expected", () =>
    expect(importRow("releases", importType({ is_estimate: true, rejected: 3 }))).toEqual({
      type: "releases",
      read: 0.62,
      graph: 0.61,
      tables: 0.6,
      progress: 0.6,
      records: "600 of ≈ 1,000",
      rate: "50/s",
      left: "8s",
      state: "running",
      rejected: 3,
    }));

  test("is whole when it is done, with the time that it took", () =>
    expect(importRow("labels", importType({ state: "done", duration_seconds: 246, tables: 1000, graph: 1000 }))).toMatchObject({
      read: 1,
      graph: 1,
      tables: 1,
      progress: 1,
      records: "1,000",
      left: "4m 06s",
    }));

  test("has no share when nothing tells how many there will be", () =>
    expect(importRow("labels", importType({ expected: null, progress: null, eta_seconds: null }))).toMatchObject({
      read: 1,
      progress: undefined,
      records: "600",
      left: "–",
    }));

  test("waits without a rate", () =>
    expect(importRow("labels", importType({ state: "waiting", read: 0, graph: 0, tables: 0, expected: null }))).toMatchObject({
      read: 0,
      rate: "–",
    }));
});
