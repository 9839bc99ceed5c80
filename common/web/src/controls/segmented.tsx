import type { LucideIcon } from "lucide-react";
import { useId } from "react";
import { classes } from "../classes";
import styles from "./segmented.module.css";

interface Option<T extends string> {
  readonly value: T;
  readonly title: string;
  readonly icon?: LucideIcon;
}

interface SegmentedProps<T extends string> {
  /** Name of the group; read aloud, not drawn. */
  readonly label: string;
  readonly value: T;
  readonly options: readonly Option<T>[];
  readonly onChange: (value: T) => void;
  /** Draws the icons alone; the titles are still their names. */
  readonly isIconOnly?: boolean;
}

/** One of a few, all in sight: radio buttons underneath, with their keys. */
export const Segmented = <T extends string>({ label, value, options, onChange, isIconOnly = false }: SegmentedProps<T>) => {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={styles.group}>
      {options.map(({ value: each, title, icon: Icon }) => (
        <label key={each} className={classes(styles.option, each === value && styles.on)} data-tip={isIconOnly ? title : undefined}>
          <input
            type="radio"
            name={name}
            value={each}
            checked={each === value}
            onChange={() => onChange(each)}
            className={styles.input}
            aria-label={isIconOnly ? title : undefined}
          />
          {Icon && <Icon size={16} aria-hidden />}
          {!isIconOnly && title}
        </label>
      ))}
    </div>
  );
};
