import type { Compared } from "@discogsography/web/api/schema.gen";
import { classes } from "@discogsography/web/classes";
import { IconButton } from "@discogsography/web/controls/button";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Stat, Stats } from "@discogsography/web/controls/stat";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { count, years } from "@discogsography/web/format";
import { ArrowLeftRight, Pencil, X } from "lucide-react";
import { useState } from "react";
import { useActions } from "../../app/actions";
import type { EntityRef } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { EntityPicker } from "../../app/entity_picker";
import { currentParams, navigate } from "../../app/location";
import { TypeMark } from "../../app/type_mark";
import { named, rememberName, useNodes } from "../../app/use_nodes";
import styles from "./compare.module.css";
import { formatSides, parseSides, type Side, type Sides, swapped } from "./model";

const swap = (): void => navigate(formatSides(swapped(parseSides(currentParams()))));
const ACTIONS = [{ id: "compare.swap", title: "Swap both sides", group: "Compare", keys: "x", run: swap }];

interface HeadsProps {
  readonly sides: Sides;
  readonly compared: readonly [Compared, Compared] | undefined;
}

/** Both sides with their figures, A in cyan and B in purple, each to be chosen anew. */
export const Heads = ({ sides, compared }: HeadsProps) => {
  const { a, b, kind } = sides;
  const type = kind === "artists" ? "artist" : "label";
  const nodes = useNodes([a, b].filter((id) => id !== undefined).map((id) => ({ type, id })));
  useActions(ACTIONS);
  const entity = (id: string | undefined): EntityRef | undefined => (id === undefined ? undefined : named({ type, id }, nodes));
  const pick = (side: Side, picked: EntityRef): void => {
    rememberName(picked);
    navigate(formatSides({ ...parseSides(currentParams()), [side]: picked.id }));
  };
  return (
    <div className={styles.heads}>
      <Head
        key={`a ${kind} ${a}`}
        side="a"
        type={type}
        entity={entity(a)}
        compared={compared?.[0]}
        onPick={(picked) => pick("a", picked)}
      />
      <div className={styles.swap}>
        <IconButton label="Swap both sides" icon={ArrowLeftRight} keys="x" onClick={swap} />
      </div>
      <Head
        key={`b ${kind} ${b}`}
        side="b"
        type={type}
        entity={entity(b)}
        compared={compared?.[1]}
        onPick={(picked) => pick("b", picked)}
      />
    </div>
  );
};

interface HeadProps {
  readonly side: Side;
  readonly type: "artist" | "label";
  readonly entity: EntityRef | undefined;
  readonly compared: Compared | undefined;
  readonly onPick: (entity: EntityRef) => void;
}

const Head = ({ side, type, entity, compared, onPick }: HeadProps) => {
  const [isEditing, setEditing] = useState(false);
  const label = `${type === "artist" ? "Artist" : "Label"} ${side.toUpperCase()}`;
  const isPicking = entity === undefined || isEditing;
  return (
    <section className={classes(styles.head, styles[side])} aria-label={label} data-testid={`compare-${side}`}>
      {isPicking ? (
        <div className={styles.pick}>
          <EntityPicker label={label} type={type} value={entity} onPick={onPick} hasFocusAtOnce={isEditing} />
          {entity !== undefined && <IconButton label="Keep the choice" icon={X} onClick={() => setEditing(false)} />}
        </div>
      ) : (
        <>
          <div className={styles.title}>
            <h2 className={styles.name}>
              <VisuallyHidden>{side.toUpperCase()}: </VisuallyHidden>
              <TypeMark type={type} size={18} />{" "}
              <EntityLink entity={compared === undefined ? entity : { ...entity, name: compared.name ?? entity.name }} />
            </h2>
            <IconButton label={`Choose another ${type}`} icon={Pencil} onClick={() => setEditing(true)} />
          </div>
          {compared === undefined ? <Skeleton lines={2} /> : <Figures of={compared} type={type} />}
        </>
      )}
    </section>
  );
};

const Figures = ({ of, type }: { readonly of: Compared; readonly type: "artist" | "label" }) => {
  const things = type === "artist" ? of.label_count : of.artist_count;
  return (
    <>
      <p className={styles.where}>
        {[of.area, of.first_year === null ? undefined : `since ${of.first_year}`].filter(Boolean).join(" · ") || "Undated"}
      </p>
      <Stats>
        <Stat value={count(of.release_count)} label={of.release_count === 1 ? "release" : "releases"} />
        <Stat value={years(of.first_year, of.last_year) || "–"} label="active here" />
        <Stat value={count(things)} label={type === "artist" ? (things === 1 ? "label" : "labels") : things === 1 ? "artist" : "artists"} />
        <Stat value={count(of.people_count)} label={of.people_count === 1 ? "person" : "people"} />
      </Stats>
    </>
  );
};
