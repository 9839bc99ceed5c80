/** How much there is of something in a year. */
export interface YearPoint {
  readonly year: number;
  readonly count: number;
}

/** Every year from the first to the last (or of a given span), with 0 where the points say nothing. Points out of the span, or between its steps, are left out. */
export const everyYear = (
  points: readonly YearPoint[],
  span: readonly [number, number] | undefined = spanOf(points),
  step = 1,
): readonly YearPoint[] => {
  if (!span) return [];
  const [first, last] = span;
  const counts = new Map<number, number>();
  for (const { year, count } of points) counts.set(year, (counts.get(year) ?? 0) + count);
  return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, index) => {
    const year = first + index * step;
    return { year, count: counts.get(year) ?? 0 };
  });
};

/** First and last year; undefined without points. */
export const spanOf = (points: readonly YearPoint[]): readonly [number, number] | undefined => {
  let span: [number, number] | undefined;
  for (const { year } of points) {
    if (!Number.isFinite(year)) continue;
    span = span ? [Math.min(span[0], year), Math.max(span[1], year)] : [year, year];
  }
  return span;
};

export const peakOf = (points: readonly YearPoint[]): YearPoint | undefined =>
  points.reduce<YearPoint | undefined>((best, point) => (best === undefined || point.count > best.count ? point : best), undefined);

/** Years that get a tick: round ones, at most `most` of them, and never so close to an end that they would leave the picture. */
export const yearTicks = (first: number, last: number, most: number): readonly number[] => {
  const step = [1, 2, 5, 10, 20, 50, 100].find((each) => Math.floor(last / each) - Math.ceil(first / each) + 1 <= Math.max(1, most)) ?? 200;
  const ticks: number[] = [];
  for (let year = Math.ceil(first / step) * step; year <= last; year += step) ticks.push(year);
  return ticks.length > 0 ? ticks : [first];
};

/** The top of an axis from zero with four equal steps of round numbers. */
export const niceTop = (most: number, isWhole = true): number => {
  if (!(most > 0)) return isWhole ? 4 : 1;
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough - 1e-9) ?? 10) * power;
  return 4 * (isWhole ? Math.max(1, Math.ceil(step)) : step);
};

/** Moves places apart until they have at least `gap` between them, within the limits, as little as it can; keeps the order they come in. */
export const spread = (places: readonly number[], gap: number, low: number, high: number): readonly number[] => {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  let floor = low;
  for (const each of order) {
    each.place = Math.max(each.place, floor);
    floor = each.place + gap;
  }
  let ceiling = high;
  for (const each of order.toReversed()) {
    each.place = Math.min(each.place, ceiling);
    ceiling = each.place - gap;
  }
  const moved = [...places];
  for (const { place, index } of order) moved[index] = place;
  return moved;
};

/** Range of years that a reader chose; undefined at an end means all years that way. */
export interface YearRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** A range within a span, its ends in order; ends that lie at the span's own become undefined. */
export const toRange = (from: number, to: number, [first, last]: readonly [number, number]): YearRange => {
  const within = (year: number) => Math.min(last, Math.max(first, Math.round(year)));
  const low = within(Math.min(from, to));
  const high = within(Math.max(from, to));
  return { ...(low > first && { from: low }), ...(high < last && { to: high }) };
};
