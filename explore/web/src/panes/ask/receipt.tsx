import { Button } from "@discogsography/web/controls/button";
import { counted } from "@discogsography/web/format";
import { Ban, Check, Undo2 } from "lucide-react";
import styles from "./receipt.module.css";
import { canUndo, type Turn } from "./thread";

/** What an answer changed on the page, one line a change, and what it did not change, with the reason. */
export const Receipt = ({ turn, onUndo }: { readonly turn: Turn; readonly onUndo: () => void }) => {
  const outcomes = turn.outcomes ?? [];
  if (outcomes.length === 0) return null;
  const skipped = outcomes.filter((each) => !each.isDone).length;
  const done = outcomes.length - skipped;
  return (
    <section className={styles.receipt} aria-label="Changes of the page" data-testid="nlq-receipt">
      <div className={styles.head}>
        <h3>{turn.isUndone ? "Taken back" : done > 0 ? "Changed on the page" : "Nothing changed on the page"}</h3>
        {skipped > 0 && <span className={styles.count}>{counted(skipped, "change")} skipped</span>}
        {canUndo(turn) && (
          <Button size="small" icon={Undo2} onClick={onUndo} data-testid="nlq-answer-undo">
            {done > 1 ? "Undo all" : "Undo"}
          </Button>
        )}
      </div>
      <ul className={styles.list}>
        {outcomes.map((each, at) => (
          <li key={at} className={each.isDone ? styles.done : styles.skipped} data-outcome={each.isDone ? "done" : "skipped"}>
            {each.isDone ? <Check size={14} aria-hidden /> : <Ban size={14} aria-hidden />}
            <span className={styles.words} dir="auto">
              {each.words}
              {each.reason !== undefined && `: ${each.reason}`}
            </span>
            {!each.isDone && <span className={styles.state}>skipped</span>}
          </li>
        ))}
      </ul>
    </section>
  );
};
