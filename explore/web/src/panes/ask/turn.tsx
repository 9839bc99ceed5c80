import { Button } from "@discogsography/web/controls/button";
import { CopyButton } from "@discogsography/web/controls/copy_button";
import { Countdown } from "@discogsography/web/controls/countdown";
import { Disclosure } from "@discogsography/web/controls/disclosure";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { counted } from "@discogsography/web/format";
import { Check, RotateCw } from "lucide-react";
import { Answer } from "./answer";
import { Receipt } from "./receipt";
import { duration, type Step, type Turn } from "./thread";
import styles from "./turn.module.css";

interface TurnProps {
  readonly turn: Turn;
  readonly onUndo: () => void;
  /** Asks the same again. */
  readonly onAgain: () => void;
}

/** A question with what came of it. Steps stand open while it waits, and fold when the answer begins. */
export const TurnView = ({ turn, onUndo, onAgain }: TurnProps) => (
  <li className={styles.turn} data-state={turn.state}>
    <p className={styles.question} dir="auto">
      {turn.question}
    </p>
    {turn.state === "asking" ? <Working steps={turn.steps} /> : <Folded turn={turn} />}
    {turn.answer !== undefined && <Answered turn={turn} onUndo={onUndo} />}
    {turn.state === "stopped" && (
      <p className={styles.note}>
        You stopped this question. <Again onAgain={onAgain} />
      </p>
    )}
    {turn.failure !== undefined && <Failed turn={turn} onAgain={onAgain} />}
  </li>
);

const Working = ({ steps }: { readonly steps: readonly Step[] }) => (
  <ul className={styles.steps} aria-label="Steps so far" data-testid="nlq-pill-loading" aria-busy="true">
    {steps.slice(0, -1).map((step, at) => (
      <li key={at}>
        <Check size={14} aria-hidden className={styles.tick} />
        <span className={styles.words}>{step.words}</span>
        <span className={styles.time}>{duration(step.startedMs, step.endedMs ?? step.startedMs)}</span>
      </li>
    ))}
    <li>
      <span className={styles.spinner} aria-hidden />
      <span className={styles.words}>{steps.at(-1)?.words ?? "Reading the question"}…</span>
    </li>
  </ul>
);

const Folded = ({ turn }: { readonly turn: Turn }) => {
  const took = duration(turn.startedMs, turn.endedMs ?? turn.startedMs);
  if (turn.steps.length === 0) return turn.answer?.isCached ? <p className={styles.note}>Answered before · {took}</p> : null;
  return (
    <Disclosure
      title={
        <span className={styles.note}>
          {counted(turn.steps.length, "step")} · <span className="mono">{took}</span>
        </span>
      }
    >
      <ul className={styles.steps}>
        {turn.steps.map((step, at) => (
          <li key={at}>
            <Check size={14} aria-hidden className={styles.tick} />
            <span className={styles.words}>{step.words}</span>
            <span className={styles.time}>{duration(step.startedMs, step.endedMs ?? step.startedMs)}</span>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
};

const Answered = ({ turn, onUndo }: { readonly turn: Turn; readonly onUndo: () => void }) =>
  turn.answer === undefined ? null : (
    <>
      {turn.answer.summary.trim() === "" ? (
        <p className={styles.note} data-testid="nlq-pill-answer">
          The answer is empty. Ask it in other words.
        </p>
      ) : (
        <Answer answer={turn.answer} />
      )}
      <Receipt turn={turn} onUndo={onUndo} />
      <p className={styles.foot}>
        <CopyButton text={turn.answer.summary} label="Copy the answer" />
        <span className={styles.note}>from the loaded catalogue only</span>
      </p>
    </>
  );

const Again = ({ onAgain }: { readonly onAgain: () => void }) => (
  <Button size="small" icon={RotateCw} onClick={onAgain}>
    Ask again
  </Button>
);

/** A server that asks to wait longer than this is asked again by the reader, not by the page. */
const LONGEST_WAIT_S = 120;

const Failed = ({ turn, onAgain }: { readonly turn: Turn; readonly onAgain: () => void }) => {
  if (turn.failure === undefined) return null;
  const { message, retryAfterS, isOff } = turn.failure;
  const isLimited = retryAfterS !== undefined;
  const waits = isLimited && retryAfterS <= LONGEST_WAIT_S;
  return (
    <div data-testid="nlq-pill-answer">
      <StateBlock
        kind={isLimited ? "limited" : "error"}
        title={isOff ? "No questions are answered now" : isLimited ? "Questions have to wait a little" : "No answer"}
        text={isLimited && !waits ? `${message}. The server asks to wait ${Math.ceil(retryAfterS / 60)} minutes.` : message}
        actions={!waits && <Again onAgain={onAgain} />}
        isCompact
      >
        {waits && <Countdown seconds={Math.ceil(retryAfterS)} onEnd={onAgain} text="It is asked again in" />}
      </StateBlock>
    </div>
  );
};
