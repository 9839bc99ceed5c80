import type { ReleasePage, SleeveCredit, Track } from "@discogsography/web/api/schema.gen";

/** Somebody in one category of a release's credits, with all that they did. */
export interface CreditLine {
  /** The artist's id, where the credit names one. */
  readonly id: string | null;
  readonly name: string;
  /** Roles in the order of the sleeve, each with the tracks that it is about; without them it is about all. */
  readonly roles: readonly { readonly role: string; readonly tracks: string }[];
}

export interface CreditGroup {
  readonly category: string;
  readonly lines: readonly CreditLine[];
}

interface Entry {
  readonly id: string | null;
  readonly name: string;
  readonly roles: Map<string, Set<string>>;
}

const trackCredits = (track: Track): readonly (readonly [SleeveCredit, string])[] => [
  ...track.credits.map((credit) => [credit, track.position ?? track.title ?? ""] as const),
  ...(track.sub_tracks ?? []).flatMap(trackCredits),
];

/** Credits of the release and of its tracks as one list: a name once a category, however often it is printed. `order` are the categories, known ones first. */
export const creditGroups = (release: Pick<ReleasePage, "credits" | "tracks">, order: readonly string[]): readonly CreditGroup[] => {
  const groups = new Map<string, Map<string, Entry>>();
  const add = (credit: SleeveCredit, track: string): void => {
    const people = groups.get(credit.category) ?? new Map<string, Entry>();
    groups.set(credit.category, people);
    const key = credit.id ?? `name:${credit.name}`;
    const entry = people.get(key) ?? { id: credit.id, name: credit.name, roles: new Map<string, Set<string>>() };
    people.set(key, entry);
    const role = credit.role ?? "";
    const tracks = entry.roles.get(role) ?? new Set<string>();
    entry.roles.set(role, tracks);
    const about = credit.tracks ?? track;
    if (about !== "") tracks.add(about);
  };
  for (const group of release.credits) for (const credit of group.credits) add(credit, "");
  for (const [credit, track] of release.tracks.flatMap(trackCredits)) add(credit, track);

  const rank = (category: string): number => (order.includes(category) ? order.indexOf(category) : order.length);
  return [...groups]
    .map(([category, people]) => ({ category, lines: [...people.values()].map(toLine) }))
    .toSorted((a, b) => rank(a.category) - rank(b.category) || (a.category < b.category ? -1 : 1));
};

const toLine = ({ id, name, roles }: Entry): CreditLine => ({
  id,
  name,
  roles: [...roles].map(([role, tracks]) => ({ role, tracks: [...tracks].join(", ") })),
});

/** Distinct names over all groups. */
export const peopleIn = (groups: readonly CreditGroup[]): number =>
  new Set(groups.flatMap(({ lines }) => lines.map(({ id, name }) => id ?? `name:${name}`))).size;
