import { Key } from "@discogsography/web/controls/key";
import { useOfferedActions } from "../actions";
import { PANES_GROUP } from "../frame/base_actions";
import { chords } from "../keys";
import { groupsFor } from "../palette/model";
import styles from "./help.module.css";

/** Keys that lists and boxes have everywhere; no action stands for them. */
const EVERYWHERE: readonly (readonly [string, string])[] = [
  ["ArrowUp ArrowDown", "Choose in a list"],
  ["Enter", "Open what is chosen"],
  ["Escape", "Close, or empty the box"],
  ["Tab", "To the next control"],
];

/** All keys of what can be done now, by heading. */
export const KeyMap = () => {
  const groups = groupsFor(
    useOfferedActions().filter(({ keys }) => keys !== undefined),
    "",
    [PANES_GROUP, "Page"],
  );
  return (
    <div className={styles.keyMap}>
      {groups.map(({ heading, actions }) => (
        <section className={styles.group} key={heading} aria-label={heading}>
          <h3>{heading}</h3>
          <dl className={styles.keys}>
            {actions.map((action) => (
              <Row key={action.id} keys={action.keys ?? ""} title={action.title} />
            ))}
          </dl>
        </section>
      ))}
      <section className={styles.group} aria-label="Everywhere">
        <h3>Everywhere</h3>
        <dl className={styles.keys}>
          {EVERYWHERE.map(([keys, title]) => (
            <Row key={keys} keys={keys} title={title} />
          ))}
        </dl>
      </section>
    </div>
  );
};

const Row = ({ keys, title }: { readonly keys: string; readonly title: string }) => (
  <div>
    <dt>{title}</dt>
    <dd>
      {chords(keys).map((chord, index) => (
        <Key key={index} keys={chord} />
      ))}
    </dd>
  </div>
);
