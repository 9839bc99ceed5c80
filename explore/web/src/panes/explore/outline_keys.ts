import { count } from "@discogsography/web/format";
import { shownName, TYPE_NAMES } from "../../app/entity";
import type { Row } from "../../graph/outline";

/** How many rows a page key goes. */
const PAGE = 10;

/** The row that a key of a tree leads to; undefined for keys that lead nowhere. Opening and closing is not its part. */
export const rowAfter = (rows: readonly Row[], at: number, key: string): Row | undefined => {
  const row = rows[at];
  if (row === undefined) return undefined;
  switch (key) {
    case "ArrowDown":
      return rows[at + 1];
    case "ArrowUp":
      return rows[at - 1];
    case "PageDown":
      return rows[Math.min(rows.length - 1, at + PAGE)];
    case "PageUp":
      return rows[Math.max(0, at - PAGE)];
    case "Home":
      return rows[0];
    case "End":
      return rows.at(-1);
    case "ArrowLeft":
      return rows.find(({ id }) => id === row.parent);
    case "ArrowRight":
      return rows[at + 1]?.parent === row.id ? rows[at + 1] : undefined;
    default:
      return key.length === 1 && /\p{Lu}|\p{N}/u.test(key) ? byLetter(rows, at, key) : undefined;
  }
};

/** The next row that begins with a letter. Small letters are the graph's own keys, so it is asked for with Shift. */
const byLetter = (rows: readonly Row[], at: number, letter: string): Row | undefined => {
  const begins = (row: Row): boolean =>
    (row.kind === "node" || row.kind === "category") && row.node.name.toLocaleLowerCase("en").startsWith(letter.toLocaleLowerCase("en"));
  return rows.slice(at + 1).find(begins) ?? rows.slice(0, at).find(begins);
};

/** A row as it is read aloud. */
export const rowText = (row: Row): string => {
  switch (row.kind) {
    case "category": {
      const { loaded, total } = row.node.category ?? { loaded: 0, total: 0 };
      const { totals } = row.category;
      if (totals) return `${row.category.title}, ${count(totals[0])} in the first year, ${count(totals[1])} in the second`;
      return `${row.category.title}, ${row.isOpen ? `${count(loaded)} of ${count(total)}` : count(total)}`;
    }
    case "node": {
      const kind = row.node.kind === "category" ? "" : TYPE_NAMES[row.node.kind][0].toLowerCase();
      const years = { only_a: "first year only", only_b: "second year only", both: "in both years" };
      return [shownName(row.node.name), kind, row.detail, row.node.years && years[row.node.years]].filter(Boolean).join(", ");
    }
    case "unfold":
      return `${count(row.count)} more in the graph`;
    case "more":
      return `Load ${count(row.count)} more`;
    case "failed":
      return `Did not load: ${row.message}. Try again`;
  }
};
