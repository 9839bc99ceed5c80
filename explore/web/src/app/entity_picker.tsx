import { X } from "lucide-react";
import { useId, useRef, useState } from "react";
import { Combobox } from "./combobox";
import { type EntityRef, type EntityType, shownName } from "./entity";
import styles from "./entity_picker.module.css";
import { exactMatch, toEntity } from "./suggest";
import { TypeMark } from "./type_mark";
import { TypeSelect } from "./type_select";

interface EntityPickerProps {
  readonly label: string;
  readonly type: EntityType;
  /** With it the type can be chosen in the box, among `types`. */
  readonly onType?: (type: EntityType) => void;
  readonly types?: readonly EntityType[];
  readonly value: EntityRef | undefined;
  readonly onPick: (entity: EntityRef) => void;
  /** With it the choice can be taken back. */
  readonly onClear?: () => void;
  readonly placeholder?: string;
  readonly hasFocusAtOnce?: boolean;
}

const TYPES: readonly EntityType[] = ["artist", "label", "genre", "style", "person"];

/** Field that chooses one thing of the catalogue by its name. What is chosen stands in it until something else is. */
export const EntityPicker = (props: EntityPickerProps) => {
  const { label, type, onType, types = TYPES, value, onPick, onClear, placeholder, hasFocusAtOnce = false } = props;
  const labelId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState<string>();
  const pick = (entity: EntityRef): void => {
    setDraft(undefined);
    onPick(entity);
  };
  const text = draft ?? (value === undefined ? "" : shownName(value.name));
  const clear = (): void => {
    setDraft(undefined);
    onClear?.();
    input.current?.focus();
  };
  return (
    <div className={styles.picker}>
      <span className={styles.label} id={labelId}>
        {label}
      </span>
      <Combobox
        className={styles.box ?? ""}
        label={label}
        type={type}
        text={text}
        inputRef={input}
        placeholder={placeholder ?? "Type a name"}
        hasFocusAtOnce={hasFocusAtOnce}
        onText={setDraft}
        onPick={(suggestion) => pick(toEntity(suggestion))}
        onSubmit={(fresh) => {
          const match = exactMatch(fresh ?? [], text) ?? fresh?.[0];
          if (match !== undefined && draft !== undefined) pick(toEntity(match));
        }}
        before={
          onType === undefined ? (
            <span className={styles.mark}>
              <TypeMark type={type} size={13} />
            </span>
          ) : (
            <TypeSelect label={`${label}: type`} value={type} types={types} onChange={(next) => next !== "all" && onType(next)} />
          )
        }
        after={
          onClear !== undefined && text !== "" ? (
            <button type="button" className={styles.clear} aria-label={`Clear ${label.toLowerCase()}`} onClick={clear}>
              <X size={15} aria-hidden />
            </button>
          ) : null
        }
      />
    </div>
  );
};
