import { count } from "@discogsography/web/format";

type Figure = number | null | undefined;

const UNKNOWN = "–";
const known = (value: Figure): value is number => typeof value === "number" && Number.isFinite(value);

/** `8,655/s`; one decimal below ten: `3.2/s`. */
export const perSecond = (rate: Figure): string => {
  if (!known(rate)) return UNKNOWN;
  if (rate > 0 && rate < 0.1) return "<0.1/s";
  return `${rate > 0 && rate < 9.95 ? trimmed(rate) : count(Math.round(rate))}/s`;
};

/** Inside a gauge: one decimal, thousands as `8.7k`. */
export const gaugeText = (rate: Figure): string => {
  if (!known(rate)) return UNKNOWN;
  return rate >= 999.95 ? `${(rate / 1000).toFixed(1)}k` : rate.toFixed(1);
};

/** The slowest and the fastest in little room: `118–950`, `2.9–3.2k`; one figure when they are the same. */
export const rateSpan = (least: number, most: number): string => {
  if (least === most) return most >= 999.5 ? `${thousands(most)}k` : few(most);
  if (least >= 999.5) return `${thousands(least)}–${thousands(most)}k`;
  return `${few(least)}–${most >= 999.5 ? `${thousands(most)}k` : few(most)}`;
};
const thousands = (rate: number): string => (rate >= 9_950 ? String(Math.round(rate / 1000)) : (rate / 1000).toFixed(1));
const few = (rate: number): string => (rate >= 9.95 ? String(Math.round(rate)) : trimmed(rate));

/** Version of a dump for people: `20260801` as `2026-08-01`, with whatever follows. */
export const dumpVersion = (version: string | null): string =>
  version === null ? "version unknown" : version.replace(/^(\d{4})(\d{2})(\d{2})(?=\D|$)/, "$1-$2-$3");

/** Beside an axis: `2.5M`, `90K`, `750`, and `1.5` where steps are smaller than one. */
export const axisText = (value: number): string => {
  if (value >= 1_000_000) return `${(value / 1_000_000).toFixed(1)}M`;
  if (value >= 1000) return `${trimmed(value / 1000)}K`;
  return value < 10 ? trimmed(value) : String(Math.round(value));
};

/** Many records in little room: `12.0M`, `310K`, `987`. */
export const records = (value: Figure): string => {
  if (!known(value)) return UNKNOWN;
  if (value >= 999_950) return `${(value / 1_000_000).toFixed(1)}M`;
  return value >= 100_000 ? `${Math.round(value / 1000)}K` : count(value);
};

/** `48.2 GB`, `212 MB`. */
export const bytes = (value: Figure): string => {
  if (!known(value)) return UNKNOWN;
  const unit = SIZES.find(({ size }) => value >= size) ?? SMALLEST;
  const inUnit = value / unit.size;
  return `${inUnit >= 100 || unit === SMALLEST ? Math.round(inUnit) : inUnit.toFixed(1)} ${unit.name}`;
};
const SMALLEST = { size: 1024, name: "kB" } as const;
const SIZES = [{ size: 1024 ** 4, name: "TB" }, { size: 1024 ** 3, name: "GB" }, { size: 1024 ** 2, name: "MB" }, SMALLEST] as const;

/** `184 ms`, `2.4 s`. */
export const milliseconds = (value: Figure): string => {
  if (!known(value)) return UNKNOWN;
  return value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${count(Math.round(value))} ms`;
};

/** Two parts of a time, in a sentence: `14 min 30 s`, `2 h 5 min`, `3 d 4 h`. */
export const duration = (seconds: Figure): string => parts(seconds, LONG).join(" ") || UNKNOWN;

/** The same in a table: `14m 30s`, `2h 05m`. All of one length, so that nothing moves as it counts down. */
export const shortDuration = (seconds: Figure): string => parts(seconds, SHORT).join(" ") || UNKNOWN;

const DAY_S = 86_400;
const UNITS = [DAY_S, 3600, 60, 1] as const;
const LONG = { names: [" d", " h", " min", " s"], isPadded: false } as const;
const SHORT = { names: ["d", "h", "m", "s"], isPadded: true } as const;

const parts = (seconds: Figure, { names, isPadded }: typeof LONG | typeof SHORT): readonly string[] => {
  if (!known(seconds)) return [];
  let rest = Math.max(0, Math.round(seconds));
  const first = UNITS.findIndex((unit) => rest >= unit);
  if (first === -1) return [`0${names[3]}`];
  return UNITS.slice(first, first + 2).flatMap((unit, index) => {
    const whole = Math.floor(rest / unit);
    rest -= whole * unit;
    if (index > 0 && whole === 0 && !isPadded) return [];
    return [`${index > 0 && isPadded ? String(whole).padStart(2, "0") : whole}${names[first + index]}`];
  });
};

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const MINUTE = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const WHOLE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** `21:18:04`, in the reader's zone. */
export const clock = (time: Moment): string => shown(time, CLOCK);

/** `21:18`; with the date when it is another day than now: `1 Aug, 04:12`. */
export const when = (time: Moment, now: number): string => {
  const at = toTime(time);
  if (at === undefined) return UNKNOWN;
  return DATE.format(at) === DATE.format(now) ? MINUTE.format(at) : `${DATE.format(at)}, ${MINUTE.format(at)}`;
};

/** Date and time in full, for the foot of the page. */
export const dateTime = (time: Moment): string => shown(time, WHOLE);

/** A time as the service writes it, or in milliseconds. */
export type Moment = string | number | null | undefined;

export const toTime = (time: Moment): number | undefined => {
  const at = typeof time === "string" ? Date.parse(time) : (time ?? Number.NaN);
  return Number.isNaN(at) ? undefined : at;
};

const shown = (time: Moment, format: Intl.DateTimeFormat): string => {
  const at = toTime(time);
  return at === undefined ? UNKNOWN : format.format(at);
};

/** One decimal, unless it is none: `3`, `3.2`. */
const trimmed = (value: number): string => value.toFixed(1).replace(/\.0$/, "");
