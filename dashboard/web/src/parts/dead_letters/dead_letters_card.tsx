import { Card } from "@discogsography/web/controls/card";
import { count, counted } from "@discogsography/web/format";
import { CircleCheck } from "lucide-react";
import type { DeadLetterReason, DeadLetters } from "../../api/schema.gen";
import { when } from "../../model/figures";
import { typeWords } from "../../model/pipelines";
import styles from "./dead_letters_card.module.css";

/** What consumers could not take: how much, and why. */
export const DeadLettersCard = ({ letters, now }: { readonly letters: readonly DeadLetters[]; readonly now: number }) => {
  const total = letters.reduce((sum, { depth }) => sum + depth, 0);
  return (
    <Card id="dead-letters" title="Dead letters" className={styles.card ?? ""} aside={total > 0 ? counted(total, "message") : undefined}>
      {letters.length === 0 ? (
        <p className={styles.none}>
          <CircleCheck size={18} aria-hidden className={styles.good} />
          None: every record was taken.
        </p>
      ) : (
        <ul className={styles.queues}>
          {letters.map((each) => (
            <li key={each.queue} className={styles.queue}>
              <p className={styles.head}>
                <span className={styles.name}>
                  {each.consumer}, {typeWords(each.type)}
                </span>
                <span className={styles.depth}>{count(each.depth)}</span>
              </p>
              {each.reasons.length === 0 ? (
                <p className={styles.about}>No reason is known.</p>
              ) : (
                <ul>
                  {each.reasons.map((reason) => (
                    <Reason key={reason.reason} reason={reason} now={now} />
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      )}
      {letters.length > 0 && (
        <p className={styles.ways}>
          <code>just dlq list</code> shows them all, <code>just dlq replay</code> sends again what has been mended,{" "}
          <code>just dlq purge</code> gives them up.
        </p>
      )}
    </Card>
  );
};

const Reason = ({
  reason: { reason, count: times, last_id, last_at },
  now,
}: {
  readonly reason: DeadLetterReason;
  readonly now: number;
}) => (
  <li className={styles.reason}>
    <span className={styles.times}>{count(times)} ×</span>
    <span className={styles.text}>
      {reason}
      <span className={styles.about}>
        {last_id !== null && ` · last record ${last_id}`}
        {last_at !== null && ` · ${when(last_at, now)}`}
      </span>
    </span>
  </li>
);
