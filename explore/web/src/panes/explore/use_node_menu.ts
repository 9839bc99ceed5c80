import { useCallback, useRef, useState } from "react";
import type { Point } from "../../graph/types";

/** After this time a menu has let go of the focus. */
const LET_GO_MS = 50;

interface NodeMenu {
  /** Node that it is about; undefined: the picture. */
  readonly key: string | undefined;
  /** Where it is open; undefined while it is closed. */
  readonly at: Point | undefined;
  /** Goes up with each opening. */
  readonly turn: number;
}

/** The menu of a node or of the picture, and the focus that it takes and gives back. */
export const useNodeMenu = () => {
  const [menu, setMenu] = useState<NodeMenu>({ key: undefined, at: undefined, turn: 0 });
  const focused = useRef<Element | null>(null);
  const openMenu = useCallback((key: string | undefined, at: Point) => {
    focused.current = document.activeElement;
    setMenu(({ turn }) => ({ key, at, turn: turn + 1 }));
  }, []);
  const closeMenu = useCallback(() => {
    setMenu((now) => ({ ...now, at: undefined }));
    setTimeout(() => {
      const before = focused.current;
      if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected)
        before.focus({ preventScroll: true });
    }, LET_GO_MS);
  }, []);
  return { menu, openMenu, closeMenu };
};
