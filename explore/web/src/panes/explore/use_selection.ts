import { useCallback, useMemo, useState } from "react";
import { change } from "../../app/location";

/** What is chosen in the graph: one thing, which the address and the panel have, and maybe more beside it. */
export interface Selection {
  /** What the panel shows; undefined: the centre. */
  readonly one: string | undefined;
  readonly all: ReadonlySet<string>;
  /** Chooses one thing; undefined chooses nothing, and the panel goes back to the centre. */
  readonly choose: (key: string | undefined, how?: "push" | "replace") => void;
  readonly chooseAll: (keys: readonly string[], how: "replace" | "add") => void;
}

const isEntityKey = (key: string): boolean => !key.startsWith("category:");

export const useSelection = (one: string | undefined, centre: string | undefined): Selection => {
  const [several, setSeveral] = useState<readonly string[]>([]);
  const choose = useCallback(
    (key: string | undefined, how: "push" | "replace" = "push") => {
      setSeveral([]);
      change({ sel: key === centre ? undefined : key }, how);
    },
    [centre],
  );
  const isKept = several.length > 0 && (one === undefined || several.includes(one));
  const chooseAll = useCallback(
    (keys: readonly string[], how: "replace" | "add") => {
      const before = how === "add" ? (isKept ? several : one === undefined ? [] : [one]) : [];
      const next = [...new Set([...before, ...keys.filter(isEntityKey)])];
      setSeveral(next);
      change({ sel: next.findLast((key) => key !== centre) }, "replace");
    },
    [several, isKept, one, centre],
  );
  const only = one ?? centre;
  const all = useMemo(() => new Set(isKept ? several : only === undefined ? [] : [only]), [isKept, several, only]);
  return { one, all, choose, chooseAll };
};
