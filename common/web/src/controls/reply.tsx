import { RotateCw } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useOnline } from "../online";
import { type Failure, type Query, toReplyState } from "../reply_state";
import { Button } from "./button";
import { CopyButton } from "./copy_button";
import { Countdown } from "./countdown";
import { Disclosure } from "./disclosure";
import styles from "./reply.module.css";
import { Skeleton } from "./skeleton";
import { StateBlock } from "./state_block";

interface ReplyProps<T> {
  readonly of: Query<T>;
  readonly children: (data: T) => ReactNode;
  /** The shape of what comes. */
  readonly skeleton?: ReactNode;
  readonly isEmpty?: (data: T) => boolean;
  /** Shown for an empty answer: why, and how to widen. */
  readonly empty?: ReactNode;
  /** Shown for 404. */
  readonly notFound?: ReactNode;
  /** What an error left as it was: "Your graph is kept as it was." */
  readonly safe?: string;
  /** For narrow places. */
  readonly isCompact?: boolean;
}

/** An answer of the API in whatever state it is. What is there stays while it is fetched anew; limits count down and retry by themselves; what has no network retries when it has. */
export const Reply = <T,>({ of, children, skeleton, isEmpty, empty, notFound, safe, isCompact = false }: ReplyProps<T>) => {
  const isOnline = useOnline();
  const state = toReplyState(useLastError(of), isOnline);
  switch (state.kind) {
    case "idle":
      return null;
    case "loading":
      return (
        <div aria-busy="true" data-state="loading">
          {skeleton ?? <Skeleton />}
        </div>
      );
    case "failed":
      return state.failure.kind === "not-found" && notFound !== undefined ? (
        notFound
      ) : (
        <FailureBlock of={of} failure={state.failure} isRetrying={state.isRetrying} safe={safe} isCompact={isCompact} isOnline={isOnline} />
      );
    case "ready":
      return (
        <div className={styles.ready} aria-busy={state.isRefreshing} data-state="ready">
          {state.failure && !state.isRefreshing && <StaleNotice failure={state.failure} onRetry={of.refetch} />}
          {empty !== undefined && isEmpty?.(state.data) ? empty : children(state.data)}
        </div>
      );
  }
};

/** A query forgets its error when it is tried again; the reader does not, so the block stays until there is an answer. */
const useLastError = <T,>(query: Query<T>): Query<T> => {
  const [last, setLast] = useState<{ readonly error: unknown; readonly count: number }>();
  if (query.error && last?.error !== query.error) setLast({ error: query.error, count: query.errorUpdateCount });
  const isRetry =
    !query.error && query.data === undefined && query.isFetching && last !== undefined && last.count === query.errorUpdateCount;
  return isRetry ? { ...query, error: last.error } : query;
};

interface FailureProps {
  readonly of: Pick<Query<unknown>, "refetch" | "errorUpdateCount">;
  readonly failure: Failure;
  readonly isRetrying: boolean;
  readonly safe: string | undefined;
  readonly isCompact: boolean;
  readonly isOnline: boolean;
}

const FailureBlock = ({ of, failure, isRetrying, safe, isCompact, isOnline }: FailureProps) => {
  const retry = () => void of.refetch();
  const retryButton = (
    <Button variant="primary" size="small" icon={RotateCw} onClick={retry} aria-disabled={isRetrying}>
      {isRetrying ? "Trying…" : "Try again"}
    </Button>
  );
  switch (failure.kind) {
    case "not-found":
      return <StateBlock kind="not-found" title="Not in this catalogue" text={failure.message} isCompact={isCompact} />;
    case "limited":
      return (
        <StateBlock
          kind="limited"
          title={failure.title}
          text={
            <>
              <p>{failure.message}</p>
              <Countdown key={of.errorUpdateCount} seconds={failure.retryInS} onEnd={retry} text="The next try runs by itself in" />
            </>
          }
          isCompact={isCompact}
        />
      );
    case "offline":
      return (
        <StateBlock kind="offline" title={failure.title} text={safe ?? failure.message} actions={retryButton} isCompact={isCompact}>
          {isOnline ? (
            <Countdown key={of.errorUpdateCount} seconds={failure.retryInS} onEnd={retry} text="Trying again in" isQuiet />
          ) : (
            <RetryWhenOnline onOnline={retry} />
          )}
        </StateBlock>
      );
    case "error":
      return (
        <StateBlock
          kind="error"
          title={failure.title}
          text={[failure.message, safe].filter(Boolean).join(" ")}
          actions={failure.canRetry && retryButton}
          isCompact={isCompact}
        >
          <Disclosure title="Details">
            <pre className={styles.details}>{failure.details}</pre>
            <CopyButton text={failure.details} label="Copy details" hasText />
          </Disclosure>
        </StateBlock>
      );
  }
};

const RetryWhenOnline = ({ onOnline }: { readonly onOnline: () => void }) => {
  useEffect(() => {
    window.addEventListener("online", onOnline);
    return () => window.removeEventListener("online", onOnline);
  });
  return <p className={styles.note}>It goes on by itself when you are back.</p>;
};

const StaleNotice = ({ failure, onRetry }: { readonly failure: Failure; readonly onRetry: () => unknown }) => (
  <p className={styles.stale}>
    {failure.kind === "offline"
      ? `${failure.title}: this is the last answer.`
      : "This could not be brought up to date: it is the last answer."}{" "}
    <Button size="small" onClick={() => void onRetry()}>
      Try again
    </Button>
  </p>
);
