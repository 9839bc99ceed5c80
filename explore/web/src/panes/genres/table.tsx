import { type Sort, Table } from "@discogsography/web/controls/table";
import { count, percent } from "@discogsography/web/format";
import { useState } from "react";
import { EntityLink } from "../../app/entity_link";
import { type Branch, rows, type SortColumn, sortedRows } from "./model";

/** Every pair of a genre and a style, as a table that can be sorted. */
export const GenreTable = ({ shown }: { readonly shown: readonly Branch[] }) => {
  const [sort, setSort] = useState<Sort<SortColumn>>({ column: "releases", direction: "descending" });
  return (
    <Table<ReturnType<typeof rows>[number], SortColumn>
      caption="Genres and styles with their releases"
      rows={sortedRows(rows(shown), sort)}
      keyOf={({ genre, style }) => `${genre}/${style ?? ""}`}
      nameColumn="style"
      sort={sort}
      onSort={setSort}
      columns={[
        {
          id: "style",
          title: "Style",
          sort: "ascending",
          isWide: true,
          cell: ({ style }) => (style === undefined ? "all of it" : <EntityLink entity={{ type: "style", id: style, name: style }} mark />),
        },
        {
          id: "genre",
          title: "Genre",
          sort: "ascending",
          cell: ({ genre }) => <EntityLink entity={{ type: "genre", id: genre, name: genre }} mark />,
        },
        { id: "releases", title: "Releases", align: "end", sort: "descending", cell: ({ releases }) => count(releases) },
        {
          id: "share",
          title: "Of the genre",
          align: "end",
          sort: "descending",
          isSecondary: true,
          cell: ({ share }) => percent(share),
        },
      ]}
    />
  );
};
