import { shownName } from "../../app/entity";
import { href } from "../../app/location";
import { TypeMark } from "../../app/type_mark";
import styles from "./credits.module.css";
import { formatView } from "./model";

/** Link to a person's credits. */
export const PersonLink = ({ name, mark = false }: { readonly name: string; readonly mark?: boolean }) => (
  <a className={styles.person} href={href(formatView({ person: name }))}>
    {mark && <TypeMark type="person" />}
    <bdi>{shownName(name)}</bdi>
  </a>
);
