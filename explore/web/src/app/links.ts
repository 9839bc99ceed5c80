import { canCentre, type EntityRef, keyOf } from "./entity";
import { href, navigate, type Params } from "./location";

/** Address that shows an entity: the graph around it, or its page for what the graph is not centred on. */
export const entityParams = (entity: EntityRef): Params =>
  canCentre(entity.type)
    ? { type: entity.type, name: entity.name, ...(entity.id === entity.name ? {} : { id: entity.id }) }
    : { page: keyOf(entity) };

/** Address of an entity's page. */
export const pageParams = (entity: Pick<EntityRef, "type" | "id">): Params => ({ page: keyOf(entity) });

export const entityHref = (entity: EntityRef): string => href(entityParams(entity));
export const openEntity = (entity: EntityRef): void => navigate(entityParams(entity));
