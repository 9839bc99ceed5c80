import { Skeleton } from "@discogsography/web/controls/skeleton";
import { lazy, type Ref, Suspense, useMemo } from "react";
import type { CanvasHandle, CanvasProps } from "./types";

const GraphCanvas = lazy(async () => ({ default: (await import("./canvas")).GraphCanvas }));

const NO_PATH: readonly string[] = [];
const NOTHING = (): void => undefined;

interface CardCanvasProps extends Pick<CanvasProps, "scene" | "hovered" | "insets" | "label" | "onOpen" | "onHover"> {
  readonly handle?: Ref<CanvasHandle>;
  /** The node that the pane is at. */
  readonly chosen: string | undefined;
  readonly onChoose: (key: string | undefined) => void;
  readonly path?: readonly string[];
  readonly onPin?: (key: string) => void;
}

/** A graph in a card, fetched when it is first shown: one node at most is chosen, there is no menu, nothing is boxed. */
export const CardCanvas = ({ handle, chosen, onChoose, path = NO_PATH, onPin = NOTHING, ...drawn }: CardCanvasProps) => {
  const selected = useMemo(() => new Set(chosen === undefined ? [] : [chosen]), [chosen]);
  return (
    <Suspense fallback={<Skeleton height="100%" />}>
      <GraphCanvas
        {...drawn}
        ref={handle}
        selected={selected}
        path={path}
        isBoxing={false}
        onSelect={([first]) => onChoose(first)}
        onMenu={NOTHING}
        onPin={onPin}
      />
    </Suspense>
  );
};
