import { type EntityRef, isEntityType, keyOf } from "../app/entity";
import type { EdgeKind } from "./types";

/** One neighbour as one category lists it. The same entity may be listed by several. */
export interface Child extends EntityRef {
  readonly key: string;
  readonly weight: number;
  /** What is known of it in a word, for the right column of lists: a year, a count, `member`. */
  readonly detail: string;
  /** The same in a line, for the hover card. */
  readonly hint: string;
  readonly line: EdgeKind;
  readonly years?: "both" | "only_a" | "only_b";
}

/** The parts of a child of `/api/expand` that a walk needs. */
export interface ApiChild {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly year?: number | null;
  readonly release_count?: number | null;
  readonly weight?: number | null;
  readonly role?: string | null;
  readonly catalog_number?: string | null;
  readonly kind?: string | null;
  readonly first_year?: number | null;
  readonly last_year?: number | null;
}

export interface ApiPage {
  readonly children: readonly ApiChild[];
  readonly total: number;
  readonly truncated?: boolean;
}

const span = (child: ApiChild): string =>
  child.first_year == null
    ? ""
    : child.last_year == null || child.last_year === child.first_year
      ? `${child.first_year}`
      : `${child.first_year}–${child.last_year}`;

const LINES: Readonly<Record<string, EdgeKind>> = { member: "member_of", group: "member_of", alias: "alias_of" };

/** A child of the API's answer; undefined for what is no entity. A release without a title is called so. */
export const toChild = (child: ApiChild, word: string): Child | undefined => {
  if (!isEntityType(child.type) || child.id === "") return undefined;
  const isTitle = child.type === "release" || child.type === "master";
  const count = child.release_count ?? undefined;
  const hint = [
    child.role,
    isTitle && child.year ? `${child.year}` : "",
    child.catalog_number,
    child.kind,
    count === undefined ? "" : `${count.toLocaleString("en")} ${count === 1 ? "release" : "releases"} here`,
    isTitle ? "" : span(child),
  ].filter(Boolean);
  return {
    key: keyOf({ type: child.type, id: child.id }),
    type: child.type,
    id: child.id,
    name: child.name || (isTitle ? "Untitled" : child.id),
    weight: child.weight ?? count ?? 1,
    detail: child.kind ?? (isTitle ? `${child.year ?? ""}` : `${count?.toLocaleString("en") ?? ""}`),
    hint: hint.join(" · "),
    line: LINES[child.kind ?? ""] ?? (word === "people" ? "credit" : "plain"),
  };
};

/** Children of an answer, each once. */
export const toChildren = (found: readonly ApiChild[], word: string, known: readonly Child[] = []): readonly Child[] => {
  const seen = new Set(known.map(({ key }) => key));
  return found.flatMap((each) => {
    const child = toChild(each, word);
    if (child === undefined || seen.has(child.key)) return [];
    seen.add(child.key);
    return [child];
  });
};
