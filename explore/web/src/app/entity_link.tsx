import type { ReactNode } from "react";
import { type EntityRef, shownName, TYPE_NAMES } from "./entity";
import styles from "./entity_link.module.css";
import { entityHref } from "./links";
import { TypeMark } from "./type_mark";

/** Names longer than this may be cut on the page; the whole is in the tooltip then. */
const LONG_NAME = 40;

interface EntityLinkProps {
  readonly entity: EntityRef;
  /** What stands for the name: a name with marked letters, a shorter one. */
  readonly children?: ReactNode;
  /** Puts the type's silhouette before the name, on one line that ends in an ellipsis. Without it the name wraps like the text around it. */
  readonly mark?: boolean;
  /** More keys for the address: `{ year: "1995" }`. */
  readonly params?: Readonly<Record<string, string | undefined>>;
  readonly className?: string;
}

/** Link to the graph around an entity, or to its page. Names come from the catalogue, so their direction is kept to themselves. */
export const EntityLink = ({ entity, children, mark = false, params, className }: EntityLinkProps) => {
  const name = shownName(entity.name);
  return (
    <a
      className={[styles.link, mark ? styles.marked : undefined, className].filter(Boolean).join(" ")}
      href={entityHref(entity, params)}
      title={name.length > LONG_NAME ? `${TYPE_NAMES[entity.type][0]}: ${name}` : undefined}
    >
      {mark ? <TypeMark type={entity.type} /> : null}
      <bdi className={styles.name}>{children ?? name}</bdi>
    </a>
  );
};
