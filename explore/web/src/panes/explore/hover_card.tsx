import { Key } from "@discogsography/web/controls/key";
import { counted } from "@discogsography/web/format";
import { type CSSProperties, useLayoutEffect, useRef, useState } from "react";
import { canCentre, shownName, TYPE_NAMES } from "../../app/entity";
import { TypeMark } from "../../app/type_mark";
import type { Point, SceneNode } from "../../graph/types";
import styles from "./hover_card.module.css";

const GAP = 22;
const MARGIN = 8;

/** Where a card of this size has room beside a point: below, above, or moved in from the edge. */
export const cardPlace = (
  at: Point,
  card: { readonly width: number; readonly height: number },
  room: { readonly width: number; readonly height: number },
): Point => {
  const below = at.y + GAP;
  const y = below + card.height + MARGIN <= room.height ? below : at.y - GAP - card.height;
  return {
    x: Math.max(MARGIN, Math.min(at.x - card.width / 2, room.width - card.width - MARGIN)),
    y: Math.max(MARGIN, Math.min(y, room.height - card.height - MARGIN)),
  };
};

interface HoverCardProps {
  readonly node: SceneNode;
  readonly lines: number;
  readonly at: Point;
}

/** What one wants to know before a click. All of it is in the outline too, so it says nothing to assistive technology. */
export const HoverCard = ({ node, lines, at }: HoverCardProps) => {
  const card = useRef<HTMLDivElement>(null);
  const [style, setStyle] = useState<CSSProperties>({ visibility: "hidden" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another node makes another size
  useLayoutEffect(() => {
    const element = card.current;
    const room = element?.offsetParent;
    if (!element || !room) return;
    const { x, y } = cardPlace(
      at,
      { width: element.offsetWidth, height: element.offsetHeight },
      { width: room.clientWidth, height: room.clientHeight },
    );
    setStyle({ left: x, top: y });
  }, [at, node]);
  const isCategory = node.kind === "category";
  return (
    <div ref={card} className={styles.card} style={style} aria-hidden="true" data-testid="hover-card">
      <div className={styles.top}>
        <span className={styles.type}>
          <TypeMark type={node.kind} />
          {node.kind === "category" ? "Category" : TYPE_NAMES[node.kind][0]}
        </span>
        {node.years === "only_a" && <span className={styles.onlyA}>first year only</span>}
        {node.years === "only_b" && <span className={styles.onlyB}>second year only</span>}
        {node.badge && <span>{node.badge === "owned" ? "in your collection" : "in your wantlist"}</span>}
      </div>
      <bdi className={styles.name}>{shownName(node.name)}</bdi>
      <div className={styles.facts}>
        {node.category ? (
          <span>
            {node.hint ??
              (node.category.isExpanded
                ? `${node.category.loaded} of ${node.category.total} in the picture`
                : `${counted(node.category.total, "node")}, closed`)}
          </span>
        ) : (
          node.hint && <bdi>{node.hint}</bdi>
        )}
        {!isCategory && <span className={styles.lines}>{counted(lines, "line")}</span>}
      </div>
      <div className={styles.keys}>
        <Key keys="Enter" /> {isCategory ? (node.category?.isExpanded ? "close" : "open") : "open"}
        {!isCategory && !node.isCentre && (
          <>
            <Key keys="e" /> expand
          </>
        )}
        {!isCategory && !node.isCentre && canCentre(node.kind as "artist") && (
          <>
            <Key keys="c" /> centre
          </>
        )}
      </div>
    </div>
  );
};
