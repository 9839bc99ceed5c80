import { hooks } from "@discogsography/web/api/client";
import type { ArtistPage, Exploration, LabelPage, MasterPage, PersonProfile, ReleasePage } from "@discogsography/web/api/schema.gen";
import { checked } from "../app/checked";

/** For `select`: the answer has these lists. */
export const withLists = <T extends object>(...keys: readonly (keyof T)[]): ((data: T) => T) =>
  checked<T>((data) => keys.every((key) => Array.isArray(data[key])));

const isArtist = withLists<ArtistPage>("profile_parts", "urls", "years", "genres", "styles", "members", "groups", "aliases");
const isRelease = withLists<ReleasePage>("artists", "labels", "formats", "tracks", "credits", "companies", "identifiers", "notes_parts");
const isMaster = withLists<MasterPage>("artists", "genres", "styles", "notes_parts", "videos");
const isLabel = withLists<LabelPage>("profile_parts", "urls", "years", "sublabels", "genres", "styles");
const isExploration = withLists<Exploration>("categories");
const isProfile = withLists<PersonProfile>("artists", "role_breakdown");

export const useArtist = (id: string) =>
  hooks.useQuery("get", "/api/artist/{artist_id}", { params: { path: { artist_id: id } } }, { select: isArtist });
export const useRelease = (id: string) =>
  hooks.useQuery("get", "/api/release/{release_id}", { params: { path: { release_id: id } } }, { select: isRelease });
export const useMaster = (id: string) =>
  hooks.useQuery("get", "/api/master/{master_id}", { params: { path: { master_id: id } } }, { select: isMaster });
export const useLabel = (id: string) =>
  hooks.useQuery("get", "/api/label/{label_id}", { params: { path: { label_id: id } } }, { select: isLabel });

/** A genre or a style: how much of what it has. */
export const useTag = (type: "genre" | "style", id: string) =>
  hooks.useQuery("get", "/api/explore", { params: { query: { type, id, categories: "all" } } }, { select: isExploration });
export const usePerson = (id: string) =>
  hooks.useQuery("get", "/api/credits/person/{name}/profile", { params: { path: { name: id } } }, { select: isProfile });
