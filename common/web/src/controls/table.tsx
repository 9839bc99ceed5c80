import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { classes } from "../classes";
import styles from "./table.module.css";
import { VisuallyHidden } from "./visually_hidden";

export type Direction = "ascending" | "descending";
export interface Sort<Id extends string = string> {
  readonly column: Id;
  readonly direction: Direction;
}

export interface Column<Row, Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  readonly cell: (row: Row, index: number) => ReactNode;
  readonly align?: "end";
  /** Goes where there is no room for it, head and cells together. */
  readonly isSecondary?: boolean;
  /** The rows can be sorted by this column; the direction that its first click asks for. */
  readonly sort?: Direction;
  /** The title is read aloud and not drawn. */
  readonly isTitleHidden?: boolean;
  /** Takes the room that the others leave. */
  readonly isWide?: boolean;
}

interface TableProps<Row, Id extends string> {
  readonly caption: string;
  readonly isCaptionShown?: boolean;
  readonly columns: readonly Column<Row, Id>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  /** Which column's cells name their row; the first by default. */
  readonly nameColumn?: NoInfer<Id>;
  readonly sort?: Sort<NoInfer<Id>> | undefined;
  /** The caller sorts: rows are drawn in the order they come. */
  readonly onSort?: (sort: Sort<Id>) => void;
  readonly isSelected?: (row: Row) => boolean;
}

/** A row of heads for tables that draw their cells themselves. */
export const HeadRow = ({
  heads,
}: {
  readonly heads: readonly (readonly [title: string, className?: string | undefined, columns?: number])[];
}) => (
  <thead>
    <tr>
      {heads.map(([title, className, columns]) => (
        <th key={title} scope="col" className={className} colSpan={columns}>
          {title}
        </th>
      ))}
    </tr>
  </thead>
);

/** What a click on a column's head asks for: its own first direction, then the other. */
export const nextSort = <Id extends string>(
  column: { readonly id: Id; readonly sort?: Direction },
  now: Sort<Id> | undefined,
): Sort<Id> => {
  const first = column.sort ?? "ascending";
  if (now?.column !== column.id) return { column: column.id, direction: first };
  return { column: column.id, direction: now.direction === "ascending" ? "descending" : "ascending" };
};

/** Rows of things with their facts. Columns marked secondary go, as a whole, where the table has less than 420 px. */
export const Table = <Row, Id extends string>({
  caption,
  isCaptionShown = false,
  columns,
  rows,
  keyOf,
  nameColumn,
  sort,
  onSort,
  isSelected,
}: TableProps<Row, Id>) => {
  const [frame, isScrolled] = useOverflow();
  const name = nameColumn ?? columns[0]?.id;
  const cellClass = (column: Column<Row, Id>) =>
    classes(column.align === "end" && styles.end, column.isSecondary && styles.secondary, column.isWide && styles.wide);
  // A part that scrolls must take the focus, so that the keyboard can scroll it.
  const scroll = isScrolled ? ({ tabIndex: 0, role: "region", "aria-label": caption } as const) : {};
  return (
    <div className={styles.frame} ref={frame} {...scroll}>
      <table className={styles.table}>
        <caption className={isCaptionShown ? styles.caption : undefined}>
          {isCaptionShown ? caption : <VisuallyHidden>{caption}</VisuallyHidden>}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={cellClass(column)}
                aria-sort={sort?.column === column.id ? sort.direction : undefined}
              >
                <Head column={column} sort={sort} onSort={onSort} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={keyOf(row)}
              className={isSelected?.(row) ? styles.selected : undefined}
              aria-current={isSelected?.(row) ? "true" : undefined}
            >
              {columns.map((column) =>
                column.id === name ? (
                  <th key={column.id} scope="row" className={cellClass(column)}>
                    {column.cell(row, index)}
                  </th>
                ) : (
                  <td key={column.id} className={cellClass(column)}>
                    {column.cell(row, index)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

interface HeadProps<Row, Id extends string> {
  readonly column: Column<Row, Id>;
  readonly sort: Sort<Id> | undefined;
  readonly onSort: ((sort: Sort<Id>) => void) | undefined;
}

const Head = <Row, Id extends string>({ column, sort, onSort }: HeadProps<Row, Id>) => {
  const title = column.isTitleHidden ? <VisuallyHidden>{column.title}</VisuallyHidden> : column.title;
  if (!column.sort || !onSort) return title;
  const isOn = sort?.column === column.id;
  const Icon = isOn ? (sort.direction === "ascending" ? ArrowUp : ArrowDown) : ChevronsUpDown;
  return (
    <button type="button" className={classes(styles.sort, isOn && styles.sorted)} onClick={() => onSort(nextSort(column, sort))}>
      {title}
      <Icon size={12} aria-hidden />
    </button>
  );
};

const useOverflow = () => {
  const frame = useRef<HTMLDivElement>(null);
  const [isScrolled, setScrolled] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element || typeof ResizeObserver === "undefined") return undefined;
    const observer = new ResizeObserver(() => setScrolled(element.scrollWidth > element.clientWidth + 1));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [frame, isScrolled] as const;
};
