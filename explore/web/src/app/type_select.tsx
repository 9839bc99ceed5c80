import { ChevronDown, Layers } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { isSearchType, type SearchType, searchTypeName } from "./suggest";
import { TypeMark } from "./type_mark";
import styles from "./type_select.module.css";

interface TypeSelectProps {
  readonly value: SearchType;
  readonly types: readonly SearchType[];
  readonly onChange: (type: SearchType) => void;
  readonly id?: string;
  /** What the type is of, for assistive technology: "Search for". */
  readonly label: string;
}

/** Chooses what kind of thing a search box looks for. */
export const TypeSelect = ({ value, types, onChange, id, label }: TypeSelectProps) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger id={id} type="button" className={styles.trigger} aria-label={`${label}: ${searchTypeName(value)}`}>
      <Mark type={value} />
      <span>{searchTypeName(value)}</span>
      <ChevronDown size={14} aria-hidden />
    </DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content className={styles.menu} align="start" sideOffset={6} collisionPadding={8}>
        <DropdownMenu.RadioGroup value={value} onValueChange={(next) => isSearchType(next) && onChange(next)}>
          {types.map((type) => (
            <DropdownMenu.RadioItem key={type} value={type} data-type={type} className={styles.item}>
              <Mark type={type} />
              {searchTypeName(type)}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
);

const Mark = ({ type }: { readonly type: SearchType }) =>
  type === "all" ? <Layers size={14} aria-hidden /> : <TypeMark type={type} size={13} />;
