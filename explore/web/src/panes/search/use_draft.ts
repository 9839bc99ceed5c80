import { useCallback, useEffect, useRef, useState } from "react";

/** Time without a key after which typing counts as done. */
export const TYPING_MS = 300;

interface Draft {
  readonly text: string;
  readonly type: (text: string) => void;
  /** Hands the text on now. */
  readonly commit: (text?: string) => void;
}

/**
 * Text on its way into the address: it is typed here, and handed on when the typing rests.
 *
 * What the address says wins as soon as it says something that did not come from here (Back, a link).
 */
export const useDraft = (value: string, onCommit: (text: string) => void): Draft => {
  const [draft, setDraft] = useState<string>();
  const latest = useRef({ onCommit, sent: value });
  latest.current.onCommit = onCommit;

  const commit = useCallback((text: string): void => {
    latest.current.sent = text;
    latest.current.onCommit(text);
  }, []);

  useEffect(() => {
    if (draft === undefined) return undefined;
    const timer = setTimeout(() => commit(draft), TYPING_MS);
    return () => clearTimeout(timer);
  }, [draft, commit]);

  useEffect(() => {
    const isOwn = latest.current.sent === value;
    latest.current.sent = value;
    setDraft((typed) => (isOwn && typed !== value ? typed : undefined));
  }, [value]);

  const text = draft ?? value;
  const submit = (given: string = text): void => {
    setDraft(undefined);
    commit(given);
  };
  return { text, type: setDraft, commit: submit };
};
