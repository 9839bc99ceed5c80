import type { SearchResults } from "@discogsography/web/api/schema.gen";
import { announce } from "@discogsography/web/controls/announcer";
import { Button, LinkButton } from "@discogsography/web/controls/button";
import { Chip } from "@discogsography/web/controls/chip";
import { Select } from "@discogsography/web/controls/field";
import { Key } from "@discogsography/web/controls/key";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { count, counted } from "@discogsography/web/format";
import { SlidersHorizontal } from "lucide-react";
import { useEffect, useRef } from "react";
import type { EntityRef } from "../../app/entity";
import { href, lastMove } from "../../app/location";
import { Hits } from "./hits";
import { activeFilters, formatSearch, pageCount, type Search, SORT_TITLES, SORTS, withChange, withoutFilters, withText } from "./model";
import { Pager } from "./pager";
import styles from "./results.module.css";

interface ResultsProps {
  readonly search: Search;
  readonly results: SearchResults;
  readonly previewed: string | undefined;
  readonly areFiltersOpen: boolean;
  readonly onChange: (search: Search) => void;
  readonly onPreview: (entity: EntityRef) => void;
  readonly onFilters: () => void;
  readonly onLeave: () => void;
}

const pageHref = (search: Search, page: number): string => href({ pane: "search", ...formatSearch({ ...search, page }) });

/** What was found: how much, under which filters, in which order, and the hits themselves. */
export const Results = ({ search, results, previewed, areFiltersOpen, onChange, onPreview, onFilters, onLeave }: ResultsProps) => {
  const { total, capped, suggestion } = results;
  const found = `${capped ? "At least " : ""}${counted(total, "result")}`;
  useEffect(() => announce(found), [found]);
  const heading = useRef<HTMLHeadingElement>(null);
  const shownPage = useRef(search.page);
  useEffect(() => {
    if (shownPage.current === search.page) return;
    shownPage.current = search.page;
    // Another page is read from its beginning; after Back the browser finds the place.
    if (lastMove() !== "push") return;
    heading.current?.scrollIntoView({ block: "start" });
    heading.current?.focus({ preventScroll: true });
  }, [search.page]);
  const filters = activeFilters(search);
  return (
    <>
      <div className={styles.head}>
        <h2 ref={heading} tabIndex={-1} className={styles.count}>
          {found}
        </h2>
        <div className={styles.filters}>
          {filters.map(({ id, title, without }) => (
            <Chip key={id} isOn onRemove={() => onChange(without)} removeLabel={title}>
              {title}
            </Chip>
          ))}
          {filters.length > 1 && (
            <Button size="small" onClick={() => onChange({ ...withoutFilters(search), types: search.types })}>
              Clear all
            </Button>
          )}
        </div>
        <Button className={styles.open} icon={SlidersHorizontal} aria-expanded={areFiltersOpen} onClick={onFilters}>
          Filters
        </Button>
        <Select
          label="Order"
          isLabelHidden
          value={search.sort}
          options={SORTS.map((sort) => ({ value: sort, title: SORT_TITLES[sort] }))}
          onChange={(sort) => onChange(withChange(search, { sort }))}
        />
      </div>
      {suggestion && total > 0 && (
        <p className={styles.meant}>
          Little is called “<bdi>{search.q.trim()}</bdi>”. This is for{" "}
          <a href={pageHref(withText(search, suggestion), 1)}>
            <bdi>{suggestion}</bdi>
          </a>
          .
        </p>
      )}
      {results.results.length > 0 ? (
        <Hits results={results.results} previewed={previewed} onPreview={onPreview} onLeave={onLeave} />
      ) : total > 0 ? (
        <StateBlock
          kind="empty"
          title="This page is past the last one"
          text={`There are ${counted(pageCount(total), "page")} of results.`}
          actions={<LinkButton href={pageHref(search, 1)}>To the first page</LinkButton>}
        />
      ) : (
        <Nothing search={search} onChange={onChange} />
      )}
      <div className={styles.foot}>
        <p className={styles.keys} aria-hidden="true">
          <Key keys="ArrowUp" /> <Key keys="ArrowDown" /> move <Key keys="f" /> filters <Key keys="Escape" /> back to the box
        </p>
        <Pager page={search.page} total={total} hrefOf={(page) => pageHref(search, page)} />
      </div>
      {capped && (
        <p className={styles.note}>
          So much is called so that the largest {count(total)} were looked at. A longer name, or a filter, finds the others.
        </p>
      )}
    </>
  );
};

const Nothing = ({ search, onChange }: Pick<ResultsProps, "search" | "onChange">) => {
  const text = search.q.trim();
  const isFiltered = activeFilters(search).length > 0 || search.types.length > 0;
  return isFiltered ? (
    <StateBlock
      kind="empty"
      title="Nothing here yet"
      text={`Nothing called “${text}” passes these filters.`}
      actions={
        <Button variant="primary" size="small" onClick={() => onChange(withoutFilters(search))}>
          Clear filters
        </Button>
      }
    />
  ) : (
    <StateBlock
      kind="not-found"
      title={`No “${text}” in this catalogue`}
      text="Names are matched as Discogs writes them. Try fewer words, another spelling, or a catalogue number."
    />
  );
};
