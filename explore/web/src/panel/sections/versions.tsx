import { hooks } from "@discogsography/web/api/client";
import type { MasterVersion, MasterVersions, VersionSort } from "@discogsography/web/api/schema.gen";
import { Badge } from "@discogsography/web/controls/chip";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { type Column, type Sort, Table } from "@discogsography/web/controls/table";
import { type ReactNode, useState } from "react";
import { EntityLink } from "../../app/entity_link";
import { rarityScore } from "../model/rarity";
import { Nothing, Section, usePlace } from "../parts/section";
import { withLists } from "../queries";
import { Pages } from "./children";

type ColumnId = "format" | "country" | "catno" | "year" | "rarity";

const whole = withLists<MasterVersions>("versions");

const columns = (isPanel: boolean): readonly Column<MasterVersion, ColumnId>[] => [
  {
    id: "format",
    title: "Format",
    sort: "ascending",
    isWide: true,
    cell: (version) => (
      <>
        <EntityLink entity={{ type: "release", id: version.id, name: version.title ?? "" }}>{version.format || "no format"}</EntityLink>{" "}
        {version.is_main_release && (
          <Badge tone="active" hasDot={false}>
            main
          </Badge>
        )}
      </>
    ),
  },
  { id: "country", title: "Country", sort: "ascending", isSecondary: isPanel, cell: (version) => version.country ?? "–" },
  {
    id: "catno",
    title: "Catalogue no.",
    sort: "ascending",
    isSecondary: true,
    cell: (version) => <bdi className="mono">{version.catno ?? "–"}</bdi>,
  },
  { id: "year", title: "Year", sort: "ascending", align: "end", cell: (version) => version.year ?? "–" },
  { id: "rarity", title: "Rarity", sort: "descending", align: "end", cell: (version) => rarityScore(version.rarity) },
];

interface VersionsProps {
  readonly id: string;
  readonly title: string;
  /** The release that is looked at: its row is marked. */
  readonly current?: string;
  readonly aside?: ReactNode;
}

/** All versions of a master, sorted by any column. */
export const Versions = ({ id, title, current, aside }: VersionsProps) => {
  const isPanel = usePlace() === "panel";
  const size = isPanel ? 10 : 25;
  const [sort, setSort] = useState<Sort<ColumnId>>({ column: "year", direction: "ascending" });
  const [page, setPage] = useState(0);
  const order: VersionSort = `${sort.direction === "descending" ? "-" : ""}${sort.column}`;
  const query = hooks.useQuery(
    "get",
    "/api/master/{master_id}/versions",
    { params: { path: { master_id: id }, query: { sort: order, limit: size, offset: page * size } } },
    { select: whole, placeholderData: (before) => before },
  );
  return (
    <Section title={title} aside={aside}>
      <Reply
        of={query}
        skeleton={<Skeleton lines={6} />}
        isEmpty={(data) => data.total === 0}
        empty={<Nothing>No version of this master is in the catalogue.</Nothing>}
        isCompact
      >
        {({ versions, total }) => (
          <>
            <Table<MasterVersion, ColumnId>
              caption={title}
              columns={columns(isPanel)}
              rows={versions}
              keyOf={(version) => version.id}
              sort={sort}
              onSort={(next) => {
                setSort(next);
                setPage(0);
              }}
              isSelected={(version) => version.id === current}
            />
            <Pages page={page} size={size} total={total} noun="version" onPage={setPage} />
          </>
        )}
      </Reply>
    </Section>
  );
};
