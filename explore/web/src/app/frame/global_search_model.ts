import { isEntityType } from "../entity";
import type { Params } from "../location";
import type { SearchType } from "../suggest";

/** What the search box shows of an address before anything is typed: the centre of the graph and its type. */
export const shownSearch = (params: Params): { readonly at: string; readonly text: string; readonly type: SearchType } => {
  const isGraph = (params.pane ?? "explore") === "explore" && !params.page && !params.snapshot;
  const text = isGraph ? (params.name ?? "") : "";
  const type = isGraph && isEntityType(params.type) ? params.type : "artist";
  // What was typed lasts while one stays with the same thing; another year or selection is the same thing.
  const at = JSON.stringify([params.pane ?? "explore", params.page ?? "", isGraph ? [params.type, params.id, params.name] : []]);
  return { at, text, type };
};
