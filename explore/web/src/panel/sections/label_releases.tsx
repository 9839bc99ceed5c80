import { hooks } from "@discogsography/web/api/client";
import type { LabelReleases as Answer, LabelPage, LabelRelease, ReleaseSort } from "@discogsography/web/api/schema.gen";
import { YearHistogram } from "@discogsography/web/charts/histogram";
import { Chip } from "@discogsography/web/controls/chip";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { type Column, type Sort, Table } from "@discogsography/web/controls/table";
import { count, years as yearText } from "@discogsography/web/format";
import { useState } from "react";
import { EntityLink } from "../../app/entity_link";
import { MaybeLink } from "../parts/names";
import { Nothing, Section, usePlace } from "../parts/section";
import { withLists } from "../queries";
import { Pages } from "./children";
import styles from "./label_releases.module.css";

type ColumnId = "title" | "artist" | "catno" | "year" | "versions";

const whole = withLists<Answer>("releases");

const COLUMNS: readonly Column<LabelRelease, ColumnId>[] = [
  {
    id: "title",
    title: "Title",
    sort: "ascending",
    cell: (row) => <EntityLink entity={{ type: "release", id: row.id, name: row.title ?? "" }} />,
  },
  {
    id: "artist",
    title: "Artist",
    cell: (row) =>
      row.artists.map((artist, index) => (
        <span className={styles.artist} key={`${artist.id}:${index}`}>
          {index > 0 && ", "}
          <MaybeLink type="artist" id={artist.id} name={artist.name} />
        </span>
      )),
  },
  {
    id: "catno",
    title: "Catalogue no.",
    sort: "ascending",
    isSecondary: true,
    cell: (row) => <bdi className="mono">{row.catno ?? "–"}</bdi>,
  },
  { id: "year", title: "Year", sort: "ascending", align: "end", cell: (row) => row.year ?? "–" },
  {
    id: "versions",
    title: "Versions",
    sort: "descending",
    align: "end",
    isSecondary: true,
    cell: (row) => (row.version_count > 0 ? count(row.version_count) : "–"),
  },
];

interface Range {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** A label's catalogue: the years are the filter, every column sorts. */
export const LabelReleases = ({ label, name }: { readonly label: LabelPage; readonly name: string }) => {
  const isPage = usePlace() === "page";
  const size = isPage ? 12 : 10;
  const [drawn, setDrawn] = useState<Range>({});
  const [range, setRange] = useState<Range>({});
  const [sort, setSort] = useState<Sort<ColumnId>>({ column: "year", direction: "ascending" });
  const [page, setPage] = useState(0);
  const order = `${sort.direction === "descending" ? "-" : ""}${sort.column}` as ReleaseSort;
  const query = hooks.useQuery(
    "get",
    "/api/label/{label_id}/releases",
    {
      params: {
        path: { label_id: label.id },
        query: {
          sort: order,
          limit: size,
          offset: page * size,
          ...(range.from === undefined ? {} : { year_from: range.from }),
          ...(range.to === undefined ? {} : { year_to: range.to }),
        },
      },
    },
    { select: whole, placeholderData: (before) => before },
  );
  const choose = (next: Range, how: "dragging" | "done"): void => {
    setDrawn(next);
    if (how === "dragging") return;
    setRange(next);
    setPage(0);
  };
  const isNarrowed = range.from !== undefined || range.to !== undefined;
  return (
    <Section
      title={isPage ? "Releases by year" : "Releases"}
      aside={
        isNarrowed && (
          <Chip isOn onRemove={() => choose({}, "done")} removeLabel="the years">
            {yearText(range.from ?? label.first_year, range.to ?? label.last_year)}
          </Chip>
        )
      }
    >
      {label.years.length > 1 && (
        <YearHistogram
          points={label.years}
          from={drawn.from}
          to={drawn.to}
          onChange={choose}
          label="Years of releases"
          height={isPage ? 120 : 72}
        />
      )}
      <Reply
        of={query}
        skeleton={<Skeleton lines={8} />}
        isEmpty={(data) => data.total === 0}
        empty={
          <Nothing>
            {isNarrowed ? "Nothing was released in these years. Widen them above." : "No release on this label is in the catalogue."}
          </Nothing>
        }
        isCompact
      >
        {({ releases, total }) => (
          <>
            <Table<LabelRelease, ColumnId>
              caption={`Releases on ${name}`}
              columns={COLUMNS}
              rows={releases}
              keyOf={(row) => row.id}
              sort={sort}
              onSort={(next) => {
                setSort(next);
                setPage(0);
              }}
            />
            <Pages page={page} size={size} total={total} noun="release" onPage={setPage} />
          </>
        )}
      </Reply>
    </Section>
  );
};
