import { type Column, Table } from "@discogsography/web/controls/table";
import type { ReactNode } from "react";
import { EntityLink } from "../../app/entity_link";

interface Release {
  readonly id: string;
  readonly title: string;
  readonly year: number | null;
}

interface ReleaseTableProps<Row extends Release> {
  readonly caption: string;
  readonly rows: readonly Row[];
  /** What stands below a release's title. */
  readonly below: (row: Row) => ReactNode;
  readonly further?: readonly Column<Row>[];
}

/** Releases by year and title, with what a part of the page says of them. */
export const ReleaseTable = <Row extends Release>({ caption, rows, below, further = [] }: ReleaseTableProps<Row>) => (
  <Table<Row, string>
    caption={caption}
    keyOf={(row) => row.id}
    rows={rows}
    nameColumn="title"
    columns={[
      { id: "year", title: "Year", cell: (row) => <span className="mono">{row.year ?? "–"}</span> },
      {
        id: "title",
        title: "Release",
        isWide: true,
        cell: (row) => (
          <>
            <EntityLink entity={{ type: "release", id: row.id, name: row.title }} />
            {below(row)}
          </>
        ),
      },
      ...further,
    ]}
  />
);
