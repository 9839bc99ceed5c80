import type { Result } from "@discogsography/web/api/schema.gen";
import { count, years } from "@discogsography/web/format";
import type { EntityRef } from "../../app/entity";

/** How a hit shows, beside its name. */
export interface Hit {
  readonly entity: EntityRef;
  /** What tells it from its namesakes, part by part: Autechre, 1994, `Vinyl, LP`, UK. May be empty. */
  readonly about: readonly string[];
  /** How much there is of it: `220 releases`, `7 versions`; undefined for a release. */
  readonly size: string | undefined;
  /** First and last year of what has a span. */
  readonly span: { readonly first: number; readonly last: number } | undefined;
  /** Versions of a master, for as many ticks. */
  readonly versions: number | undefined;
  readonly catno: string | undefined;
  readonly tier: string | undefined;
}

const SHOWN_TAGS = 3;

const some = (values: readonly string[] | null | undefined): string | undefined => values?.slice(0, SHOWN_TAGS).join(", ") || undefined;
const said = (...parts: readonly (string | number | null | undefined)[]): readonly string[] =>
  parts.flatMap((part) => (part ? [String(part)] : []));
/** Discogs has this word where a release bears no number. */
const NO_NUMBER = "none";
const counted = (value: number | null | undefined, one: string, many: string): string | undefined =>
  value ? `${count(value)} ${value === 1 ? one : many}` : undefined;

/** What a result is known by: each type says other things. */
export const hitOf = ({ type, id, name, metadata: known }: Result): Hit => {
  const tags = some(known.styles) ?? some(known.genres);
  const first = known.year ?? undefined;
  const last = known.last_year ?? first;
  const isWork = type === "master" || type === "release";
  const hit: Hit = {
    entity: { type, id, name },
    about: said(years(known.year, known.last_year)),
    size: counted(known.releases, "release", "releases"),
    span: isWork || first === undefined || last === undefined ? undefined : { first, last },
    versions: undefined,
    catno: undefined,
    tier: undefined,
  };
  switch (type) {
    case "master":
      return {
        ...hit,
        about: said(known.artist, known.year, tags),
        size: counted(known.releases, "version", "versions"),
        versions: known.releases ?? undefined,
      };
    case "release":
      return {
        ...hit,
        about: said(known.artist, known.year, known.label, some(known.formats), known.country),
        size: undefined,
        catno: known.catno && known.catno.toLowerCase() !== NO_NUMBER ? known.catno : undefined,
        tier: known.tier ?? undefined,
      };
    case "person":
      return { ...hit, size: counted(known.releases, "credit", "credits") };
    default:
      return { ...hit, about: said(...hit.about, known.country, tags) };
  }
};

/** The years that all spans of a page lie in: bars of one page share the scale. */
export const spanOf = (hits: readonly Hit[]): { readonly first: number; readonly last: number } | undefined => {
  const spans = hits.flatMap(({ span }) => (span === undefined ? [] : [span]));
  if (spans.length === 0) return undefined;
  return { first: Math.min(...spans.map(({ first }) => first)), last: Math.max(...spans.map(({ last }) => last)) };
};
