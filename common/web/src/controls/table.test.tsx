import { render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { type Column, nextSort, type Sort, Table } from "./table";

type Row = readonly [title: string, number: string, year: number];
const rows: readonly Row[] = [
  ["Amber", "WARPCD25", 1994],
  ["Incunabula", "WARP CD17", 1993],
];
const columns: readonly Column<Row, "title" | "number" | "year">[] = [
  { id: "title", title: "Title", cell: (row) => row[0], sort: "ascending" },
  { id: "number", title: "Cat. no.", cell: (row) => row[1], isSecondary: true },
  { id: "year", title: "Year", cell: (row) => row[2], align: "end", sort: "descending" },
];

const Sortable = () => {
  const [sort, setSort] = useState<Sort<"title" | "number" | "year">>({ column: "title", direction: "ascending" });
  return <Table caption="Releases of Autechre" columns={columns} rows={rows} keyOf={(row) => row[0]} sort={sort} onSort={setSort} />;
};

it("is named, and its rows are named by their first cell", () => {
  render(<Sortable />);
  const table = screen.getByRole("table", { name: "Releases of Autechre" });
  expect(within(table).getByRole("rowheader", { name: "Amber" })).toBeInTheDocument();
});

it("says how it is sorted, and turns the order when asked again", async () => {
  const user = userEvent.setup();
  render(<Sortable />);
  const head = (name: string) => screen.getByRole("columnheader", { name });
  expect(head("Title")).toHaveAttribute("aria-sort", "ascending");
  expect(within(head("Cat. no.")).queryByRole("button")).toBeNull();
  await user.tab();
  await user.tab();
  await user.keyboard("{Enter}");
  expect(head("Year")).toHaveAttribute("aria-sort", "descending");
  expect(head("Title")).not.toHaveAttribute("aria-sort");
  await user.keyboard("{Enter}");
  expect(head("Year")).toHaveAttribute("aria-sort", "ascending");
});

it("marks secondary columns as a whole", () => {
  render(<Sortable />);
  expect(document.querySelectorAll(".secondary")).toHaveLength(rows.length + 1);
});

it.each([
  [undefined, "descending"],
  [{ column: "title", direction: "ascending" }, "descending"],
  [{ column: "year", direction: "descending" }, "ascending"],
  [{ column: "year", direction: "ascending" }, "descending"],
] as const)("sorts by a column after %o", (now, direction) => {
  expect(nextSort({ id: "year", sort: "descending" }, now)).toEqual({ column: "year", direction });
});
