import { hooks } from "@discogsography/web/api/client";
import type { Child, Expansion, Order } from "@discogsography/web/api/schema.gen";
import { Button } from "@discogsography/web/controls/button";
import { Reply } from "@discogsography/web/controls/reply";
import { Segmented } from "@discogsography/web/controls/segmented";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { type Column, Table } from "@discogsography/web/controls/table";
import { count, counted, years } from "@discogsography/web/format";
import { type ReactNode, useState } from "react";
import { type EntityRef, isEntityType } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { Foot, Meter, Row, Rows } from "../parts/rows";
import { Nothing, Section, usePlace } from "../parts/section";
import { withLists } from "../queries";

const whole = withLists<Expansion>("children");

export const useChildren = (entity: EntityRef, category: string, limit: number, offset: number, order: Order) =>
  hooks.useQuery(
    "get",
    "/api/expand",
    { params: { query: { type: entity.type, id: entity.id, category, limit, offset, order } } },
    { select: whole },
  );

const PAGE = 20;

const ORDERS: readonly { readonly value: Order; readonly title: string }[] = [
  { value: "newest", title: "Newest" },
  { value: "oldest", title: "Oldest" },
  { value: "weight", title: "Most pressed" },
];

interface ReleasesProps {
  readonly entity: EntityRef;
  readonly first?: Order;
}

/** Releases of anything that has some, a page at a time. */
export const Releases = ({ entity, first = "newest" }: ReleasesProps) => {
  const isPage = usePlace() === "page";
  const [order, setOrder] = useState<Order>(first);
  const [page, setPage] = useState(0);
  const query = useChildren(entity, "releases", PAGE, page * PAGE, order);
  return (
    <Section
      title="Releases"
      aside={
        <Segmented<Order>
          label="Order of releases"
          value={order}
          options={ORDERS}
          onChange={(next) => {
            setOrder(next);
            setPage(0);
          }}
        />
      }
    >
      <Reply
        of={query}
        skeleton={<Skeleton lines={8} />}
        isEmpty={(data) => data.total === 0}
        empty={<Nothing>No release of this catalogue is linked here.</Nothing>}
        isCompact
      >
        {({ children, total }) => (
          <>
            {isPage ? (
              <Table<Child, "title" | "catno" | "versions" | "year">
                caption={`Releases of ${entity.name}`}
                columns={COLUMNS}
                rows={children}
                keyOf={(child) => child.id}
              />
            ) : (
              <Rows label={`Releases of ${entity.name}`}>
                {children.map((child) => (
                  <ReleaseRow key={child.id} child={child} />
                ))}
              </Rows>
            )}
            <Pages page={page} size={PAGE} total={total} noun="release" onPage={setPage} />
          </>
        )}
      </Reply>
    </Section>
  );
};

const COLUMNS: readonly Column<Child, "title" | "catno" | "versions" | "year">[] = [
  {
    id: "title",
    title: "Title",
    isWide: true,
    cell: (child) => <EntityLink entity={{ type: "release", id: child.id, name: child.name }} />,
  },
  { id: "catno", title: "Catalogue no.", isSecondary: true, cell: (child) => <bdi className="mono">{child.catalog_number ?? "–"}</bdi> },
  { id: "versions", title: "Versions", isSecondary: true, align: "end", cell: (child) => count(child.weight) },
  { id: "year", title: "Year", align: "end", cell: (child) => child.year ?? "–" },
];

const ReleaseRow = ({ child }: { readonly child: Child }) => {
  const weight = child.weight ?? 0;
  const note = [child.catalog_number, child.role?.toLowerCase(), weight > 1 ? counted(weight, "version") : undefined]
    .filter(Boolean)
    .join(" · ");
  return (
    <Row
      name={<EntityLink entity={{ type: "release", id: child.id, name: child.name }} mark />}
      note={<bdi>{note}</bdi>}
      number={child.year ?? <span title="No year known">–</span>}
    />
  );
};

interface PagesProps {
  readonly page: number;
  readonly size: number;
  readonly total: number;
  readonly noun: string;
  readonly onPage: (page: number) => void;
}

/** `26–50 of 190 releases`, and the way on and back. */
export const Pages = ({ page, size, total, noun, onPage }: PagesProps) =>
  total <= size ? null : (
    <Foot>
      <span>
        {count(page * size + 1)}–{count(Math.min(total, (page + 1) * size))} of {counted(total, noun)}
      </span>
      <span style={{ display: "flex", gap: "var(--space-2)" }}>
        <Button size="small" variant="secondary" disabled={page === 0} onClick={() => onPage(page - 1)}>
          Previous
        </Button>
        <Button size="small" variant="secondary" disabled={(page + 1) * size >= total} onClick={() => onPage(page + 1)}>
          Next
        </Button>
      </span>
    </Foot>
  );

interface TopProps {
  readonly entity: EntityRef;
  readonly category: "artists" | "labels" | "styles" | "genres" | "people";
  readonly title: string;
  /** What to say when there is none. */
  readonly none: string;
  readonly limit?: number;
  readonly aside?: ReactNode;
}

const TONES = { artists: "artist", labels: "label", styles: "style", genres: "genre", people: "person" } as const;

/** The neighbours of one kind with most releases here. */
export const Top = ({ entity, category, title, none, limit = 10, aside }: TopProps) => {
  const query = useChildren(entity, category, limit, 0, "weight");
  return (
    <Section title={title} aside={aside ?? (query.data && query.data.total > limit ? `${limit} of ${count(query.data.total)}` : undefined)}>
      <Reply
        of={query}
        skeleton={<Skeleton lines={6} />}
        isEmpty={(data) => data.children.length === 0}
        empty={<Nothing>{none}</Nothing>}
        isCompact
      >
        {({ children }) => <TopRows nodes={children} category={category} label={title} />}
      </Reply>
    </Section>
  );
};

const TopRows = ({
  nodes,
  category,
  label,
}: {
  readonly nodes: readonly Child[];
  readonly category: TopProps["category"];
  readonly label: string;
}) => {
  const sorted = nodes.toSorted((a, b) => (b.release_count ?? 0) - (a.release_count ?? 0));
  const most = Math.max(1, ...nodes.map((child) => child.release_count ?? 0));
  return (
    <Rows label={label}>
      {sorted.map((child) => (
        <Row
          key={child.id}
          name={
            isEntityType(child.type) ? (
              <EntityLink entity={{ type: child.type, id: child.id, name: child.name }} mark />
            ) : (
              <bdi>{child.name}</bdi>
            )
          }
          note={[child.role?.toLowerCase(), years(child.first_year, child.last_year)].filter(Boolean).join(" · ")}
          picture={<Meter share={(child.release_count ?? 0) / most} tone={TONES[category]} />}
          number={<span title={counted(child.release_count ?? 0, "release")}>{count(child.release_count)}</span>}
        />
      ))}
    </Rows>
  );
};
