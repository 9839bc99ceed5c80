import { useEffect, useState } from "react";
import { client, isLocked } from "../api/client";
import type { Threshold } from "../api/schema.gen";
import { lock } from "./store";

const NONE: readonly Threshold[] = [];

/** The rules of the alerts; fetched anew with every connection, since a service that was started again may have others. */
export const useThresholds = (isConnected: boolean): readonly Threshold[] => {
  const [thresholds, setThresholds] = useState(NONE);
  useEffect(() => {
    if (!isConnected) return undefined;
    const stopped = new AbortController();
    client
      .GET("/api/thresholds", { signal: stopped.signal })
      .then(({ data }) => setThresholds(data ?? NONE))
      // Without them charts have no line; alerts are there all the same.
      .catch((error: unknown) => {
        if (!stopped.signal.aborted && isLocked(error)) lock();
      });
    return () => stopped.abort();
  }, [isConnected]);
  return thresholds;
};
