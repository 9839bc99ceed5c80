import { type EntityRef, isEntityType, parseKey } from "../../app/entity";
import type { Params } from "../../app/location";

/** What is on the screen, as the address says it: what is selected, the page, the person, or the centre. A centre known by name alone has it for its id. */
export const focusOf = (params: Params): Pick<EntityRef, "type" | "id"> | undefined => {
  const pane = params.pane ?? "explore";
  if (pane === "explore") {
    const key = parseKey(params.sel) ?? parseKey(params.page);
    if (key !== undefined) return key;
    const id = params.id ?? params.name;
    const type = params.type ?? "artist";
    return id && isEntityType(type) ? { type, id } : undefined;
  }
  if (pane === "credits" && params.person) return { type: "person", id: params.person };
  return undefined;
};
