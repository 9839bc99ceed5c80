import type { Mentioned } from "@discogsography/web/api/schema.gen";
import { type EntityRef, isEntityType } from "../../app/entity";

/** A stretch of a text; with an entity it is that entity's name. */
export interface Stretch {
  readonly text: string;
  readonly entity?: EntityRef;
}

const LETTER = /[\p{L}\p{N}\p{M}]/u;

/** Entities that can be linked to: known types, real names, one a name (the first that the tools returned), longest name first. */
export const linkable = (entities: readonly Mentioned[]): readonly EntityRef[] => {
  const byName = new Map<string, EntityRef>();
  for (const { type, id, name } of entities) {
    if (isEntityType(type) && id !== "" && name.trim().length > 1 && !byName.has(name)) byName.set(name, { type, id, name });
  }
  return [...byName.values()].toSorted((a, b) => b.name.length - a.name.length);
};

/** A name counts where it stands by itself: `Air` is not in `Fairly`. */
const standsAlone = (text: string, from: number, to: number): boolean => {
  const before = [...text.slice(Math.max(from - 2, 0), from)].at(-1) ?? "";
  const after = [...text.slice(to, to + 2)][0] ?? "";
  return !LETTER.test(before) && !LETTER.test(after);
};

/**
 * Cuts a text at the names of entities; the pieces put together are the text. Longer names go before shorter ones, none overlap.
 *
 * @param entities As {@link linkable} gives them.
 */
export const stretches = (text: string, entities: readonly EntityRef[]): readonly Stretch[] => {
  const found: { readonly from: number; readonly to: number; readonly entity: EntityRef }[] = [];
  for (const entity of entities) {
    const { length } = entity.name;
    for (let from = text.indexOf(entity.name); from >= 0; from = text.indexOf(entity.name, from + length)) {
      const to = from + length;
      if (standsAlone(text, from, to) && found.every((each) => to <= each.from || from >= each.to)) found.push({ from, to, entity });
    }
  }
  const pieces: Stretch[] = [];
  let at = 0;
  for (const { from, to, entity } of found.toSorted((a, b) => a.from - b.from)) {
    if (from > at) pieces.push({ text: text.slice(at, from) });
    pieces.push({ text: text.slice(from, to), entity });
    at = to;
  }
  return at < text.length || pieces.length === 0 ? [...pieces, { text: text.slice(at) }] : pieces;
};

/** The part of a Markdown tree that is touched here. */
interface MarkdownNode {
  type: string;
  value?: string;
  url?: string;
  children?: MarkdownNode[];
}

/** Scheme of a link to an entity: its number in the list of entities. Links of the text itself are taken out before, so none can pass for one. */
export const ENTITY_SCHEME = "entity:";

const linked = (node: MarkdownNode, entities: readonly EntityRef[]): MarkdownNode[] => {
  if (node.type === "text") {
    return stretches(node.value ?? "", entities).map((piece) =>
      piece.entity === undefined
        ? { type: "text", value: piece.text }
        : { type: "link", url: `${ENTITY_SCHEME}${entities.indexOf(piece.entity)}`, children: [{ type: "text", value: piece.text }] },
    );
  }
  const children = node.children?.flatMap((child) => linked(child, entities));
  if (node.type === "link" || node.type === "linkReference") return children ?? [];
  return [children === undefined ? node : { ...node, children }];
};

/** Plug-in for remark: takes links of the text out, keeps their words, and makes links of the names of entities. */
export const remarkEntities =
  (entities: readonly EntityRef[]) =>
  () =>
  (tree: MarkdownNode): MarkdownNode => ({ ...tree, children: (tree.children ?? []).flatMap((child) => linked(child, entities)) });

const MARKS = /[*_`#>|~]+|^\s*(?:[-+]|\d+\.)\s+|!?\[([^\]]*)\]\([^)]*\)/gm;

/** An answer as one short line: without the marks of Markdown, cut between words. */
export const digest = (summary: string, most = 64): string => {
  const plain = summary.replace(MARKS, "$1").replace(/\s+/g, " ").trim();
  if ([...plain].length <= most) return plain;
  const cut = [...plain].slice(0, most - 1).join("");
  const space = cut.lastIndexOf(" ");
  return `${(space > most / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
};
