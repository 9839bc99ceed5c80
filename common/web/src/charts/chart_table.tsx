import { Disclosure } from "../controls/disclosure";
import { type Column, Table } from "../controls/table";
import { count } from "../format";
import styles from "./chart_table.module.css";
import type { YearPoint } from "./scales";

export type Value = string | number;

export interface TableForm {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

const shown = (value: Value | undefined, isFirst: boolean): string =>
  typeof value === "number" && !isFirst ? count(value) : String(value ?? "");

/** A part that scrolls takes the focus, so that the keyboard can scroll it. */
const scrolled = (label: string) => ({ tabIndex: 0, role: "region", "aria-label": label }) as const;

/** The same numbers as a table, behind a word. */
export const ChartTable = ({ label, table }: { readonly label: string; readonly table: TableForm }) => {
  const columns: Column<readonly Value[]>[] = table.columns.map((title, index) => ({
    id: String(index),
    title,
    cell: (row) => shown(row[index], index === 0),
    ...(index > 0 && { align: "end" as const }),
  }));
  return (
    <Disclosure title="Table">
      <div className={styles.scroll} {...scrolled(`${label}, numbers`)}>
        <Table caption={label} columns={columns} rows={table.rows} keyOf={(row) => String(row[0])} />
      </div>
    </Disclosure>
  );
};

export const yearTable = (points: readonly YearPoint[], title: string): TableForm => ({
  columns: ["Year", title],
  rows: points.filter(({ count: value }) => value > 0).map(({ year, count: value }) => [year, value]),
});
