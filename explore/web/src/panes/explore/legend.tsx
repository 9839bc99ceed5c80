import { classes } from "@discogsography/web/classes";
import { count } from "@discogsography/web/format";
import { Spline } from "lucide-react";
import { TYPE_NAMES } from "../../app/entity";
import { TypeMark } from "../../app/type_mark";
import type { NodeKind } from "../../graph/types";
import styles from "./legend.module.css";
import type { Hidable } from "./model";

/** Order of the legend. */
const KINDS: readonly NodeKind[] = ["artist", "person", "release", "master", "label", "genre", "style", "category"];

export const kindName = (kind: NodeKind): string => (kind === "category" ? "Categories" : TYPE_NAMES[kind][1]);

/** Kinds that the picture has, or had before they were hidden. */
export const legendKinds = (counts: ReadonlyMap<NodeKind, number>, hide: ReadonlySet<Hidable>): readonly NodeKind[] =>
  KINDS.filter((kind) => (counts.get(kind) ?? 0) > 0 || hide.has(kind));

interface LegendProps {
  readonly counts: ReadonlyMap<NodeKind, number>;
  readonly hide: ReadonlySet<Hidable>;
  readonly onToggle: (kind: Hidable) => void;
  /** Little room: only shapes and counts until it is pointed at. */
  readonly isCompact: boolean;
}

/** What the shapes mean, how many of each there are, and a switch for each. */
export const Legend = ({ counts, hide, onToggle, isCompact }: LegendProps) => (
  <section id="graphLegend" aria-label="Legend" className={classes(styles.legend, isCompact && styles.compact)}>
    {legendKinds(counts, hide).map((kind) => (
      <button
        key={kind}
        type="button"
        className={classes("legend-item", styles.item, hide.has(kind) && styles.off)}
        aria-pressed={!hide.has(kind)}
        data-kind={kind}
        onClick={() => onToggle(kind)}
      >
        <TypeMark type={kind} />
        <span className={styles.name}>{kindName(kind)}</span>
        <span className={styles.count}>{count(counts.get(kind) ?? 0)}</span>
      </button>
    ))}
    <hr className={styles.rule} />
    <button
      type="button"
      className={classes(styles.item, hide.has("lines") && styles.off)}
      aria-pressed={!hide.has("lines")}
      onClick={() => onToggle("lines")}
    >
      <Spline size={13} aria-hidden />
      <span className={styles.name}>Lines among them</span>
    </button>
  </section>
);
