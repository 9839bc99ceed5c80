import { hooks } from "@discogsography/web/api/client";
import type { Trend, YearRange } from "@discogsography/web/api/schema.gen";
import { announce } from "@discogsography/web/controls/announcer";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { checked } from "../../app/checked";
import type { EntityRef } from "../../app/entity";
import { change } from "../../app/location";
import { ALL_YEARS, type CompareMode, type Lens } from "../../graph/lens";
import { lastYear, lensParams } from "./model";
import { type Bounds, boundsOf, clamp, firstPair, isShown, playedTo, type Speed, type Tag, type YearCount } from "./timeline_model";

/** How often a playback looks at the clock. */
const TICK_MS = 50;

/** The address follows the slider once it rests. */
export const SETTLE_MS = 300;

const years = checked<Trend>(({ data }) => data.every(({ year, count }) => Number.isFinite(year) && Number.isFinite(count)));
const range = checked<YearRange>(
  ({ min_year, max_year }) => (min_year === null || Number.isFinite(min_year)) && (max_year === null || Number.isFinite(max_year)),
);

const NO_YEARS: readonly YearCount[] = [];
const NO_TAGS: readonly Tag[] = [];

/** Releases of the centre by year, and what they span. Without them there is no timeline. */
export const useYears = (centre: EntityRef | undefined) => {
  const trend = hooks.useQuery(
    "get",
    "/api/trends",
    { params: { query: { type: centre?.type ?? "artist", id: centre?.id ?? "" } } },
    { enabled: centre !== undefined, select: years },
  );
  const data = trend.data?.data;
  const catalogue = hooks.useQuery("get", "/api/explore/year-range", {}, { enabled: data?.length === 0 || trend.isError, select: range });
  const isPending = centre !== undefined && data === undefined && !trend.isError;
  return useMemo(
    () => ({ counts: data ?? NO_YEARS, bounds: boundsOf(data ?? NO_YEARS, catalogue.data), isPending }),
    [data, catalogue.data, isPending],
  );
};

/** Genres and styles with the years of their first releases; asked for once. */
export const useTags = (bounds: Bounds | undefined): readonly Tag[] => {
  const { data } = hooks.useQuery(
    "get",
    "/api/explore/genre-emergence",
    { params: { query: { before_year: lastYear() } } },
    { enabled: bounds !== undefined, staleTime: Number.POSITIVE_INFINITY },
  );
  return useMemo(() => {
    const tags = [data?.genres, data?.styles].flatMap((each) => (Array.isArray(each) ? each : []));
    return data === undefined ? NO_TAGS : tags.filter(({ name, first_year }) => typeof name === "string" && typeof first_year === "number");
  }, [data]);
};

export interface Timeline {
  /** Year under the hand; the last one means all years. */
  readonly year: number;
  readonly isAll: boolean;
  /** Both years, while two are compared. */
  readonly pair: readonly [number, number] | undefined;
  readonly mode: CompareMode;
  readonly isPlaying: boolean;
  readonly speed: Speed;
  /** The slider moved; `which` end, while two are compared. */
  readonly move: (year: number, which?: 0 | 1) => void;
  readonly play: () => void;
  readonly chooseSpeed: (speed: Speed) => void;
  readonly chooseMode: (mode: CompareMode) => void;
  readonly reset: () => void;
  /** Begins to compare two years, or ends it. */
  readonly compare: () => void;
}

/** The lens that a year stands for: the last one is no limit. */
const lensOfYear = (year: number, bounds: Bounds): Lens => (year >= bounds.last ? ALL_YEARS : { kind: "until", year });

const pairParams = ([a, b]: readonly [number, number], mode: CompareMode) => ({
  ...lensParams(ALL_YEARS),
  years: `${a}-${b}`,
  mode: mode === "exclusive" ? mode : undefined,
});

interface Given {
  readonly lens: Lens;
  readonly isComparing: boolean;
  readonly bounds: Bounds;
}

/** The years' controls over the address: what moves is shown at once, and written when it rests. */
export const useTimeline = ({ lens, isComparing, bounds }: Given): Timeline => {
  const [draft, setDraft] = useState<number>();
  const [pairDraft, setPairDraft] = useState<readonly [number, number]>();
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const asked = lens.kind === "until" ? clamp(lens.year, bounds) : bounds.last;
  const year = draft ?? asked;
  const askedPair = lens.kind === "compare" ? ([lens.a, lens.b] as const) : ([asked, asked] as const);
  const mode = lens.kind === "compare" ? lens.mode : "cumulative";
  const pair = isComparing ? (pairDraft ?? askedPair) : undefined;

  const write = useCallback(
    (next: number) => {
      change(lensParams(lensOfYear(next, bounds)), "replace");
      setDraft(undefined);
    },
    [bounds],
  );

  const now = useRef(year);
  useEffect(() => {
    now.current = year;
  });
  useEffect(() => {
    if (!isPlaying) return undefined;
    const [from, start] = [now.current, performance.now()];
    let before = from;
    const tick = setInterval(() => {
      const next = playedTo(from, performance.now() - start, speed, bounds);
      if (next === before) return;
      if (isShown(before, next, speed, bounds)) change(lensParams(lensOfYear(next, bounds)), "replace");
      before = next;
      setDraft(next < bounds.last ? next : undefined);
      if (next < bounds.last) return;
      setPlaying(false);
      announce("Playback has ended");
    }, TICK_MS);
    return () => clearInterval(tick);
  }, [isPlaying, speed, bounds]);

  const move = (next: number, which?: 0 | 1): void => {
    setPlaying(false);
    clearTimeout(timer.current);
    const to = clamp(next, bounds);
    if (pair === undefined || which === undefined) {
      setDraft(to);
      timer.current = setTimeout(() => write(to), SETTLE_MS);
      return;
    }
    const moved: readonly [number, number] = which === 0 ? [to, pair[1]] : [pair[0], to];
    setPairDraft(moved);
    timer.current = setTimeout(() => {
      change(pairParams([Math.min(...moved), Math.max(...moved)], mode), "replace");
      setPairDraft(undefined);
    }, SETTLE_MS);
  };

  return {
    year,
    isAll: year >= bounds.last,
    pair,
    mode,
    isPlaying,
    speed,
    move,
    play: () => {
      clearTimeout(timer.current);
      if (isComparing) change(lensParams(ALL_YEARS), "replace");
      if (!isPlaying && year >= bounds.last) write(bounds.first);
      announce(isPlaying ? "Paused" : "Playing");
      setPlaying(!isPlaying);
    },
    chooseSpeed: setSpeed,
    chooseMode: (next) => pair && change(pairParams(pair, next), "replace"),
    reset: () => {
      clearTimeout(timer.current);
      setPlaying(false);
      setDraft(undefined);
      setPairDraft(undefined);
      change(lensParams(ALL_YEARS), "replace");
    },
    compare: () => {
      clearTimeout(timer.current);
      setPlaying(false);
      setDraft(undefined);
      setPairDraft(undefined);
      if (isComparing) {
        change(lensParams(lens.kind === "compare" ? lensOfYear(lens.b, bounds) : lens));
        return;
      }
      const [a, b] = firstPair(lens.kind === "until" ? lens.year : undefined, bounds);
      change(pairParams([a, b], "cumulative"));
      announce(`Comparing ${a} and ${b}`);
    },
  };
};
