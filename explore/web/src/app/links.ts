import { canCentre, type EntityRef, keyOf } from "./entity";
import { href, navigate, type Params } from "./location";
import { isPane, type PaneId } from "./panes";

/** Address that shows an entity: the graph around it, or its page for what the graph is not centred on. */
export const entityParams = (entity: EntityRef): Params =>
  canCentre(entity.type)
    ? { type: entity.type, name: entity.name, ...(entity.id === entity.name ? {} : { id: entity.id }) }
    : { page: keyOf(entity) };

/** Address of an entity's page. */
export const pageParams = (entity: Pick<EntityRef, "type" | "id">): Params => ({ page: keyOf(entity) });

/** Address as text; `more` are keys beside the entity's own, such as a year. */
export const entityHref = (entity: EntityRef, more: Params = {}): string => href({ ...entityParams(entity), ...more });
export const openEntity = (entity: EntityRef): void => navigate(entityParams(entity));

/** The pane of an address; of one that names none, or none that there is, the first. */
export const paneOf = (params: Params): PaneId => (isPane(params.pane) ? params.pane : "explore");

/** Whether the address shows the start page: the explore pane, and nothing to show in it. */
export const isStart = (params: Params): boolean =>
  paneOf(params) === "explore" && !params.name && !params.id && !params.page && !params.snapshot;

/** Whether the address shows the picture of the graph, which fills the screen. */
export const isGraph = (params: Params): boolean => paneOf(params) === "explore" && !isStart(params) && !params.page;
