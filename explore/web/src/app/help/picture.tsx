import { classes } from "@discogsography/web/classes";
import type { ReactNode } from "react";
import type { NodeKind } from "../../graph/types";
import { TypeMark } from "../type_mark";
import styles from "./help.module.css";

const SHAPES: readonly (readonly [NodeKind, string, string])[] = [
  ["artist", "Artist", "a person, a group or a project that releases music"],
  ["person", "Person", "somebody known by credits: mastering, design, guitar"],
  ["release", "Release", "one record as it was sold, a disc with a hole"],
  ["master", "Master", "all versions of a record, a disc with a groove"],
  ["label", "Label", "who put records out"],
  ["genre", "Genre", "a wide field: Electronic, Jazz"],
  ["style", "Style", "a narrow one: IDM, Hard Bop"],
  ["category", "Category", "a group of neighbours. Its count says how many of how many are drawn; press it to open or close it"],
];

const LINES: readonly (readonly [string, string, string])[] = [
  ["plain", "By, on, is", "a record and its artist, label or style"],
  ["member", "Member of", "a person and a group"],
  ["alias", "Alias of", "two names of the same artist"],
  ["credit", "Credit", "worked on it"],
  ["similar", "Similar", "computed from styles, labels and years"],
  ["chosen", "Chosen", "a path that was found, or what the pointer is on"],
];

const SIGNS: readonly (readonly [ReactNode, string, string])[] = [
  [<circle key="s" className={styles.ring} cx="12" cy="12" r="10" />, "Cyan ring", "selected: its details stand in the panel"],
  [
    <path key="p" className={styles.pin} d="M12 21v-6M8 4h8l-1 6 3 4H6l3-4Z" />,
    "Pin",
    "you dragged it there, and there it stays until it is let go",
  ],
  [
    <circle key="a" className={styles.onlyA} cx="12" cy="12" r="9" />,
    "Dashed purple ring",
    "while two years are compared: only in the first",
  ],
  [
    <g key="b" className={styles.onlyB}>
      <circle cx="12" cy="12" r="9" />
      <path className={styles.plus} d="M12 8v8M8 12h8" />
    </g>,
    "Green ring with a plus",
    "only in the second",
  ],
  [
    <circle key="d" className={styles.dim} cx="12" cy="12" r="6" />,
    "Half as strong",
    "filtered out by the legend or by a search in the graph",
  ],
];

/** What shapes, lines and signs of the graph mean. */
export const Picture = () => (
  <div className={styles.picture}>
    <p>
      The larger a shape, the more there is behind it. Click selects, double click goes there; the outline beside the picture says the same
      in words.
    </p>
    <div className={styles.columns}>
      <section className={styles.group} aria-labelledby="helpShapes">
        <h3 id="helpShapes">Shapes</h3>
        <dl className={styles.signs}>
          {SHAPES.map(([kind, name, meaning]) => (
            <div key={kind}>
              <dt>
                <TypeMark type={kind} size={18} />
                {name}
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </section>
      <div>
        <section className={styles.group} aria-labelledby="helpLines">
          <h3 id="helpLines">Lines</h3>
          <dl className={styles.signs}>
            {LINES.map(([kind, name, meaning]) => (
              <div key={kind}>
                <dt>
                  <svg width="30" height="12" viewBox="0 0 30 12" aria-hidden="true">
                    <path className={classes(styles.line, styles[kind])} d="M1 6h28" />
                  </svg>
                  {name}
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section className={styles.group} aria-labelledby="helpSigns">
          <h3 id="helpSigns">Signs</h3>
          <dl className={styles.signs}>
            {SIGNS.map(([drawing, name, meaning]) => (
              <div key={name}>
                <dt>
                  <svg width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">
                    {drawing}
                  </svg>
                  {name}
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </div>
  </div>
);
