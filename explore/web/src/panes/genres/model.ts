import type { GenreTree } from "@discogsography/web/api/schema.gen";
import { formatList, parseList } from "../../app/list_param";
import type { Params } from "../../app/location";

/**
 * The genres pane.
 *
 * Keys: `view` = `tree` (absent), `map` or `table`; `open` list of the genres that are unfolded in the tree; `genre` the one that the map shows alone;
 * `find` letters that names have to hold.
 */
export interface View {
  readonly as: As;
  readonly open: readonly string[];
  readonly genre: string | undefined;
  readonly find: string;
}

export const FORMS = ["tree", "map", "table"] as const;
export type As = (typeof FORMS)[number];
export const FORM_TITLES: Readonly<Record<As, string>> = { tree: "Tree", map: "Map", table: "Table" };

const MAX_FIND = 100;

export const parseView = (params: Params): View => ({
  as: FORMS.find((form) => form === params.view) ?? "tree",
  open: parseList(params.open),
  genre: params.genre || undefined,
  find: (params.find ?? "").slice(0, MAX_FIND),
});

export const formatView = (view: View): Params => ({
  view: view.as === "tree" ? undefined : view.as,
  open: formatList(view.open),
  genre: view.genre,
  find: view.find || undefined,
});

export const withToggled = (view: View, genre: string): View => ({
  ...view,
  open: view.open.includes(genre) ? view.open.filter((each) => each !== genre) : [...view.open, genre],
});

/** A genre as the tree shows it. */
export interface Branch {
  readonly name: string;
  readonly count: number;
  readonly styles: readonly { readonly name: string; readonly count: number }[];
  readonly isOpen: boolean;
}

const folded = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Genres whose name, or a style's name, holds the letters sought; a style that was found shows with its genre unfolded. */
export const branches = (tree: GenreTree, view: View): readonly Branch[] => {
  const sought = folded(view.find.trim());
  return tree.genres.flatMap((genre): readonly Branch[] => {
    const styles = genre.styles.map(({ name, release_count }) => ({ name, count: release_count }));
    const isNamed = folded(genre.name).includes(sought);
    const found = sought === "" || isNamed ? styles : styles.filter(({ name }) => folded(name).includes(sought));
    if (sought !== "" && !isNamed && found.length === 0) return [];
    const isOpen = sought === "" || isNamed ? view.open.includes(genre.name) : true;
    return [{ name: genre.name, count: genre.release_count, styles: found, isOpen }];
  });
};

/** An item of the tree that can be gone to, in the order of the page. */
export interface TreeItem {
  readonly id: string;
  readonly name: string;
  readonly parent: string | undefined;
  readonly isOpen: boolean | undefined;
}

export const genreId = (genre: string): string => `genre:${genre}`;
export const styleId = (genre: string, style: string): string => `style:${genre}:${style}`;

export const treeItems = (shown: readonly Branch[]): readonly TreeItem[] =>
  shown.flatMap((branch) => [
    { id: genreId(branch.name), name: branch.name, parent: undefined, isOpen: branch.styles.length === 0 ? undefined : branch.isOpen },
    ...(branch.isOpen
      ? branch.styles.map(({ name }) => ({ id: styleId(branch.name, name), name, parent: genreId(branch.name), isOpen: undefined }))
      : []),
  ]);

/** What a key does in the tree, as assistive technology expects of one: go to an item, or fold one. */
export type TreeMove = { readonly goTo: string } | { readonly fold: string } | undefined;

export const treeMove = (items: readonly TreeItem[], at: string, key: string): TreeMove => {
  const index = items.findIndex((item) => item.id === at);
  const item = items[index];
  if (item === undefined) return undefined;
  const goTo = (other: TreeItem | undefined): TreeMove => (other === undefined ? undefined : { goTo: other.id });
  switch (key) {
    case "ArrowDown":
      return goTo(items[index + 1]);
    case "ArrowUp":
      return goTo(items[index - 1]);
    case "Home":
      return goTo(items[0]);
    case "End":
      return goTo(items.at(-1));
    case "ArrowRight":
      return item.isOpen === false ? { fold: item.name } : item.isOpen ? goTo(items[index + 1]) : undefined;
    case "ArrowLeft":
      return item.isOpen ? { fold: item.name } : goTo(items.find(({ id }) => id === item.parent));
    default: {
      if (key.length !== 1 || key === " ") return undefined;
      const after = [...items.slice(index + 1), ...items.slice(0, index)];
      return goTo(after.find(({ name }) => folded(name).startsWith(folded(key))));
    }
  }
};

/** A row of the table: a style within a genre, or a genre that has no styles. */
export interface Row {
  readonly genre: string;
  readonly style: string | undefined;
  readonly releases: number;
  /** Part of the genre's releases. */
  readonly share: number;
}

export const rows = (shown: readonly Branch[]): readonly Row[] =>
  shown.flatMap(({ name: genre, count, styles }): readonly Row[] =>
    styles.length === 0
      ? [{ genre, style: undefined, releases: count, share: 1 }]
      : styles.map((style) => ({ genre, style: style.name, releases: style.count, share: count === 0 ? 0 : style.count / count })),
  );

export type SortColumn = "style" | "genre" | "releases" | "share";

export const sortedRows = (
  unsorted: readonly Row[],
  { column, direction }: { readonly column: SortColumn; readonly direction: "ascending" | "descending" },
): readonly Row[] => {
  const sign = direction === "ascending" ? 1 : -1;
  const compare = (a: Row, b: Row): number =>
    column === "style" || column === "genre" ? (a[column] ?? "").localeCompare(b[column] ?? "", "en") : a[column] - b[column];
  return unsorted.toSorted((a, b) => sign * compare(a, b) || b.releases - a.releases);
};
