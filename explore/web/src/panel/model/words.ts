import type { ArtistOrigin, Format, InfluenceLink, Reason, RelatedArtist, Relationship } from "@discogsography/web/api/schema.gen";
import { count, years } from "@discogsography/web/format";

/** One kind of thing, several of it. */
const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  artists: ["artist", "artists"],
  people: ["person", "people"],
  labels: ["label", "labels"],
  genres: ["genre", "genres"],
  styles: ["style", "styles"],
  formats: ["format", "formats"],
  decades: ["decade", "decades"],
};
/** What says most of two being alike comes first: shared people before a shared decade. */
const TELLING = ["artists", "people", "labels", "styles", "genres", "formats", "decades"] as const;

const rank = ({ kind }: Reason): number => {
  const index = (TELLING as readonly string[]).indexOf(kind);
  return index < 0 ? TELLING.length : index;
};

/** Reasons in the order in which they tell something, without those that share nothing. */
export const orderedReasons = (reasons: readonly Reason[]): readonly Reason[] =>
  reasons.filter((reason) => reason.count > 0).toSorted((a, b) => rank(a) - rank(b));

/** `5 styles` */
export const reasonTitle = ({ kind, count: shared }: Reason): string => `${count(shared)} ${KINDS[kind]?.[shared === 1 ? 0 : 1] ?? kind}`;

/** One line of why: the first of each of the most telling kinds, `Sean Booth · Warp · IDM`, each name once. */
export const reasonLine = (reasons: readonly Reason[], kinds = 3): string => {
  const firsts: string[] = [];
  for (const reason of orderedReasons(reasons)) {
    const name = reasonNames(reason).find((each) => !firsts.includes(each));
    if (name !== undefined && firsts.length < kinds) firsts.push(name);
  }
  return firsts.join(" · ");
};

/** The decade's name where the API has its number alone. */
export const reasonNames = ({ kind, names }: Reason): readonly string[] =>
  kind === "decades" ? names.map((name) => (/^\d{4}$/.test(name) ? `${name}s` : name)) : names;

const day = (date: string | null | undefined): string | undefined => (date ? date.slice(0, 4) : undefined);

/** `Rochdale, United Kingdom · since 1987`, `Group from Detroit, 1970–1991`: where from and when, as far as MusicBrainz knows. */
export const originLine = (origin: ArtistOrigin | null, first: number | null, last: number | null): string => {
  const where = [origin?.begin_area, origin?.area].filter((each, index, all) => each && all.indexOf(each) === index).join(", ");
  const [from, to] = [day(origin?.begin_date), day(origin?.end_date)];
  const active = years(first, last);
  const when = from === undefined ? active && `releases ${active}` : to === undefined ? `since ${from}` : `${from}–${to}`;
  return [where, when].filter(Boolean).join(" · ");
};

/** `1994–1998`, `since 1994`, `until 1998`: a membership's time. */
export const timeOf = ({ begin_date, end_date }: Pick<RelatedArtist, "begin_date" | "end_date">): string => {
  const [from, to] = [day(begin_date), day(end_date)];
  if (from !== undefined) return to === undefined ? `since ${from}` : from === to ? from : `${from}–${to}`;
  return to === undefined ? "" : `until ${to}`;
};

/** What a relationship of MusicBrainz says from the artist's side: outgoing, incoming. */
const RELATIONSHIPS: Readonly<Record<string, readonly [string, string]>> = {
  MEMBER_OF: ["Member of", "Members"],
  COLLABORATED_WITH: ["Collaborated with", "Collaborated with"],
  TAUGHT: ["Taught", "Taught by"],
  TRIBUTE_TO: ["Tribute to", "Tributes"],
  FOUNDED: ["Founded", "Founded by"],
  SUPPORTED: ["Supported", "Supported by"],
  SUBGROUP_OF: ["Subgroup of", "Subgroups"],
  RENAMED_TO: ["Renamed to", "Renamed from"],
};

/** Relationships by what they say, in the order of the answer. */
export const relationshipGroups = (
  relationships: readonly Relationship[],
): readonly { readonly title: string; readonly items: readonly Relationship[] }[] => {
  const groups = new Map<string, Relationship[]>();
  for (const each of relationships) {
    const words = RELATIONSHIPS[each.type];
    const title = words?.[each.direction === "incoming" ? 1 : 0] ?? sentence(each.type);
    groups.set(title, [...(groups.get(title) ?? []), each]);
  }
  return [...groups].map(([title, items]) => ({ title, items }));
};

/** `SOME_WORD` as `Some word`. */
const sentence = (text: string): string => {
  const words = text.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const SERVICES: Readonly<Record<string, string>> = {
  allmusic: "AllMusic",
  apple_music: "Apple Music",
  bandcamp: "Bandcamp",
  bandsintown: "Bandsintown",
  discogs: "Discogs",
  imdb: "IMDb",
  lastfm: "Last.fm",
  musicbrainz: "MusicBrainz",
  myspace: "Myspace",
  official_homepage: "Official site",
  soundcloud: "SoundCloud",
  spotify: "Spotify",
  wikidata: "Wikidata",
  wikipedia: "Wikipedia",
  youtube: "YouTube",
};

/** How a service of a link is called: `official homepage` and `bandcamp` have better names; else the host. */
export const serviceName = (service: string | undefined, url: URL): string => {
  const known = SERVICES[(service ?? "").toLowerCase().replaceAll(/[ .-]/g, "_")];
  return known ?? url.hostname.replace(/^www\./, "");
};

/** `2×LP, Album, Limited Edition`: a format in one line. The name goes where its first description says it better. */
export const formatLine = ({ name, qty, descriptions, text }: Format): string => {
  const [first, ...rest] = descriptions;
  const isVinyl = name === "Vinyl" && first !== undefined && /^(LP|\d+")$/.test(first);
  const main = isVinyl ? first : (name ?? first ?? "");
  const words = isVinyl ? rest : name === null ? rest : descriptions;
  const times = qty !== null && qty > 1 ? `${qty}×` : "";
  return [`${times}${main}`, ...words, text ?? ""].filter(Boolean).join(", ");
};

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** `29 Nov 1993`, `Nov 1993`, `1993`: a date as exact as the dump has it; other texts as they are. */
export const releasedText = (released: string | null | undefined): string => {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(released ?? "");
  if (match === null) return released ?? "";
  const [, year = "", month = "00", date = "00"] = match;
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return year;
  const dayOfMonth = Number(date);
  return dayOfMonth >= 1 && dayOfMonth <= 31 ? `${dayOfMonth} ${name} ${year}` : `${name} ${year}`;
};

/** What kind of step a chain of influence takes. */
export const linkTitle = ({ kind, roles }: Pick<InfluenceLink, "kind" | "roles">): string => {
  if (kind === "member_of") return "member";
  return kind === "label" ? "same label" : roles.slice(0, 2).join(", ").toLowerCase() || "credit";
};
