import { useEffect, useRef, useState } from "react";

/** Keys that repeat come faster than this. */
const SETTLE_MS = 300;

/** A value that changes in small steps (a range under the arrow keys): shown at once, handed on when it rests. Until then it stands for `value`. */
export const useSettled = <T>(value: T, onSettle: (value: T) => void): readonly [T, (value: T) => void] => {
  const [pending, setPending] = useState<{ readonly value: T }>();
  const settle = useRef(onSettle);
  settle.current = onSettle;
  useEffect(() => {
    if (pending === undefined) return undefined;
    const timer = setTimeout(() => {
      setPending(undefined);
      settle.current(pending.value);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [pending]);
  return [pending === undefined ? value : pending.value, (next) => setPending({ value: next })];
};
