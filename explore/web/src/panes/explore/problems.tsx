import { Button, IconButton } from "@discogsography/web/controls/button";
import { Countdown } from "@discogsography/web/controls/countdown";
import { CircleAlert, RotateCw, X } from "lucide-react";
import { useState } from "react";
import { failures, type Session } from "../../graph/model";
import styles from "./problems.module.css";

/** Seconds before what could not be reached is tried again. */
const RECONNECT_S = 5;

interface ProblemsProps {
  readonly session: Session;
  readonly onRetry: () => void;
}

/** What did not load and what happens about it. The rest of the picture stays as it is. */
export const Problems = ({ session, onRetry }: ProblemsProps) => {
  const found = failures(session);
  const [tries, setTries] = useState(0);
  const [dismissed, setDismissed] = useState<string>();
  const what = found.map((each) => each.what).join(", ");
  const first = found[0];
  if (first === undefined || dismissed === `${tries} ${what}`) return null;
  const { status, message, retryAfterS } = first.failure;
  const waits = Math.max(0, ...found.map(({ failure }) => failure.retryAfterS ?? 0));
  const goesOn = status === 429 || status === 503 || status === 0;
  const retry = (): void => {
    setTries(tries + 1);
    onRetry();
  };
  return (
    <div role="alert" className={styles.problems}>
      <CircleAlert size={16} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <p>
          <strong>{what}</strong> did not load. {message.replace(/\.?$/, ".")}
        </p>
        {goesOn && (
          <Countdown
            key={tries}
            seconds={waits || retryAfterS || RECONNECT_S}
            onEnd={retry}
            text={status === 429 ? "The limit ends in" : "Trying again in"}
          />
        )}
      </div>
      <Button size="small" icon={RotateCw} onClick={retry}>
        Try again
      </Button>
      <IconButton size="small" label="Dismiss" icon={X} onClick={() => setDismissed(`${tries} ${what}`)} />
    </div>
  );
};
