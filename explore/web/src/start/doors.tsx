import { hooks } from "@discogsography/web/api/client";
import type { Door } from "@discogsography/web/api/schema.gen";
import { IconButton } from "@discogsography/web/controls/button";
import { toneColour } from "@discogsography/web/tone";
import { RefreshCw } from "lucide-react";
import type { CSSProperties } from "react";
import { shownName, TYPE_NAMES } from "../app/entity";
import { entityHref } from "../app/links";
import { TypeMark } from "../app/type_mark";
import { columnsOf } from "./columns";
import styles from "./doors.module.css";
import { DOORS_SHOWN, doorHint, doorsOf, toEntity } from "./model";

interface DoorsProps {
  readonly doors: readonly Door[];
  readonly year: string | undefined;
  readonly draw: number;
  readonly onOthers: () => void;
  /** Others are on their way: these stay until then. */
  readonly isLeaving: boolean;
}

/** Entities to begin with: others every day and every visit, and others at a press. */
export const Doors = ({ doors, year, draw, onOthers, isLeaving }: DoorsProps) => {
  if (doors.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="doors" data-tour="doors">
      <div className={styles.head}>
        <h2 id="doors">Doors into this catalogue</h2>
        <span className={styles.caption}>Chosen from what is loaded. Others every day and every visit.</span>
        {doors.length > DOORS_SHOWN && <IconButton size="small" label="Other doors" icon={RefreshCw} onClick={onOthers} />}
      </div>
      <ul className={styles.grid} aria-busy={isLeaving}>
        {doorsOf(doors, draw).map((door) => (
          <li key={`${door.type}:${door.id}`}>
            <DoorCard door={door} year={year} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const DoorCard = ({ door, year }: { readonly door: Door; readonly year: string | undefined }) => (
  <a className={styles.door} href={entityHref(toEntity(door), { year })} title={shownName(door.name)}>
    <span className={styles.name}>
      <TypeMark type={door.type} size={13} />
      <bdi>{shownName(door.name)}</bdi>
    </span>
    <span className={styles.hint}>
      <span className={styles.type}>{TYPE_NAMES[door.type][0]}. </span>
      {doorHint(door).map((part) => (
        <span key={part} className={styles.part}>
          {part}
        </span>
      ))}
    </span>
    <Columns door={door} />
  </a>
);

/** Releases a year as a row of columns. It only decorates: the figures stand above it. Its room is there before they come. */
const Columns = ({ door }: { readonly door: Door }) => {
  const query = hooks.useQuery(
    "get",
    "/api/trends",
    { params: { query: { name: door.name, type: door.type, id: door.id } } },
    { retry: false },
  );
  const columns = columnsOf(query.data?.data ?? []);
  const colour: CSSProperties = { color: toneColour(door.type) };
  return (
    <svg
      className={styles.columns}
      viewBox={`0 0 ${Math.max(columns.length, 1) * 4} 34`}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={colour}
    >
      {columns.map((height, index) => (
        <rect
          key={index}
          className={height === 0 ? styles.none : undefined}
          x={index * 4 + 0.4}
          width={3.2}
          y={34 - Math.max(height * 34, 1)}
          height={Math.max(height * 34, 1)}
        />
      ))}
    </svg>
  );
};
