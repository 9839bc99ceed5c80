import { Check, ChevronDown, type LucideIcon } from "lucide-react";
import { type ComponentProps, type ReactNode, useEffect, useId, useState } from "react";
import { classes } from "../classes";
import { count as format } from "../format";
import styles from "./field.module.css";
import { Key } from "./key";
import { VisuallyHidden } from "./visually_hidden";

interface About {
  readonly label: string;
  /** The label is read aloud and not drawn. */
  readonly isLabelHidden?: boolean;
  readonly hint?: ReactNode;
  /** What is wrong with the value, and what would be right. */
  readonly error?: string | undefined;
}

type InputProps = Omit<ComponentProps<"input">, "value" | "onChange" | "size" | "type">;

interface TextFieldProps extends About, InputProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly type?: "text" | "search" | "url" | "email" | "password";
  readonly icon?: LucideIcon;
  /** Key that brings the focus here, shown at the end. */
  readonly keys?: string;
  /** Buttons inside the field, at its end. */
  readonly end?: ReactNode;
}

export const TextField = ({
  label,
  isLabelHidden,
  hint,
  error,
  value,
  onChange,
  type = "text",
  icon: Icon,
  keys,
  end,
  ...rest
}: TextFieldProps) => (
  <Frame about={{ label, ...(isLabelHidden && { isLabelHidden }), hint, error }} id={rest.id}>
    {(id, describedBy) => (
      <span className={classes(styles.input, error && styles.bad)}>
        {Icon && <Icon size={16} aria-hidden />}
        <input
          {...rest}
          id={id}
          type={type}
          value={value}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy}
          autoComplete={rest.autoComplete ?? "off"}
          spellCheck={rest.spellCheck ?? false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        {keys && <Key keys={keys} />}
        {end}
      </span>
    )}
  </Frame>
);

interface NumberFieldProps extends About, Omit<InputProps, "min" | "max"> {
  readonly value: number | undefined;
  /** Called for whole numbers within the limits, and with undefined for an empty field; not while the text is neither. */
  readonly onChange: (value: number | undefined) => void;
  readonly min?: number;
  readonly max?: number;
}

/** What a text says about a number within limits: the number, nothing, or why it is none. */
export const parseWhole = (
  text: string,
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): { readonly value: number | undefined } | { readonly error: string } => {
  const trimmed = text.trim();
  if (trimmed === "") return { value: undefined };
  const value = Number(trimmed);
  if (!/^-?\d+$/.test(trimmed) || !Number.isSafeInteger(value)) return { error: "A whole number" };
  if (value >= min && value <= max) return { value };
  if (max === Number.MAX_SAFE_INTEGER) return { error: `At least ${min}` };
  return { error: min === Number.MIN_SAFE_INTEGER ? `At most ${max}` : `Between ${min} and ${max}` };
};

export const NumberField = ({ value, onChange, min, max, error, ...rest }: NumberFieldProps) => {
  const shown = value === undefined ? "" : String(value);
  const [text, setText] = useState(shown);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    setText(shown);
    setProblem(undefined);
  }, [shown]);
  return (
    <TextField
      {...rest}
      inputMode="numeric"
      value={text}
      error={error ?? problem}
      onChange={(next) => {
        setText(next);
        const parsed = parseWhole(next, min, max);
        if ("error" in parsed) return;
        setProblem(undefined);
        if (parsed.value !== value) onChange(parsed.value);
      }}
      onBlur={(event) => {
        const parsed = parseWhole(text, min, max);
        setProblem("error" in parsed ? parsed.error : undefined);
        rest.onBlur?.(event);
      }}
    />
  );
};

interface SelectProps<T extends string> extends About, Omit<ComponentProps<"select">, "value" | "onChange" | "children"> {
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly title: string }[];
  readonly onChange: (value: T) => void;
}

/** The browser's own list: it works with every keyboard, phone and screen reader. */
export const Select = <T extends string>({ label, isLabelHidden, hint, error, value, options, onChange, ...rest }: SelectProps<T>) => (
  <Frame about={{ label, ...(isLabelHidden && { isLabelHidden }), hint, error }} id={rest.id}>
    {(id, describedBy) => (
      <span className={classes(styles.input, styles.select, error && styles.bad)}>
        <select
          {...rest}
          id={id}
          value={value}
          aria-describedby={describedBy}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.currentTarget.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.title}
            </option>
          ))}
        </select>
        <ChevronDown size={14} aria-hidden />
      </span>
    )}
  </Frame>
);

interface CheckboxProps extends Omit<ComponentProps<"input">, "type" | "onChange" | "checked"> {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** How many a facet has. */
  readonly count?: number | undefined;
}

export const Checkbox = ({ checked, onChange, count, children, className, ...rest }: CheckboxProps) => (
  <label className={classes(styles.checkbox, className)}>
    <input {...rest} type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
    <span className={styles.box} aria-hidden>
      <Check size={12} strokeWidth={3.5} />
    </span>
    <span className={styles.what}>{children}</span>
    {count !== undefined && <span className={styles.count}>{format(count)}</span>}
  </label>
);

interface FrameProps {
  readonly about: About;
  readonly id: string | undefined;
  readonly children: (id: string, describedBy: string | undefined) => ReactNode;
}

const Frame = ({ about: { label, isLabelHidden, hint, error }, id, children }: FrameProps) => {
  const made = useId();
  const fieldId = id ?? made;
  const noteId = `${fieldId}-note`;
  return (
    <div className={styles.field}>
      <label htmlFor={fieldId} className={isLabelHidden ? undefined : styles.label}>
        {isLabelHidden ? <VisuallyHidden>{label}</VisuallyHidden> : label}
      </label>
      {children(fieldId, error || hint ? noteId : undefined)}
      {(error || hint) && (
        <span id={noteId} className={error ? styles.error : styles.hint}>
          {error || hint}
        </span>
      )}
    </div>
  );
};
