import { hooks } from "@discogsography/web/api/client";
import { announce } from "@discogsography/web/controls/announcer";
import { Chip } from "@discogsography/web/controls/chip";
import { History, X } from "lucide-react";
import { type Ref, useEffect, useRef } from "react";
import { type EntityRef, keyOf, shownName } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { Composer } from "./composer";
import { again, ask, forgetHistory, ignore, stop, undo, useConversation } from "./conversation";
import { digest } from "./mentions";
import styles from "./talk.module.css";
import { asking, type Thread } from "./thread";
import { TurnView } from "./turn";

interface TalkProps {
  /** Pane whose questions are suggested. */
  readonly pane: string;
  /** What is on the screen. */
  readonly about: EntityRef | undefined;
  readonly inputRef: Ref<HTMLTextAreaElement>;
  readonly onAsked?: (question: string) => void;
}

/** The conversation with its field: the same beside a pane and as a pane of its own. */
export const Talk = ({ pane, about, inputRef, onAsked }: TalkProps) => {
  const { thread, history } = useConversation();
  const current = asking(thread);
  const end = useRef<HTMLDivElement>(null);
  const submit = (question: string): boolean => {
    const isAsked = ask(question, about);
    if (isAsked) onAsked?.(question.trim());
    return isAsked;
  };
  useSpoken(thread);
  const last = thread.at(-1);
  const height = `${last?.id} ${last?.state} ${last?.steps.length}`;
  useEffect(() => {
    if (height !== "") end.current?.scrollIntoView({ block: "end" });
  }, [height]);

  return (
    <div className={styles.talk}>
      <div className={styles.scroll}>
        {thread.length === 0 ? (
          <Beginnings pane={pane} about={about} history={history} onAsk={submit} />
        ) : (
          <ol className={styles.thread} aria-label="Conversation">
            {thread.map((turn) => (
              <TurnView key={turn.id} turn={turn} onUndo={() => undo(turn)} onAgain={() => again(turn)} />
            ))}
          </ol>
        )}
        <div ref={end} />
      </div>
      <div className={styles.foot}>
        {last !== undefined && last.state !== "asking" && last.followups.length > 0 && (
          <Questions label="Further questions" questions={last.followups} testId="nlq-followup-chip" onAsk={submit} />
        )}
        {about !== undefined && (
          <p className={styles.about}>
            about <EntityLink entity={about} mark />
            <button
              type="button"
              className={styles.drop}
              aria-label={`Ask without ${shownName(about.name)}`}
              data-tip="Ask without it"
              onClick={() => ignore(about)}
            >
              <X size={13} aria-hidden />
            </button>
          </p>
        )}
        <Composer
          isAsking={current !== undefined}
          onAsk={submit}
          onStop={stop}
          placeholder={about === undefined ? "Ask about the catalogue" : "Ask about what you see"}
          inputRef={inputRef}
        />
      </div>
    </div>
  );
};

interface BeginningsProps {
  readonly pane: string;
  readonly about: EntityRef | undefined;
  readonly history: readonly string[];
  readonly onAsk: (question: string) => boolean;
}

/** What one may ask, and what one has asked. */
const Beginnings = ({ pane, about, history, onAsk }: BeginningsProps) => {
  const focus = about === undefined ? {} : { focus: about.name.slice(0, 120), focus_type: about.type };
  const { data } = hooks.useQuery("get", "/api/nlq/suggestions", { params: { query: { pane, ...focus } } });
  const suggestions = data?.suggestions ?? [];
  return (
    <div className={styles.beginnings}>
      <p className={styles.lead}>
        Ask in plain language. The answer comes from the loaded catalogue only; it may open panes for you, and you can undo that. Each
        question is answered by itself.
      </p>
      {suggestions.length > 0 && (
        <Questions label="For instance" questions={suggestions} testId="nlq-suggestion-chip" onAsk={onAsk} isHeaded />
      )}
      {history.length > 0 && (
        <>
          <Questions label="Asked before" questions={history} testId="nlq-recent-chip" onAsk={onAsk} isHeaded />
          <button type="button" className={styles.forget} onClick={forgetHistory}>
            Forget these questions
          </button>
        </>
      )}
    </div>
  );
};

interface QuestionsProps {
  readonly label: string;
  readonly questions: readonly string[];
  readonly testId: string;
  readonly onAsk: (question: string) => boolean;
  readonly isHeaded?: boolean;
}

const Questions = ({ label, questions, testId, onAsk, isHeaded = false }: QuestionsProps) => (
  <div className={styles.questions}>
    {isHeaded && <h3 className={styles.heading}>{label}</h3>}
    <ul aria-label={label} className={styles.chips}>
      {questions.map((question) => (
        <li key={question} data-testid={testId}>
          <Chip
            isOn={false}
            onToggle={() => onAsk(question)}
            mark={testId === "nlq-recent-chip" ? <History size={13} aria-hidden /> : undefined}
          >
            <bdi className={styles.question}>{question}</bdi>
          </Chip>
        </li>
      ))}
    </ul>
  </div>
);

/** Says steps and the end of a question to who listens. */
const useSpoken = (thread: Thread): void => {
  const last = thread.at(-1);
  const step = last?.state === "asking" ? last.steps.at(-1)?.words : undefined;
  useEffect(() => announce(step ?? ""), [step]);
  const ending =
    last?.state === "answered" ? `Answer: ${digest(last.answer?.summary ?? "", 400)}` : last?.state === "stopped" ? "Stopped" : "";
  useEffect(() => announce(ending), [ending]);
};

/** What the question is about, unless the reader took it out. */
export const aboutOf = (entity: EntityRef | undefined, ignored: string | undefined): EntityRef | undefined =>
  entity !== undefined && keyOf(entity) === ignored ? undefined : entity;
