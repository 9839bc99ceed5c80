import { count } from "@discogsography/web/format";
import { ArrowUp, Square } from "lucide-react";
import { type FormEvent, type KeyboardEvent, type Ref, useState } from "react";
import styles from "./composer.module.css";
import { MOST_QUESTION } from "./thread";

interface ComposerProps {
  readonly isAsking: boolean;
  /** Returns whether it was asked; then the field is emptied. */
  readonly onAsk: (question: string) => boolean;
  readonly onStop: () => void;
  readonly placeholder: string;
  readonly inputRef: Ref<HTMLTextAreaElement>;
}

/** Field for a question. Enter asks, Shift+Enter begins a line. One question is under way at a time. */
export const Composer = ({ isAsking, onAsk, onStop, placeholder, inputRef }: ComposerProps) => {
  const [text, setText] = useState("");
  const length = [...text].length;
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (onAsk(text)) setText("");
  };
  const keyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <form className={styles.composer} onSubmit={submit}>
      <textarea
        ref={inputRef}
        className={styles.input}
        aria-label="Your question"
        rows={1}
        dir="auto"
        enterKeyHint="send"
        maxLength={MOST_QUESTION}
        placeholder={isAsking ? "One question at a time" : placeholder}
        value={text}
        // Not `disabled`: that would drop the focus, and with it Escape and what is read aloud.
        readOnly={isAsking}
        aria-disabled={isAsking}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={keyDown}
        data-testid="nlq-pill-input"
      />
      <span className={styles.count} aria-hidden>
        {count(length)}/{MOST_QUESTION}
      </span>
      {isAsking ? (
        <button type="button" className={styles.stop} aria-label="Stop" data-tip="Stop" onClick={onStop} data-testid="nlq-stop">
          <Square size={14} aria-hidden />
        </button>
      ) : (
        <button type="submit" className={styles.send} aria-label="Ask" data-tip="Ask" disabled={text.trim() === ""}>
          <ArrowUp size={18} aria-hidden />
        </button>
      )}
    </form>
  );
};
