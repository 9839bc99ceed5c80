import { classes } from "@discogsography/web/classes";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { type ReactNode, type RefObject, useCallback, useId, useLayoutEffect, useRef, useState } from "react";
import { GraphCanvas, MiniMap } from "../../graph/canvas";
import type { CanvasEvents, CanvasHandle, CanvasProps, Point, SceneNode } from "../../graph/types";
import { HoverCard } from "./hover_card";
import styles from "./stage.module.css";
import type { Scenes } from "./use_scenes";

/** A picture narrower than this has a legend without names. */
const ROOMY = 640;

/** What the overlays take of the picture's sides. */
const INSETS: CanvasProps["insets"] = { top: 60, right: 64, bottom: 20, left: 20 };
const PHONE_INSETS: CanvasProps["insets"] = { top: 64, right: 12, bottom: 64, left: 12 };

const NO_PATH: readonly string[] = [];

interface StageProps extends CanvasEvents {
  readonly scenes: Scenes;
  readonly label: string;
  readonly selected: ReadonlySet<string>;
  readonly hovered: string | undefined;
  /** Whose card is shown: what is under the pointer in the picture, or walked to by keys. */
  readonly carded: SceneNode | undefined;
  readonly canvas: RefObject<CanvasHandle | null>;
  readonly isBoxing: boolean;
  readonly isFull: boolean;
  readonly isPhone: boolean;
  readonly isMapOpen: boolean;
  readonly isBusy: boolean;
  readonly ground: object;
  readonly trail: ReactNode;
  readonly tools: ReactNode;
  readonly legend: (isCompact: boolean) => ReactNode;
  readonly notices: ReactNode;
}

/** The picture and what lies over it. */
export const Stage = (props: StageProps) => {
  const { scenes, label, selected, hovered, carded, canvas, isBoxing, isFull, isPhone, isMapOpen, isBusy, ground } = props;
  const [handle, setHandle] = useState<CanvasHandle | null>(null);
  const [isRoomy, setRoomy] = useState(false);
  const stage = useRef<HTMLDivElement>(null);
  const hint = useId();
  useLayoutEffect(() => {
    const element = stage.current;
    if (element === null) return undefined;
    const measure = (): void => setRoomy(element.clientWidth >= ROOMY);
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  /** Where the overlays are now, for a picture that keeps out from under them. */
  const overlays = useCallback(() => {
    const frame = stage.current?.getBoundingClientRect();
    return [...(stage.current?.querySelectorAll(`:scope > .${styles.overlay}`) ?? [])].flatMap((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return frame ? [{ left: left - frame.left, top: top - frame.top, right: right - frame.left, bottom: bottom - frame.top }] : [];
    });
  }, []);
  const attach = useCallback(
    (next: CanvasHandle | null) => {
      canvas.current = next;
      setHandle(next);
    },
    [canvas],
  );
  return (
    <div ref={stage} id="graphContainer" className={classes(styles.stage, isFull && styles.full)} aria-busy={isBusy}>
      <div
        role="application"
        aria-roledescription="graph"
        aria-label={label}
        aria-describedby={hint}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys walk over the picture
        tabIndex={0}
        className={styles.ground}
        {...ground}
      >
        <GraphCanvas
          ref={attach}
          scene={scenes.drawn}
          selected={selected}
          hovered={hovered}
          path={NO_PATH}
          insets={isPhone ? PHONE_INSETS : INSETS}
          overlays={overlays}
          isBoxing={isBoxing}
          label={label}
          onSelect={props.onSelect}
          onOpen={props.onOpen}
          onHover={props.onHover}
          onMenu={props.onMenu}
          onPin={props.onPin}
        />
      </div>
      <VisuallyHidden>
        <span id={hint}>Arrow keys walk along lines, Enter opens, Shift F10 shows more. The outline has the same in words.</span>
      </VisuallyHidden>
      <div className={classes(styles.overlay, styles.trail)}>{props.trail}</div>
      <div className={classes(styles.overlay, styles.tools)}>{props.tools}</div>
      {!isPhone && <div className={classes(styles.overlay, styles.legend)}>{props.legend(!isRoomy)}</div>}
      {!isPhone && isMapOpen && (
        <div className={classes(styles.overlay, styles.map)}>
          <MiniMap canvas={handle} />
        </div>
      )}
      {isBusy && <div className={styles.busy} aria-hidden="true" />}
      <div className={styles.notices}>{props.notices}</div>
      {carded && handle && <PlacedCard node={carded} lines={scenes.neighbours.get(carded.key)?.size ?? 0} handle={handle} />}
    </div>
  );
};

interface PlacedCardProps {
  readonly node: SceneNode;
  readonly lines: number;
  readonly handle: CanvasHandle;
}

/** How often a card looks where its node is: the picture moves under it while it grows. */
const FOLLOW_MS = 150;

const PlacedCard = ({ node, lines, handle }: PlacedCardProps) => {
  const [at, setAt] = useState<Point>();
  useLayoutEffect(() => {
    const look = (): void =>
      setAt((before) => {
        const now = handle.screenPoint(node.key);
        return before && now && Math.hypot(before.x - now.x, before.y - now.y) < 2 ? before : now;
      });
    look();
    const timer = setInterval(look, FOLLOW_MS);
    return () => clearInterval(timer);
  }, [handle, node.key]);
  return at && <HoverCard node={node} lines={lines} at={at} />;
};
