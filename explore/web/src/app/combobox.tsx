import type { SearchSuggestion } from "@discogsography/web/api/schema.gen";
import { classes } from "@discogsography/web/classes";
import { announce } from "@discogsography/web/controls/announcer";
import { Countdown } from "@discogsography/web/controls/countdown";
import { counted } from "@discogsography/web/format";
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useState } from "react";
import styles from "./combobox.module.css";
import { shownName, TYPE_NAMES } from "./entity";
import { type SearchType, searchTypeName } from "./suggest";
import { SuggestionText } from "./suggestion_text";
import { type Suggestions, useSuggestions } from "./use_suggestions";

interface ComboboxProps {
  readonly label: string;
  readonly id?: string;
  readonly placeholder?: string;
  readonly type: SearchType;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onPick: (suggestion: SearchSuggestion) => void;
  /** Enter without a chosen suggestion; `fresh` is what the API suggests for exactly this text, undefined until it has answered. */
  readonly onSubmit?: (fresh: readonly SearchSuggestion[] | undefined) => void;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly className?: string;
  readonly hasFocusAtOnce?: boolean;
  /** Suggests names of other types when none of this type fits. */
  readonly isWide?: boolean;
  /** Stands in the box before the text, and after it. */
  readonly before?: ReactNode;
  readonly after?: ReactNode;
}

/** Text field that suggests names of the catalogue: arrows choose, Enter takes, Escape closes. The field keeps the focus all the while. */
export const Combobox = (props: ComboboxProps) => {
  const {
    label,
    id,
    placeholder,
    type,
    text,
    onText,
    onPick,
    onSubmit,
    inputRef,
    className,
    hasFocusAtOnce = false,
    isWide = false,
    before,
    after,
  } = props;
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const suggestions = useSuggestions(text, type, isOpen, isWide);
  const { results } = suggestions;
  // An index belongs to the list it was chosen in: with another list nothing is chosen.
  const [chosen, setChosen] = useState<{ readonly of: readonly SearchSuggestion[]; readonly index: number }>();
  const active = chosen?.of === results ? chosen.index : -1;
  const hasList = isOpen && results.length > 0 && suggestions.kind !== "idle";
  useSaid(isOpen ? suggestions : undefined, type);

  const close = (): void => {
    setOpen(false);
    setChosen(undefined);
  };
  const pick = (suggestion: SearchSuggestion): void => {
    close();
    onPick(suggestion);
  };
  const step = (by: 1 | -1): void => {
    setOpen(true);
    if (!hasList) return;
    // −1 is the text itself, so that the arrows lead back to it.
    const places = results.length + 1;
    setChosen({ of: results, index: ((active + 1 + by + places) % places) - 1 });
  };
  const enter = (): void => {
    const suggestion = hasList ? results[active] : undefined;
    if (suggestion !== undefined) {
      pick(suggestion);
      return;
    }
    close();
    onSubmit?.(suggestions.kind === "ready" ? results : undefined);
  };
  const keyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter") enter();
    else if (event.key === "Escape" && isOpen) close();
    else if (event.key === "Escape" && text !== "") onText("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={classes(styles.combobox, className)}>
      {before}
      <input
        ref={inputRef}
        id={id}
        className={styles.input}
        type="text"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={hasList}
        aria-controls={hasList ? listId : undefined}
        aria-activedescendant={hasList && active >= 0 ? `${listId}-${active}` : undefined}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        enterKeyHint="search"
        dir="auto"
        maxLength={500}
        placeholder={placeholder}
        // biome-ignore lint/a11y/noAutofocus: only where the field is what the page is opened for
        autoFocus={hasFocusAtOnce}
        value={text}
        onChange={(event) => {
          onText(event.target.value);
          setOpen(true);
        }}
        onKeyDown={keyDown}
        onBlur={close}
      />
      {after}
      {isOpen && suggestions.kind !== "idle" && (
        <Popup suggestions={suggestions} type={type}>
          {hasList && (
            <div id={listId} role="listbox" aria-label={`${label}: suggestions`} aria-busy={suggestions.kind === "loading"}>
              {results.map((each, index) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and takes the keys
                <div
                  key={`${each.type}:${each.id}`}
                  id={`${listId}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  aria-label={[shownName(each.name), each.type !== type ? TYPE_NAMES[each.type][0] : "", each.detail]
                    .filter(Boolean)
                    .join(", ")}
                  className={classes("autocomplete-item", styles.option, index === active && styles.active)}
                  ref={index === active ? intoView : undefined}
                  onPointerDown={keepFocus}
                  onClick={() => pick(each)}
                >
                  <SuggestionText suggestion={each} typed={text} hasType={each.type !== type} />
                </div>
              ))}
            </div>
          )}
        </Popup>
      )}
    </div>
  );
};

const intoView = (option: HTMLElement | null): void => option?.scrollIntoView?.({ block: "nearest" });
const keepFocus = (event: { preventDefault: () => void }): void => event.preventDefault();

/** Holds the list, or says why there is none. */
const Popup = ({
  suggestions,
  type,
  children,
}: {
  readonly suggestions: Suggestions;
  readonly type: SearchType;
  readonly children: ReactNode;
}) => {
  const note = <Note suggestions={suggestions} type={type} />;
  if (!children && suggestions.kind === "loading") return null;
  return (
    <div className={styles.popup} onPointerDown={keepFocus}>
      {children}
      {note}
    </div>
  );
};

const Note = ({ suggestions, type }: { readonly suggestions: Suggestions; readonly type: SearchType }) => {
  if (suggestions.kind === "ready" && suggestions.results.length === 0) {
    return <p className={styles.note}>{nothing(type)}</p>;
  }
  if (suggestions.kind !== "failed") return null;
  return (
    <div className={styles.note}>
      <p>{suggestions.message}</p>
      {suggestions.retryInS !== undefined && (
        <Countdown seconds={suggestions.retryInS} onEnd={suggestions.retry} text="Names come again in" />
      )}
    </div>
  );
};

const nothing = (type: SearchType): string =>
  type === "all"
    ? "Nothing is called so. Enter searches in other spellings."
    : `No ${searchTypeName(type).toLowerCase()} is called so. Another type may be, or another spelling.`;

/** Tells by ear what the list tells by eye. */
const useSaid = (suggestions: Suggestions | undefined, type: SearchType): void => {
  const text =
    suggestions?.kind === "ready"
      ? suggestions.results.length === 0
        ? nothing(type)
        : `${counted(suggestions.results.length, "suggestion")}, arrow keys choose`
      : suggestions?.kind === "failed"
        ? suggestions.message
        : "";
  useEffect(() => announce(text), [text]);
};
