import { useEffect, useState } from "react";
import { client, isLocked } from "../api/client";
import type { History } from "../api/schema.gen";
import type { Window } from "../model/history";
import { lock } from "./store";

/** Points of a chart: about one for every three pixels of the widest. */
const POINTS = 120;
/** A view is fetched again after this; the present is added to it with every frame. */
const REFRESH_MS = 15_000;

/** The last minutes as the service remembers them. What is there stays while another window is fetched, and when that fails. */
export const useHistory = (minutes: Window, isConnected: boolean): History | undefined => {
  const [history, setHistory] = useState<History>();
  useEffect(() => {
    if (!isConnected) return undefined;
    const stopped = new AbortController();
    const fetchNow = async (): Promise<void> => {
      try {
        const { data } = await client.GET("/api/history", { params: { query: { minutes, points: POINTS } }, signal: stopped.signal });
        if (data !== undefined) setHistory(data);
      } catch (error) {
        if (!stopped.signal.aborted && isLocked(error)) lock();
      }
    };
    void fetchNow();
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void fetchNow();
    }, REFRESH_MS);
    return () => {
      stopped.abort();
      clearInterval(timer);
    };
  }, [minutes, isConnected]);
  return history;
};
