import { Button } from "@discogsography/web/controls/button";
import { Unplug } from "lucide-react";
import { isFetching, isStale, type Live } from "../live/state";
import { tryNow } from "../live/store";
import { useNow } from "../live/use_now";
import { clock } from "../model/figures";
import styles from "./connection_banner.module.css";
import { Fetching } from "./fetching";

/** Says that figures are old, since when, and when the next try is. It floats: nothing moves when it comes. */
export const ConnectionBanner = ({ live }: { readonly live: Live }) => {
  const now = useNow();
  const { link, receivedAt } = live;
  const isLost = link.kind === "disconnected";
  if (!isLost && !isStale(live, now)) return null;
  return (
    <section aria-label="Connection" className={styles.banner} data-testid="connection-banner">
      <Unplug size={18} aria-hidden className={styles.icon} />
      <p className={styles.text}>
        <strong className={styles.strong}>
          {receivedAt === undefined ? "The dashboard service does not answer." : `Not live: figures of ${clock(receivedAt)}.`}
        </strong>{" "}
        <span className={styles.next}>
          {isFetching(live) ? (
            <Fetching what="Fetching new ones" />
          ) : isLost ? (
            nextTry(link.retryAt ?? now, now)
          ) : (
            "The service has gone quiet."
          )}
        </span>
      </p>
      {isLost && (
        <Button size="small" onClick={tryNow}>
          Try now
        </Button>
      )}
    </section>
  );
};

const nextTry = (retryAt: number, now: number): string => `Next try in ${Math.max(0, Math.ceil((retryAt - now) / 1000))} s.`;
