import { classes } from "@discogsography/web/classes";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { shownName } from "../../app/entity";
import { TypeMark } from "../../app/type_mark";
import type { TableRow } from "../../graph/outline";
import styles from "./outline.module.css";

interface OutlineTableProps {
  readonly rows: readonly TableRow[];
  readonly selected: ReadonlySet<string>;
  readonly hovered: string | undefined;
  readonly onHover: (key: string | undefined) => void;
  readonly onOpen: (key: string) => void;
  readonly rowHeight: number;
  readonly label: string;
}

/** The graph as a table: the same nodes in the same order, each once. */
export const OutlineTable = ({ rows, selected, hovered, onHover, onOpen, rowHeight, label }: OutlineTableProps) => {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => rowHeight, overscan: 8 });
  const items = virtual.getVirtualItems();
  const [before, after] = [items[0]?.start ?? 0, virtual.getTotalSize() - (items.at(-1)?.end ?? 0)];
  return (
    <div ref={frame} className={styles.scroll}>
      <table aria-label={label} aria-rowcount={rows.length + 1} className={styles.table}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">Name</th>
            <th scope="col" className={styles.groupColumn}>
              Group
            </th>
            <th scope="col" className={styles.figureColumn}>
              Figure
            </th>
          </tr>
        </thead>
        <tbody>
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: room for rows out of sight, nothing to focus */}
          {before > 0 && <tr aria-hidden="true" style={{ height: before }} />}
          {items.map(({ index, size, key: itemKey }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const { node, detail, group } = row;
            return (
              <tr
                key={itemKey}
                aria-rowindex={index + 2}
                data-key={node.key}
                className={classes(
                  selected.has(node.key) && styles.selected,
                  node.key === hovered && styles.hovered,
                  node.isDimmed && styles.dimmed,
                )}
                style={{ height: size }}
                onPointerEnter={() => onHover(node.key)}
                onPointerLeave={() => onHover(undefined)}
              >
                <th scope="row">
                  <button
                    type="button"
                    className={styles.link}
                    aria-pressed={selected.has(node.key)}
                    onClick={() => onOpen(node.key)}
                    onFocus={() => onHover(node.key)}
                    onBlur={() => onHover(undefined)}
                  >
                    <TypeMark type={node.kind} />
                    <bdi className={styles.name}>{shownName(node.name)}</bdi>
                  </button>
                </th>
                <td className={styles.group}>{group}</td>
                <td className={styles.figure}>{node.isCentre ? "" : detail}</td>
              </tr>
            );
          })}
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: as above */}
          {after > 0 && <tr aria-hidden="true" style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
};
