import { useMemo, useRef } from "react";

interface AutoFocus {
  readonly onOpenAutoFocus: () => void;
  readonly onCloseAutoFocus: (event: Event) => void;
}

/** For the content of a Radix dialog without a trigger of its own: gives the focus back to what had it, and then does what was chosen, which may move it on. */
export const useReturnFocus = (after?: () => void): AutoFocus => {
  const before = useRef<Element>(null);
  return useMemo(
    () => ({
      onOpenAutoFocus: () => {
        before.current = document.activeElement;
      },
      onCloseAutoFocus: (event) => {
        event.preventDefault();
        if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus({ preventScroll: true });
        after?.();
      },
    }),
    [after],
  );
};
