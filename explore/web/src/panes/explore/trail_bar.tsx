import { classes } from "@discogsography/web/classes";
import { IconButton } from "@discogsography/web/controls/button";
import { Menu } from "@discogsography/web/controls/menu";
import { counted } from "@discogsography/web/format";
import { ArrowLeft, ChevronRight, TextSearch, UsersRound } from "lucide-react";
import { useEffect, useState } from "react";
import { type EntityRef, keyOf, shownName } from "../../app/entity";
import { entityHref, openEntity } from "../../app/links";
import { storedTrail, storeTrail, walked } from "./trail";
import styles from "./trail_bar.module.css";

/** Crumbs before the centre that there is room for. */
const MOST_SHOWN = 2;

interface TrailBarProps {
  readonly centre: EntityRef;
  readonly alternatives: readonly EntityRef[];
  readonly nodeCount: number;
  readonly isPhone: boolean;
  readonly onFind: () => void;
}

/** How one came here, and the way back. */
export const TrailBar = ({ centre, alternatives, nodeCount, isPhone, onFind }: TrailBarProps) => {
  const [trail, setTrail] = useState<readonly EntityRef[]>(() => walked(storedTrail(), centre));
  const key = keyOf(centre);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another object of the same centre is no step
  useEffect(() => setTrail((before) => walked(before, centre)), [key]);
  useEffect(() => storeTrail(trail), [trail]);
  const before = trail.slice(0, -1);
  const last = before.at(-1);
  return (
    <nav aria-label="Trail" className={styles.trail}>
      <IconButton
        size="small"
        label={last ? `Back to ${shownName(last.name)}` : "Back"}
        icon={ArrowLeft}
        disabled={last === undefined}
        onClick={() => last && openEntity(last)}
      />
      {!isPhone &&
        before.slice(-MOST_SHOWN).map((crumb) => (
          <span key={keyOf(crumb)} className={styles.step}>
            <a href={entityHref(crumb)} className={styles.crumb}>
              <bdi>{shownName(crumb.name)}</bdi>
            </a>
            <ChevronRight size={12} aria-hidden />
          </span>
        ))}
      <bdi className={classes(styles.crumb, styles.here)} aria-current="location">
        {shownName(centre.name)}
      </bdi>
      {alternatives.length > 0 && (
        <Menu
          label="Others of this name"
          align="start"
          trigger={<IconButton size="small" label={`${counted(alternatives.length, "other")} of this name`} icon={UsersRound} />}
          items={[
            { heading: "Others of this name" },
            ...alternatives.map((other) => ({ title: `${shownName(other.name)} · ${other.id}`, onSelect: () => openEntity(other) })),
          ]}
        />
      )}
      <span className={styles.rule} />
      <IconButton size="small" label="Find in graph" keys="Mod+f" icon={TextSearch} onClick={onFind} />
      {!isPhone && <span className={styles.count}>{counted(nodeCount, "node")}</span>}
    </nav>
  );
};
