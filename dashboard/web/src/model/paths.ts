import type { Value } from "./history";

/** Room of a chart in its own units. */
export interface Room {
  readonly width: number;
  /** Where zero lies. */
  readonly bottom: number;
  readonly height: number;
  readonly top: number;
}

/** Share of the span at which each time lies, from 0 to 1. */
export const places = (times: readonly number[]): readonly number[] => {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || last === first) return times.map(() => 1);
  return times.map((time) => (time - first) / (last - first));
};

/** A line through what is known; it breaks where nothing is. */
export const linePath = (values: readonly Value[], at: readonly number[], room: Room): string =>
  runs(values)
    .map((run) => `M${run.map((index) => point(values, at, room, index)).join("L")}`)
    .join("");

/** The area under that line. */
export const areaPath = (values: readonly Value[], at: readonly number[], room: Room): string =>
  runs(values)
    .map((run) => {
      const [first, last] = [run[0] ?? 0, run.at(-1) ?? 0];
      const line = run.map((index) => point(values, at, room, index)).join("L");
      return `M${x(at, room, first)} ${room.bottom}L${line}L${x(at, room, last)} ${room.bottom}Z`;
    })
    .join("");

/** Height at which a value is drawn. */
export const heightOf = (value: number, { bottom, height, top }: Room): number => round(bottom - (Math.min(value, top) / top) * height);

const x = (at: readonly number[], { width }: Room, index: number): number => round((at[index] ?? 0) * width);
const point = (values: readonly Value[], at: readonly number[], room: Room, index: number): string =>
  `${x(at, room, index)} ${heightOf(values[index] ?? 0, room)}`;
const round = (value: number): number => Math.round(value * 100) / 100;

/** Places that follow each other without a gap. One alone is drawn as a short stroke to itself. */
const runs = (values: readonly Value[]): readonly (readonly number[])[] => {
  const found: number[][] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const run = found.at(-1);
    if (run?.at(-1) === index - 1) run.push(index);
    else found.push([index]);
  });
  return found.map((run) => (run.length === 1 ? [...run, ...run] : run));
};
