// @vitest-environment node
import { describe, expect, test } from "vitest";
import {
  axisText,
  bytes,
  clock,
  dumpVersion,
  duration,
  gaugeText,
  milliseconds,
  perSecond,
  rateSpan,
  records,
  shortDuration,
  toTime,
  when,
} from "./figures";

describe("figures for people", () => {
  test.each([
    [0, "0/s"],
    [0.04, "<0.1/s"],
    [3.24, "3.2/s"],
    [9.96, "10/s"],
    [8655.4, "8,655/s"],
    [null, "–"],
    [Number.NaN, "–"],
  ])("rate %s", (rate, text) => expect(perSecond(rate)).toBe(text));

  test.each([
    [0, "0.0"],
    [118.44, "118.4"],
    [999.94, "999.9"],
    [999.96, "1.0k"],
    [8655, "8.7k"],
    [undefined, "–"],
  ])("in a gauge %s", (rate, text) => expect(gaugeText(rate)).toBe(text));

  test.each([
    [2.91, 3.2, "2.9–3.2"],
    [118.4, 950, "118–950"],
    [950, 2100, "950–2.1k"],
    [2900, 3200, "2.9–3.2k"],
    [12_000, 15_400, "12–15k"],
    [116, 116, "116"],
    [3200, 3200, "3.2k"],
  ])("from %s to %s", (least, most, text) => expect(rateSpan(least, most)).toBe(text));

  test.each([
    [0, "0"],
    [1.5, "1.5"],
    [750, "750"],
    [16_200, "16.2K"],
    [90_000, "90K"],
    [2_500_000, "2.5M"],
  ])("beside an axis %s", (value, text) => expect(axisText(value)).toBe(text));

  test.each([
    [987, "987"],
    [96_204, "96,204"],
    [310_000, "310K"],
    [12_016_702, "12.0M"],
    [null, "–"],
  ])("records %s", (value, text) => expect(records(value)).toBe(text));

  test.each([
    [512, "1 kB"],
    [212 * 2 ** 20, "212 MB"],
    [48.2 * 2 ** 30, "48.2 GB"],
    [3 * 2 ** 40, "3.0 TB"],
    [null, "–"],
  ])("bytes %s", (value, text) => expect(bytes(value)).toBe(text));

  test.each([
    [184.4, "184 ms"],
    [2400, "2,400 ms"],
    [12_340, "12.3 s"],
    [null, "–"],
  ])("milliseconds %s", (value, text) => expect(milliseconds(value)).toBe(text));

  test.each([
    [0, "0 s", "0s"],
    [18, "18 s", "18s"],
    [60, "1 min", "1m 00s"],
    [870, "14 min 30 s", "14m 30s"],
    [7500, "2 h 5 min", "2h 05m"],
    [277_200, "3 d 5 h", "3d 05h"],
    [-4, "0 s", "0s"],
    [null, "–", "–"],
  ])("%s seconds", (seconds, long, short) => {
    expect(duration(seconds)).toBe(long);
    expect(shortDuration(seconds)).toBe(short);
  });

  test("times are the reader's, with the date when it is another day", () => {
    const noon = new Date(2026, 7, 2, 12, 0, 5).getTime();
    expect(clock(noon)).toBe("12:00:05");
    expect(when(noon, noon)).toBe("12:00");
    expect(when(noon - 36 * 3_600_000, noon)).toBe("1 Aug, 00:00");
    expect(when(null, noon)).toBe("–");
    expect(clock("no time")).toBe("–");
    expect(toTime("2026-08-02T00:00:00Z")).toBe(Date.UTC(2026, 7, 2));
  });

  test.each([
    ["20260801", "2026-08-01"],
    ["20260729-001001", "2026-07-29-001001"],
    ["202608011", "202608011"],
    ["nightly", "nightly"],
    [null, "version unknown"],
  ])("version %s", (version, text) => expect(dumpVersion(version)).toBe(text));
});
