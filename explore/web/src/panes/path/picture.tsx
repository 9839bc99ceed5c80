import type { NodeSummary } from "@discogsography/web/api/schema.gen";
import { IconButton } from "@discogsography/web/controls/button";
import { Card } from "@discogsography/web/controls/card";
import { Maximize, Minimize, ScanSearch } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { openEntity } from "../../app/links";
import { CardCanvas } from "../../graph/card_canvas";
import type { CanvasHandle } from "../../graph/types";
import { entityOf, type Place, placeOfKey, stepKey, type Way } from "./model";
import styles from "./picture.module.css";
import { sceneOf } from "./scene";

const INSETS = { top: 56, right: 24, bottom: 24, left: 24 };
const NOTHING = (): void => undefined;

interface PictureProps {
  readonly ways: readonly Way[];
  readonly place: Place;
  readonly hovered: string | undefined;
  readonly summaries: ReadonlyMap<string, NodeSummary>;
  readonly onPlace: (place: Place) => void;
  readonly onHover: (key: string | undefined) => void;
}

/** All ways in one graph; the chosen one in colour. What it shows the chain and the list say too. */
export const Picture = ({ ways, place, hovered, summaries, onPlace, onHover }: PictureProps) => {
  const canvas = useRef<CanvasHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [pinned, setPinned] = useState<ReadonlySet<string>>(new Set());
  const [isFull, setFull] = useState(false);
  const scene = useMemo(() => sceneOf(ways, place.alt, summaries, pinned), [ways, place.alt, summaries, pinned]);
  const way = ways[place.alt];
  const path = useMemo(() => (way ?? []).map(stepKey), [way]);
  const current = path[place.step];

  useEffect(() => {
    if (current !== undefined) canvas.current?.reveal(current);
  }, [current]);
  useEffect(() => {
    const follow = (): void => setFull(document.fullscreenElement === frame.current);
    document.addEventListener("fullscreenchange", follow);
    return () => document.removeEventListener("fullscreenchange", follow);
  }, []);

  const toggleFull = (): void => void (isFull ? document.exitFullscreen() : frame.current?.requestFullscreen()?.catch(NOTHING));
  const choose = (key: string | undefined): void => {
    const found = key === undefined ? undefined : placeOfKey(key, place.alt, ways);
    if (found !== undefined) onPlace(found);
  };
  const open = (key: string): void => {
    const found = placeOfKey(key, place.alt, ways);
    const step = found && ways[found.alt]?.[found.step];
    const entity = step && entityOf(step);
    if (entity !== undefined) openEntity(entity);
  };

  return (
    <Card className={styles.card} aria-label="Graph of the ways">
      <div ref={frame} className={styles.frame}>
        <CardCanvas
          handle={canvas}
          scene={scene}
          chosen={current}
          hovered={hovered}
          path={path}
          insets={INSETS}
          label={`Graph of ${ways.length === 1 ? "the way" : `${ways.length} ways`} with ${scene.nodes.length} nodes. The list beside it says the same.`}
          onChoose={choose}
          onOpen={open}
          onHover={onHover}
          onPin={(key) => setPinned((before) => new Set([...before, key]))}
        />
        <p className={styles.legend}>
          <span className={styles.chosenLine} aria-hidden /> chosen path
          {ways.length > 1 && (
            <>
              <span className={styles.otherLine} aria-hidden /> alternatives
            </>
          )}
        </p>
        <div className={styles.tools}>
          <IconButton label="Fit into view" icon={ScanSearch} onClick={() => canvas.current?.fit()} />
          {document.fullscreenEnabled && (
            <IconButton label={isFull ? "Leave full screen" : "Full screen"} icon={isFull ? Minimize : Maximize} onClick={toggleFull} />
          )}
        </div>
      </div>
    </Card>
  );
};
