import { Key } from "@discogsography/web/controls/key";
import { Search as SearchIcon, X } from "lucide-react";
import type { RefObject } from "react";
import styles from "./box.module.css";
import { MAX_LETTERS } from "./model";

interface BoxProps {
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Enter, or the box emptied: nothing more will be typed. */
  readonly onSubmit: (text?: string) => void;
  /** Arrow down: to the first hit. */
  readonly onDown: () => void;
}

/** The search box of the pane: its text is handed on when the typing rests. */
export const Box = ({ inputRef, text, onText, onSubmit, onDown }: BoxProps) => (
  <search className={styles.box}>
    <SearchIcon size={20} aria-hidden className={styles.glass} />
    <input
      ref={inputRef}
      id="searchPaneInput"
      type="search"
      aria-label="Search the catalogue"
      placeholder="A name, words, a catalogue number or a barcode"
      value={text}
      maxLength={MAX_LETTERS}
      autoComplete="off"
      spellCheck={false}
      enterKeyHint="search"
      onChange={(event) => onText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") onSubmit();
        else if (event.key === "ArrowDown") onDown();
        else if (event.key === "Escape" && text !== "") onSubmit("");
        else return;
        event.preventDefault();
      }}
    />
    {text === "" ? (
      <span className={styles.hint}>
        <Key keys="/" />
      </span>
    ) : (
      <button
        type="button"
        className={styles.clear}
        aria-label="Clear the search"
        onClick={() => {
          onSubmit("");
          inputRef.current?.focus();
        }}
      >
        <X size={18} aria-hidden />
      </button>
    )}
  </search>
);
