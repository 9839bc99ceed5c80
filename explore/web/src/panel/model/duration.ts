import type { Track } from "@discogsography/web/api/schema.gen";

/** `3:18`, `1:17:53`; empty for what has no length. */
export const duration = (seconds: number | null | undefined): string => {
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds <= 0) return "";
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};

/** The same in words, for those who hear it: `3 minutes 18 seconds`. */
export const spokenDuration = (seconds: number): string => {
  const whole = Math.round(seconds);
  const units = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor((whole % 3600) / 60), "minute"],
    [whole % 60, "second"],
  ] as const;
  return units.flatMap(([value, unit]) => (value > 0 ? [`${value} ${unit}${value === 1 ? "" : "s"}`] : [])).join(" ");
};

const known = (seconds: number | null | undefined): number =>
  typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0 ? seconds : 0;

/** Length of a track; that of its parts together when it has none of its own. */
export const trackSeconds = (track: Track): number =>
  known(track.duration_s) || (track.sub_tracks ?? []).reduce((sum, each) => sum + trackSeconds(each), 0);

export interface Playtime {
  readonly tracks: number;
  readonly seconds: number;
  /** Tracks whose length is not known: the sum is too small by them. */
  readonly untimed: number;
  /** The longest, which all bars are measured by. */
  readonly longest: number;
}

/** What a tracklist adds up to. Headings are no tracks. */
export const playtime = (tracks: readonly Track[]): Playtime => {
  const lengths = tracks.filter((track) => track.kind !== "heading").map(trackSeconds);
  return {
    tracks: lengths.length,
    seconds: lengths.reduce((sum, each) => sum + each, 0),
    untimed: lengths.filter((each) => each === 0).length,
    longest: Math.max(0, ...lengths),
  };
};
