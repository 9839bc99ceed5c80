import { type EntityRef, type EntityType, keyOf } from "../../app/entity";
import { entityHref } from "../../app/links";
import { formatList } from "../../app/list_param";
import { href } from "../../app/location";

/** Where else an entity can be taken to: real addresses, so that a middle click works. Undefined where the other pane does not know the type. */
export interface Ways {
  readonly graph: string | undefined;
  readonly path: string | undefined;
  readonly compare: string | undefined;
  readonly trends: string | undefined;
  readonly credits: string | undefined;
  readonly dna: string | undefined;
}

const PATH: readonly EntityType[] = ["artist", "label", "genre", "style"];
const TRENDS: readonly EntityType[] = ["artist", "label", "genre", "style"];

/** `centre`: what the graph is centred on to show the entity; the entity is selected in it when it is not the centre itself. */
export const waysOf = (entity: EntityRef, centre: EntityRef | undefined): Ways => {
  const key = keyOf(entity);
  const isCentre = centre !== undefined && keyOf(centre) === key;
  return {
    graph: centre && (isCentre ? entityHref(entity) : entityHref(centre, { sel: key })),
    path: PATH.includes(entity.type) ? href({ pane: "path", from: key }) : undefined,
    compare: compareHref(entity),
    trends: TRENDS.includes(entity.type) ? href({ pane: "trends", series: formatList([key]) }) : undefined,
    credits: entity.type === "person" ? href({ pane: "credits", person: entity.id }) : undefined,
    dna: entity.type === "label" ? href({ pane: "labels", compare: entity.id }) : undefined,
  };
};

const compareHref = ({ type, id }: EntityRef): string | undefined => {
  if (type === "artist") return href({ pane: "compare", ids: `${id},` });
  return type === "label" ? href({ pane: "compare", kind: "labels", ids: `${id},` }) : undefined;
};
