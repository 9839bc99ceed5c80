import { Button } from "@discogsography/web/controls/button";
import { type Sort, Table } from "@discogsography/web/controls/table";
import { count, percent } from "@discogsography/web/format";
import { useState } from "react";
import { EntityLink } from "../../app/entity_link";
import styles from "./genres.module.css";
import { type Branch, rows, type SortColumn, sortedRows } from "./model";

/** Rows that show before one asks for the others. */
const FIRST_ROWS = 60;

/** Every pair of a genre and a style, as a table that can be sorted. */
export const GenreTable = ({ shown }: { readonly shown: readonly Branch[] }) => {
  const [sort, setSort] = useState<Sort<SortColumn>>({ column: "releases", direction: "descending" });
  const [isWhole, setWhole] = useState(false);
  const all = sortedRows(rows(shown), sort);
  return (
    <>
      <Table<ReturnType<typeof rows>[number], SortColumn>
        caption="Genres and styles with their releases"
        rows={isWhole ? all : all.slice(0, FIRST_ROWS)}
        keyOf={({ genre, style }) => `${genre}/${style ?? ""}`}
        nameColumn="style"
        sort={sort}
        onSort={setSort}
        columns={[
          {
            id: "style",
            title: "Style",
            sort: "ascending",
            cell: ({ style }) =>
              style === undefined ? (
                "all of it"
              ) : (
                <EntityLink entity={{ type: "style", id: style, name: style }} mark className={styles.cell ?? ""} />
              ),
          },
          {
            id: "genre",
            title: "Genre",
            sort: "ascending",
            cell: ({ genre }) => <EntityLink entity={{ type: "genre", id: genre, name: genre }} mark className={styles.cell ?? ""} />,
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
      {all.length > FIRST_ROWS && !isWhole && (
        <Button className={styles.all} onClick={() => setWhole(true)}>
          Show all {count(all.length)} rows
        </Button>
      )}
    </>
  );
};
