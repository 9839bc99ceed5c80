import { hooks } from "@discogsography/web/api/client";
import type { PersonCredits } from "@discogsography/web/api/schema.gen";
import { LinkButton } from "@discogsography/web/controls/button";
import { Card } from "@discogsography/web/controls/card";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { count } from "@discogsography/web/format";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { checked } from "../../app/checked";
import { href } from "../../app/location";
import styles from "./credits.module.css";
import { byRelease, type CreditedRelease, categoryOf, formatView, PAGE_SIZE, type View } from "./model";
import { ReleaseTable } from "./release_table";
import { Swatch } from "./swatch";

const isCredits = checked<PersonCredits>((data) => data.credits.every((each) => typeof each.release_id === "string") && data.total >= 0);

/** What a person did, newest first, a page at a time; the pills above filter it. */
export const Releases = ({ person, view }: { readonly person: string; readonly view: View }) => {
  const filter = view.category === undefined ? {} : { category: view.category };
  const query = hooks.useQuery(
    "get",
    "/api/credits/person/{name}",
    { params: { path: { name: person }, query: { limit: PAGE_SIZE, offset: view.page * PAGE_SIZE, ...filter } } },
    { select: isCredits },
  );
  const title = view.category === undefined ? "Releases" : `Releases: ${categoryOf(view.category).title.toLowerCase()}`;
  return (
    <Card title={title} aside={query.data && <Range credits={query.data} />} className={styles.wide}>
      <Reply
        of={query}
        skeleton={<Skeleton lines={10} />}
        isEmpty={(data) => data.credits.length === 0}
        empty={<StateBlock kind="empty" title="No such credits" text="Choose another kind of role, or all of them." isCompact />}
        isCompact
      >
        {(data) => (
          <>
            <ReleaseTable
              caption={`Releases that ${data.name} is credited on`}
              rows={byRelease(data.credits)}
              below={(row) => <bdi className={styles.artists}>{row.artists.join(", ")}</bdi>}
              further={[
                {
                  id: "label",
                  title: "Label",
                  isSecondary: true,
                  cell: (row) => <bdi className={styles.label}>{row.labels.join(", ")}</bdi>,
                },
                { id: "roles", title: "Roles", cell: (row) => <Roles of={row} /> },
              ]}
            />
            <Pages credits={data} view={view} />
          </>
        )}
      </Reply>
    </Card>
  );
};

const Roles = ({ of }: { readonly of: CreditedRelease }) => (
  <ul className={styles.roles}>
    {of.roles.map(({ role, category }) => (
      <li key={`${role} ${category}`}>
        <Swatch category={category} />
        <bdi>{role}</bdi>
      </li>
    ))}
  </ul>
);

const Range = ({ credits: { offset, credits, total } }: { readonly credits: PersonCredits }) => (
  <span className={styles.note}>
    {total === 0 ? "none" : `${count(offset + 1)}–${count(offset + credits.length)} of ${count(total)} credits`}
  </span>
);

const Pages = ({ credits, view }: { readonly credits: PersonCredits; readonly view: View }) => {
  if (credits.offset === 0 && !credits.has_more) return null;
  const to = (page: number): string => href(formatView({ ...view, page }));
  return (
    <nav className={styles.pages} aria-label="Pages of the releases">
      {view.page > 0 && (
        <LinkButton size="small" icon={ChevronLeft} href={to(view.page - 1)}>
          Newer
        </LinkButton>
      )}
      {credits.has_more && (
        <LinkButton size="small" icon={ChevronRight} href={to(view.page + 1)}>
          Older
        </LinkButton>
      )}
    </nav>
  );
};
