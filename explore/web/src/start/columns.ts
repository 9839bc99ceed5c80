/** Fewer columns than this would be beams. */
const LEAST = 24;
const MOST = 44;

/** Counts by year as heights from 0 to 1, oldest first, without gaps; several years a column where there are many. Empty without counts. */
export const columnsOf = (points: readonly { readonly year: number; readonly count: number }[]): readonly number[] => {
  const years = points.map(({ year }) => year);
  const last = Math.max(...years);
  const span = last - Math.min(...years) + 1;
  if (!Number.isFinite(span)) return [];
  const width = Math.ceil(span / MOST);
  const columns = new Array<number>(Math.max(Math.ceil(span / width), LEAST)).fill(0);
  for (const { year, count } of points) {
    const index = columns.length - 1 - Math.floor((last - year) / width);
    columns[index] = (columns[index] ?? 0) + count;
  }
  const peak = Math.max(...columns, 1);
  return columns.map((count) => (count === 0 ? 0 : Math.max(count / peak, 0.04)));
};
