import { isEntityType } from "../entity";
import { paneOf } from "../links";
import type { Params } from "../location";
import type { SearchType } from "../suggest";

/** What the search box shows of an address before anything is typed: the centre of the graph and its type. */
export const shownSearch = (params: Params): { readonly at: string; readonly text: string; readonly type: SearchType } => {
  const isGraph = paneOf(params) === "explore" && !params.page && !params.snapshot;
  const text = isGraph ? (params.name ?? "") : "";
  const type = isGraph && isEntityType(params.type) ? params.type : "artist";
  // What was typed lasts while one stays with the same thing; another year or selection is the same thing.
  const at = JSON.stringify([paneOf(params), params.page ?? "", isGraph ? [params.type, params.id, params.name] : []]);
  return { at, text, type };
};
