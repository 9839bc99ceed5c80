import type { Track } from "@discogsography/web/api/schema.gen";
import { describe, expect, it } from "vitest";
import { duration, playtime, spokenDuration, trackSeconds } from "./duration";

const track = (more: Partial<Track>): Track => ({
  kind: "track",
  position: null,
  title: null,
  duration: null,
  duration_s: null,
  artists: [],
  credits: [],
  sub_tracks: [],
  ...more,
});

describe("duration", () => {
  it.each([
    [198, "3:18"],
    [4673, "1:17:53"],
    [59.6, "1:00"],
    [3600, "1:00:00"],
    [7, "0:07"],
    [0, ""],
    [-4, ""],
    [Number.NaN, ""],
    [null, ""],
    [undefined, ""],
  ])("writes %s as %j", (seconds, text) => expect(duration(seconds)).toBe(text));

  it.each([
    [198, "3 minutes 18 seconds"],
    [3661, "1 hour 1 minute 1 second"],
    [120, "2 minutes"],
  ])("says %s as %j", (seconds, text) => expect(spokenDuration(seconds)).toBe(text));
});

describe("playtime", () => {
  it("adds parts up where the whole has no length, and says what is not known", () => {
    const medley = track({ kind: "index", sub_tracks: [track({ duration_s: 60 }), track({ duration_s: 30 })] });
    const timed = track({ kind: "index", duration_s: 100, sub_tracks: [track({ duration_s: 60 })] });
    expect(trackSeconds(medley)).toBe(90);
    expect(trackSeconds(timed)).toBe(100);
    expect(playtime([track({ kind: "heading" }), medley, timed, track({}), track({ duration_s: -1 })])).toEqual({
      tracks: 4,
      seconds: 190,
      untimed: 2,
      longest: 100,
    });
  });

  it("is nothing for no tracks", () => expect(playtime([])).toEqual({ tracks: 0, seconds: 0, untimed: 0, longest: 0 }));
});
