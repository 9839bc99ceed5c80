import type { GenreBranch, GenreTree } from "@discogsography/web/api/schema.gen";
import { type HierarchyRectangularNode, hierarchy, treemap, treemapSquarify } from "d3-hierarchy";
import type { EntityRef } from "../../app/entity";

/** A rectangle of the map. */
export interface Tile {
  readonly entity: EntityRef;
  readonly genre: string;
  readonly count: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** 0 to 1: count against the largest of its kind, for the strength of the colour. */
  readonly strength: number;
  /** A genre with its name above its styles; a small one is drawn without them. */
  readonly hasHead: boolean;
}

/** The part of a genre whose styles are too small to be drawn. */
export interface Rest {
  readonly genre: string;
  readonly styles: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Datum {
  /** Absent for what is left over. */
  readonly entity?: EntityRef;
  readonly count: number;
  /** Of what has no children. */
  readonly area: number;
  readonly children?: readonly Datum[];
}

type Node = HierarchyRectangularNode<Datum>;

/** Room for a genre's name above its styles. */
const HEAD = 22;
const LEAST_WIDTH = 56;
const GAP = 2;
/** Styles with less area than this, in square pixels, stay out of the map of all genres: they would be slivers. */
const LEAST_AREA = 640;
const LEAST_SIDE = 8;

const counted = (counts: readonly { readonly release_count: number }[]): number =>
  counts.reduce((sum, { release_count }) => sum + release_count, 0);

/** A genre has the area of its releases. A release has several styles, so they share that area in proportion instead of adding up to it; what is too small is left over together. */
const genreDatum = ({ name, release_count, styles }: GenreBranch, leastShare: number): Datum => {
  const entity: EntityRef = { type: "genre", id: name, name };
  const sum = counted(styles);
  const shown = styles.filter((style) => style.release_count > 0 && style.release_count >= leastShare * sum);
  if (shown.length === 0) return { entity, count: release_count, area: release_count };
  const area = (count: number): number => (release_count * count) / sum;
  const children = shown.map((style): Datum => {
    const own: EntityRef = { type: "style", id: style.name, name: style.name };
    return { entity: own, count: style.release_count, area: area(style.release_count) };
  });
  const rest = sum - counted(shown);
  return {
    entity,
    count: release_count,
    area: 0,
    children: rest > 0 ? [...children, { count: styles.length - shown.length, area: area(rest) }] : children,
  };
};

/** Rectangles for genres and, inside each, its styles; with `only` those of one genre, all of them. */
export const tiles = (
  tree: GenreTree,
  width: number,
  height: number,
  only?: string,
): { readonly genres: readonly Tile[]; readonly styles: readonly Tile[]; readonly rests: readonly Rest[] } => {
  const genres = tree.genres.filter(({ name, release_count }) => release_count > 0 && (only === undefined || name === only));
  const perRelease = (width * height) / Math.max(1, counted(genres));
  const leastShare = (genre: GenreBranch): number => (only === undefined ? LEAST_AREA / (perRelease * genre.release_count) : 0);
  const root = hierarchy<Datum>({ count: 0, area: 0, children: genres.map((genre) => genreDatum(genre, leastShare(genre))) })
    .sum(({ area }) => area)
    // What was left out comes last, into the corner.
    .sort((a, b) => Number(!a.data.entity) - Number(!b.data.entity) || (b.value ?? 0) - (a.value ?? 0));
  const hasHead = (node: Node): boolean =>
    node.depth === 1 && only === undefined && !!node.children && node.x1 - node.x0 >= LEAST_WIDTH && node.y1 - node.y0 >= 3 * HEAD;
  const nodes = treemap<Datum>()
    .tile(treemapSquarify)
    .size([width, height])
    .paddingOuter(GAP)
    .paddingInner(GAP)
    .paddingTop((node) => (hasHead(node) ? HEAD : GAP))
    .round(true)(root)
    .descendants();
  const isLarge = ({ x0, x1, y0, y1 }: Node): boolean => Math.min(x1 - x0, y1 - y0) >= LEAST_SIDE;
  const isShown = (node: Node): boolean =>
    node.depth === 1 || only !== undefined || (!!node.parent && hasHead(node.parent) && isLarge(node));
  const boxOf = ({ x0, y0, x1, y1 }: Node) => ({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 });
  const genreOf = (node: Node): string => (node.depth === 1 ? node : node.parent)?.data.entity?.name ?? "";
  const drawn = (depth: number): readonly Tile[] => {
    const chosen = nodes.filter((node) => node.depth === depth && isShown(node));
    const most = Math.max(1, ...chosen.map(({ data }) => (data.entity === undefined ? 0 : data.count)));
    return chosen.flatMap((node): readonly Tile[] => {
      const { entity, count } = node.data;
      if (entity === undefined) return [];
      return [{ ...boxOf(node), entity, genre: genreOf(node), count, strength: count / most, hasHead: hasHead(node) }];
    });
  };
  const rests = nodes
    .filter((node) => node.depth === 2 && node.data.entity === undefined && isShown(node))
    .map((node): Rest => ({ ...boxOf(node), genre: genreOf(node), styles: node.data.count }));
  return { genres: drawn(1), styles: drawn(2), rests };
};

/** Width of a letter, about: names are drawn in one size. */
const LETTER = 6.6;
const PADDING = 16;
const LEAST_LETTERS = 4;
const TWO_LINES = 40;

/** What a rectangle has room for: its name, cut when it must be, and its number on a line of its own, or at the end of a head. */
export const fits = (
  name: string,
  count: string,
  { width, height, hasHead }: Pick<Tile, "width" | "height" | "hasHead">,
): { readonly name: string | undefined; readonly hasCount: boolean } => {
  const room = Math.floor((width - PADDING) / LETTER);
  const letters = [...name];
  if (height < HEAD || room < Math.min(letters.length, LEAST_LETTERS)) return { name: undefined, hasCount: false };
  return {
    name: letters.length <= room ? name : `${letters.slice(0, room - 1).join("")}…`,
    hasCount: hasHead ? room > letters.length + count.length + 2 : height >= TWO_LINES && room >= count.length,
  };
};
