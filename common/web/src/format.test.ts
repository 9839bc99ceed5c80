import { describe, expect, it } from "vitest";
import { ago, compact, count, counted, percent, score, years } from "./format";

describe("format", () => {
  it.each([
    [count(1234), "1,234"],
    [count(0), "0"],
    [count(undefined), "–"],
    [count(Number.NaN), "–"],
    [compact(987), "987"],
    [compact(12_345), "12.3K"],
    [compact(19_912_000), "19.9M"],
    [years(1991, 2004), "1991–2004"],
    [years(1991, 1991), "1991"],
    [years(1991, null), "1991"],
    [years(undefined, 2004), "2004"],
    [years(null, null), ""],
    [percent(0.3171), "31.7%"],
    [percent(0.32), "32.0%"],
    [percent(1), "100%"],
    [percent(0), "0%"],
    [percent(0.0001), "<0.1%"],
    [percent(0.9996), "100%"],
    [score(0.812), ".81"],
    [score(1), "1"],
    [score(0), "0"],
    [score(0.999), "1"],
    [score(-0.25), "-.25"],
    [score(undefined), "–"],
    [counted(1, "release"), "1 release"],
    [counted(1234, "release"), "1,234 releases"],
    [counted(2, "entry", "entries"), "2 entries"],
  ])("writes %s", (written, expected) => {
    expect(written).toBe(expected);
  });

  it.each([
    ["2026-11-23T11:59:40Z", "just now"],
    ["2026-11-23T11:18:00Z", "42 minutes ago"],
    ["2026-11-23T10:00:00Z", "2 hours ago"],
    ["2026-11-22T12:00:00Z", "yesterday"],
    ["2026-11-13T12:00:00Z", "10 days ago"],
    ["2026-01-02T12:00:00Z", "2 Jan 2026"],
    ["nonsense", ""],
    [undefined, ""],
  ])("writes how long ago %s is", (iso, expected) => {
    expect(ago(iso, new Date("2026-11-23T12:00:00Z"))).toBe(expected);
  });
});
