import type { EntityRef } from "../../app/entity";

/** What is to be shown. Its name may not be known yet: the answer has it. */
export type Shown = Pick<EntityRef, "type" | "id"> & { readonly name?: string | undefined };

/** With the name as far as it is known: genres, styles and persons have theirs for an id; else it is empty until the answer comes. */
export const toEntity = ({ type, id, name }: Shown): EntityRef => ({
  type,
  id,
  name: name || (type === "genre" || type === "style" || type === "person" ? id : ""),
});
