import type { SearchResults } from "@discogsography/web/api/schema.gen";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type Action, useActions } from "../../app/actions";
import { type EntityRef, keyOf, parseKey } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { change, useParams } from "../../app/location";
import { useTitle } from "../../app/use_title";
import { Box } from "./box";
import { Filters } from "./filters";
import { canSearch, formatSearch, NAMES, parseSearch, type Search, withText } from "./model";
import { Placeholder } from "./placeholder";
import { Preview } from "./preview";
import { useNames, useResults } from "./queries";
import { Results } from "./results";
import styles from "./search.module.css";
import { Types } from "./types";
import { useDraft } from "./use_draft";

const write = (search: Search, how: "push" | "replace" = "push"): void => change(formatSearch(search), how);

export const Pane = () => {
  const params = useParams();
  const search = useMemo(() => parseSearch(params), [params]);
  const previewed = parseKey(params.sel);
  const pane = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [areFiltersOpen, setFiltersOpen] = useState(false);
  const draft = useDraft(search.q, (q) => write(withText(search, q), "replace"));
  const results = useResults(search);
  useTitle(search.q.trim() ? `“${search.q.trim()}” in the catalogue` : "Search");
  useEffect(() => input.current?.focus(), []);

  const toBox = useCallback(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const toHits = (): void => pane.current?.querySelector<HTMLElement>("[data-hit] a")?.focus();
  const toFilters = useCallback(() => {
    // They may be folded, and what is folded takes no focus: unfolded at once, so that the next key already finds them.
    flushSync(() => setFiltersOpen(true));
    pane.current?.querySelector<HTMLElement>("[data-filters] :is(input, [tabindex='0'])")?.focus();
  }, []);
  const preview = (entity: EntityRef): void => change({ sel: keyOf(entity) }, previewed ? "replace" : "push");
  const closePreview = (): void => {
    const at = params.sel;
    change({ sel: undefined }, "replace");
    const row = [...(pane.current?.querySelectorAll<HTMLElement>("[data-hit]") ?? [])].find((each) => each.dataset.hit === at);
    row?.querySelector<HTMLElement>("a")?.focus();
  };

  const actions = useMemo<readonly Action[]>(
    () => [
      { id: "search.box", title: "Type another search", group: "Search", keys: "/", run: toBox },
      { id: "search.filters", title: "Go to the filters", group: "Search", keys: "f", run: toFilters },
    ],
    [toBox, toFilters],
  );
  useActions(actions);

  return (
    <div ref={pane} className={styles.pane}>
      <h1 className={styles.title}>
        <VisuallyHidden>Search</VisuallyHidden>
      </h1>
      <Box inputRef={input} text={draft.text} onText={draft.type} onSubmit={draft.commit} onDown={toHits} />
      {canSearch(search) ? (
        <>
          <Types search={search} onChange={write} />
          <Names search={search} />
          {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves the preview, then the hits, for the box. */}
          <div
            className={styles.columns}
            data-previewing={previewed !== undefined}
            onKeyDown={(event) => {
              if (event.key !== "Escape" || event.defaultPrevented) return;
              event.preventDefault();
              if (previewed) closePreview();
              else toBox();
            }}
          >
            <div data-filters="">
              <Filters search={search} onChange={write} isOpen={areFiltersOpen} />
            </div>
            <div className={styles.results}>
              <Reply of={results} skeleton={<HitsSkeleton />} safe="What you typed and chose is kept.">
                {(data) => (
                  <Results
                    search={search}
                    results={data}
                    previewed={params.sel}
                    areFiltersOpen={areFiltersOpen}
                    onChange={write}
                    onPreview={preview}
                    onFilters={() => setFiltersOpen(!areFiltersOpen)}
                    onLeave={toBox}
                  />
                )}
              </Reply>
            </div>
            {previewed && (
              <Preview entity={{ ...previewed, name: nameOf(results.data, params.sel) ?? previewed.id }} onClose={closePreview} />
            )}
          </div>
        </>
      ) : (
        <Placeholder text={search.q.trim()} />
      )}
    </div>
  );
};

/** What a hit is called; undefined when it is not among them. */
const nameOf = (results: SearchResults | undefined, key: string | undefined): string | undefined =>
  results?.results.find((result) => keyOf(result) === key)?.name;

/** Genres, styles and people of that name: they have no records, so they are no hits, but they open like any. */
const Names = ({ search }: { readonly search: Search }) => {
  const names = useNames(search).data?.results ?? [];
  if (names.length === 0 || search.types.some((type) => (NAMES as readonly string[]).includes(type))) return null;
  return (
    <p className={styles.names}>
      Also called so:
      {names.map(({ type, id, name }) => (
        <EntityLink key={`${type}:${id}`} entity={{ type, id, name }} mark />
      ))}
    </p>
  );
};

const HitsSkeleton = () => (
  <div className={styles.skeleton}>
    <Skeleton height={24} width={140} />
    {Array.from({ length: 8 }, (_, row) => (
      <Skeleton key={row} height={44} />
    ))}
  </div>
);
