/** What a node of the catalogue can be. `person` is somebody known by a credit's name alone. */
export const ENTITY_TYPES = ["artist", "release", "master", "label", "genre", "style", "person"] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

/** Types that the graph can be centred on; the others open as details. */
export const CENTRE_TYPES = ["artist", "label", "genre", "style", "person"] as const satisfies readonly EntityType[];

export interface EntityRef {
  readonly type: EntityType;
  /** The API's id; genres, styles and persons have their name for it. */
  readonly id: string;
  readonly name: string;
}

export const isEntityType = (value: unknown): value is EntityType => (ENTITY_TYPES as readonly unknown[]).includes(value);
export const canCentre = (type: EntityType): boolean => (CENTRE_TYPES as readonly EntityType[]).includes(type);

/** One text for an entity, as URLs and lists hold it: `artist:42`. Ids may hold colons (names do), types never. */
export const keyOf = (entity: Pick<EntityRef, "type" | "id">): string => `${entity.type}:${entity.id}`;

/** The reverse of {@link keyOf}; undefined for anything else. */
export const parseKey = (key: string | undefined): Pick<EntityRef, "type" | "id"> | undefined => {
  const cut = key?.indexOf(":") ?? -1;
  const type = key?.slice(0, cut);
  const id = key?.slice(cut + 1);
  return cut > 0 && isEntityType(type) && id ? { type, id } : undefined;
};

/** What a reader can see of a name: some names of the catalogue are empty, or made of marks that take no room. */
export const shownName = (name: string): string =>
  /[^\p{C}\p{Z}\p{M}\u{115f}\u{1160}\u{2800}\u{3164}\u{ffa0}]/u.test(name) ? name : "(no name)";

/** Names of the types in the interface: one, several. */
export const TYPE_NAMES: Readonly<Record<EntityType, readonly [string, string]>> = {
  artist: ["Artist", "Artists"],
  release: ["Release", "Releases"],
  master: ["Master", "Masters"],
  label: ["Label", "Labels"],
  genre: ["Genre", "Genres"],
  style: ["Style", "Styles"],
  person: ["Person", "People"],
};
