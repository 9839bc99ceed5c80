import type { Rest } from "@discogsography/web/sheet_rests";
import { type RefObject, useCallback, useEffect, useMemo, useState } from "react";
import type { CanvasHandle } from "../../graph/types";
import type { Switches } from "./use_graph_actions";

interface Given {
  readonly canvas: RefObject<CanvasHandle | null>;
  readonly findField: RefObject<HTMLInputElement | null>;
  /** The outline lies over the picture and is closed at first. */
  readonly isNarrow: boolean;
  readonly play: (() => void) | undefined;
  readonly compare: (() => void) | undefined;
}

/** What of the view is open or on. */
export interface SwitchState {
  readonly isOutlineOpen: boolean;
  readonly isPanelOpen: boolean;
  readonly isMapOpen: boolean;
  readonly isBoxing: boolean;
  readonly isFull: boolean;
}

export const useSwitches = ({ canvas, findField, isNarrow, play, compare }: Given) => {
  const [outline, setOutline] = useState<boolean>();
  const [isPanelOpen, setPanel] = useState(true);
  const [rest, setRest] = useState<Rest>("title");
  const [isMapOpen, setMap] = useState(true);
  const [isBoxing, setBoxing] = useState(false);
  const [isFull, setFull] = useState(false);
  const isOutlineOpen = outline ?? !isNarrow;

  useEffect(() => {
    if (!isFull && !isBoxing) return undefined;
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      setFull(false);
      setBoxing(false);
    };
    window.addEventListener("keydown", leave);
    return () => window.removeEventListener("keydown", leave);
  }, [isFull, isBoxing]);

  const closeOutline = useCallback(() => setOutline(false), []);
  const showPanel = useCallback(() => {
    setPanel(true);
    setRest((now) => (now === "title" ? "half" : now));
  }, []);
  const closePanel = useCallback(() => setPanel(false), []);
  const switches = useMemo<Switches>(
    () => ({
      fit: () => canvas.current?.fit(),
      zoom: (factor) => canvas.current?.zoomBy(factor),
      box: () => setBoxing((is) => !is),
      outline: () => setOutline((is) => !(is ?? !isNarrow)),
      panel: () => {
        setPanel((is) => !is);
        setRest("half");
      },
      miniMap: () => setMap((is) => !is),
      fullScreen: () => setFull((is) => !is),
      find: () => {
        setOutline(true);
        setFull(false);
        // The field is there once the outline is.
        requestAnimationFrame(() => findField.current?.select());
      },
      play,
      compare,
    }),
    [canvas, findField, isNarrow, play, compare],
  );
  const state: SwitchState = { isOutlineOpen, isPanelOpen, isMapOpen, isBoxing, isFull };
  return { state, switches, rest, setRest, closeOutline, showPanel, closePanel };
};
