import type { SearchSuggestion } from "@discogsography/web/api/schema.gen";
import { Button } from "@discogsography/web/controls/button";
import { Key } from "@discogsography/web/controls/key";
import { useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { Combobox } from "../combobox";
import { entityParams } from "../links";
import { navigate, type Params, useParams } from "../location";
import { SEARCH_TYPES, type SearchType, searchTypeName, submitted, toEntity } from "../suggest";
import { TypeSelect } from "../type_select";
import { suggestionsNow } from "../use_suggestions";
import styles from "./global_search.module.css";
import { shownSearch } from "./global_search_model";

interface GlobalSearchProps {
  /** `hero` is the large box of the start page. */
  readonly look: "header" | "hero";
  readonly hasFocusAtOnce?: boolean;
}

/** What was typed, for as long as the address is the one it was typed at. */
interface Draft {
  readonly at: string;
  readonly text: string;
  readonly type: SearchType;
}

/** The search box of the page: a name of the catalogue leads to the graph around it, or to its page, from wherever one is. */
export const GlobalSearch = ({ look, hasFocusAtOnce = false }: GlobalSearchProps) => {
  const params = useParams();
  const shown = shownSearch(params);
  const [draft, setDraft] = useState<Draft>();
  const input = useRef<HTMLInputElement>(null);
  const { text, type } = draft?.at === shown.at ? draft : shown;
  const go = (target: Params): void => {
    setDraft(undefined);
    navigate(target);
  };
  const client = useQueryClient();
  const turn = useRef(0);
  const submit = async (fresh?: readonly SearchSuggestion[]): Promise<void> => {
    // Names are matched exactly by the API, and typed in any case: whoever is faster than the suggestions waits for them.
    turn.current += 1;
    const mine = turn.current;
    const known = fresh ?? (await suggestionsNow(client, text, type));
    const target = submitted(text, type, known);
    if (target === undefined || turn.current !== mine) return;
    go(target);
  };
  const write = (patch: { readonly text?: string; readonly type?: SearchType }): void => {
    turn.current += 1;
    setDraft({ at: shown.at, text, type, ...patch });
  };
  return (
    <search className={look === "hero" ? styles.hero : styles.header} aria-label="Catalogue">
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Combobox
          id="searchInput"
          className={styles.box ?? ""}
          label="Search the catalogue"
          placeholder={
            type === "all" ? "An artist, a label, a record, a style…" : `Name of ${article(type)} ${searchTypeName(type).toLowerCase()}`
          }
          type={type}
          text={text}
          inputRef={input}
          hasFocusAtOnce={hasFocusAtOnce}
          isWide
          onText={(next) => write({ text: next })}
          onPick={(suggestion) => {
            go(entityParams(toEntity(suggestion)));
          }}
          onSubmit={(fresh) => void submit(fresh)}
          before={
            <TypeSelect
              id="searchTypeBtn"
              label="Search for"
              value={type}
              types={SEARCH_TYPES}
              onChange={(next) => {
                write({ type: next });
                input.current?.focus();
              }}
            />
          }
          after={
            look === "hero" ? (
              <Button id="searchBtn" type="submit" variant="primary" className={styles.go}>
                <Search className={styles.goIcon} size={18} aria-hidden />
                <span className={styles.goWord}>Explore</span>
              </Button>
            ) : (
              <span className={styles.hint} aria-hidden>
                <Key keys="/" />
              </span>
            )
          }
        />
      </form>
    </search>
  );
};

const article = (type: SearchType): string => (type === "artist" ? "an" : "a");

/** Puts the focus into the search box of the page, what stands in it selected. */
export const focusSearch = (): void => {
  const box = document.getElementById("searchInput");
  if (!(box instanceof HTMLInputElement)) return;
  box.focus();
  box.select();
};
