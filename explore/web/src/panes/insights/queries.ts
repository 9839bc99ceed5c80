import { hooks } from "@discogsography/web/api/client";
import type { InsightsStatus } from "@discogsography/web/api/schema.gen";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { checked } from "../../app/checked";
import { fingerprint } from "./model";

/** How often the page asks whether anything was computed anew, while the pane is open. */
export const POLL_MS = 60_000;

const whole = checked<InsightsStatus>(
  ({ statuses }) => Array.isArray(statuses) && statuses.every(({ insight_type }) => Boolean(insight_type)),
);

/** Addresses whose answers come from the computations. */
const COMPUTED = ["/api/insights/", "/api/rarity/"];
const STATUS = "/api/insights/status";

const isComputed = (path: unknown): boolean =>
  typeof path === "string" && path !== STATUS && COMPUTED.some((beginning) => path.startsWith(beginning));

/** How all computations stand, asked again every minute. When one has ended since, everything computed is fetched anew. */
export const useStatus = () => {
  const status = hooks.useQuery("get", STATUS, {}, { select: whole, staleTime: 0, refetchInterval: POLL_MS });
  const client = useQueryClient();
  const now = status.data && fingerprint(status.data);
  const known = useRef(now);
  useEffect(() => {
    if (now !== undefined && known.current !== undefined && known.current !== now) {
      void client.invalidateQueries({ predicate: ({ queryKey }) => isComputed(queryKey[1]) });
    }
    known.current = now ?? known.current;
  }, [now, client]);
  return status;
};
