const WHOLE = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });
const RELATIVE = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** `1,234`; a dash for what is not known. */
export const count = (value: number | null | undefined): string => (known(value) ? WHOLE.format(value) : "–");

/** `987`, `12K`, `1.2M`: where room is short. */
export const compact = (value: number | null | undefined): string => (known(value) ? COMPACT.format(value).toUpperCase() : "–");

/** `1991–2004`; one year when they are the same or one is missing; empty without either. */
export const years = (first: number | null | undefined, last: number | null | undefined): string => {
  if (!known(first)) return known(last) ? String(last) : "";
  return known(last) && last !== first ? `${first}–${last}` : String(first);
};

/** A share from 0 to 1 as `31.7%`; `<0.1%` for what is there but would round to nothing, `100%` without a decimal. */
export const percent = (share: number | null | undefined): string => {
  if (!known(share)) return "–";
  const value = share * 100;
  if (value > 0 && value < 0.1) return "<0.1%";
  const rounded = Math.round(value * 10) / 10;
  return `${rounded === 0 || rounded === 100 ? rounded : rounded.toFixed(1)}%`;
};

/** A similarity or another score from 0 to 1 as `.81`; `1` and `0` as they are. */
export const score = (value: number | null | undefined): string => {
  if (!known(value)) return "–";
  const text = value.toFixed(2);
  if (text === "1.00" || text === "0.00" || text === "-0.00") return String(Math.abs(Math.round(value)));
  return text.replace(/^(-?)0\./, "$1.");
};

/** `1 release`, `1,234 releases`. */
export const counted = (value: number, one: string, many: string = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
];

/** `42 minutes ago`, `yesterday`; the date when it is more than a month past; empty for what is no time. */
export const ago = (iso: string | null | undefined, now: Date = new Date()): string => {
  const time = iso ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(time)) return "";
  const seconds = (time - now.getTime()) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 45) return "just now";
  if (distance > 31 * 86_400) return DAY.format(time);
  const [unit, length] = UNITS.findLast(([, size]) => distance >= size * 0.95) ?? ["minute", 60];
  return RELATIVE.format(Math.round(seconds / length), unit);
};

const known = (value: number | null | undefined): value is number => typeof value === "number" && Number.isFinite(value);
