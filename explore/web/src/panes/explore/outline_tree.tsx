import { classes } from "@discogsography/web/classes";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { Row } from "../../graph/outline";
import styles from "./outline.module.css";
import { rowAfter } from "./outline_keys";
import { RowWords } from "./outline_row";

interface OutlineTreeProps {
  readonly rows: readonly Row[];
  readonly selected: ReadonlySet<string>;
  readonly hovered: string | undefined;
  /** Row with the focus, by id: the one stop of the tree for Tab. */
  readonly current: string;
  readonly onCurrent: (row: Row) => void;
  readonly onHover: (key: string | undefined) => void;
  /** Enter, or a click. */
  readonly onOpen: (row: Row) => void;
  /** An arrow opens or closes what can be. */
  readonly onToggle: (row: Row) => void;
  readonly onMenu: (row: Row, at: { readonly x: number; readonly y: number }) => void;
  readonly rowHeight: number;
  readonly label: string;
}

const keyOfRow = (row: Row): string | undefined => (row.kind === "node" || row.kind === "category" ? row.node.key : undefined);

const isOpen = (row: Row): boolean | undefined => (row.kind === "node" || row.kind === "category" ? row.isOpen : undefined);

/** The graph as a tree. Only rows in sight are in the page; the others are counted by their place and size. */
export const OutlineTree = (props: OutlineTreeProps) => {
  const { rows, selected, hovered, current, onCurrent, onHover, onOpen, onToggle, onMenu, rowHeight, label } = props;
  const frame = useRef<HTMLDivElement>(null);
  const isFocusing = useRef(false);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === current),
  );

  // The focus follows the current row once that row is in the page.
  useEffect(() => {
    if (!isFocusing.current) return;
    virtual.scrollToIndex(at);
    const row = frame.current?.querySelector<HTMLElement>(`[data-index="${at}"]`);
    if (row) {
      isFocusing.current = false;
      row.focus({ preventScroll: true });
    }
  });

  const moveTo = (row: Row | undefined): void => {
    if (row === undefined) return;
    isFocusing.current = true;
    onCurrent(row);
  };

  const onKey = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") onOpen(row);
    else if (
      (event.key === "ArrowRight" && isOpen(row) === false) ||
      (event.key === "ArrowLeft" && isOpen(row) === true && row.kind === "category")
    ) {
      onToggle(row);
    } else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      const place = event.target instanceof Element ? event.target.getBoundingClientRect() : undefined;
      if (place) onMenu(row, { x: place.left + 24, y: place.bottom });
    } else {
      const next = rowAfter(rows, at, event.key);
      if (next === undefined) return;
      moveTo(next);
    }
    event.preventDefault();
  };

  return (
    <div ref={frame} className={styles.scroll}>
      <div
        role="tree"
        aria-label={label}
        aria-multiselectable
        className={styles.rows}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKey}
        tabIndex={-1}
      >
        {virtual.getVirtualItems().map(({ index, start, size, key: itemKey }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const key = keyOfRow(row);
          const isSelected = key !== undefined && selected.has(key);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the keys of all rows
            <div
              key={itemKey}
              data-index={index}
              data-key={key}
              role="treeitem"
              aria-level={row.level}
              aria-posinset={row.place}
              aria-setsize={row.size}
              aria-expanded={isOpen(row)}
              aria-selected={isSelected}
              tabIndex={index === at ? 0 : -1}
              className={classes(
                styles.row,
                styles[row.kind],
                isSelected && styles.selected,
                key !== undefined && key === hovered && styles.hovered,
                row.kind === "node" && row.node.isDimmed && styles.dimmed,
              )}
              style={{ height: size, transform: `translateY(${start}px)`, paddingInlineStart: 8 + Math.max(0, row.level - 2) * 14 }}
              onClick={() => {
                onCurrent(row);
                onOpen(row);
              }}
              onFocus={() => {
                if (row.id !== current) onCurrent(row);
                onHover(key);
              }}
              onBlur={() => onHover(undefined)}
              onPointerEnter={() => onHover(key)}
              onPointerLeave={() => onHover(undefined)}
              onContextMenu={(event) => {
                event.preventDefault();
                onMenu(row, { x: event.clientX, y: event.clientY });
              }}
            >
              <RowWords row={row} />
            </div>
          );
        })}
      </div>
    </div>
  );
};
