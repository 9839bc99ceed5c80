export { DetailsPanel } from "./frame/details_panel";
export { EntityPage } from "./frame/entity_page";
