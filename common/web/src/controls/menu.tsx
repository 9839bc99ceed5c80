import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { classes } from "../classes";
import { Key } from "./key";
import styles from "./menu.module.css";

export interface MenuItem {
  readonly title: string;
  /** Key that does the same, as actions name it. */
  readonly keys?: string | undefined;
  readonly icon?: LucideIcon | undefined;
  readonly onSelect: () => void;
  /** A link: opens like one with the middle button; `onSelect` runs as well. */
  readonly href?: string | undefined;
  /** Why it cannot be done now. The item stays and says so. */
  readonly unavailable?: string | undefined;
  /** For a switch or a choice: whether it is on. */
  readonly isOn?: boolean | undefined;
  readonly isDanger?: boolean | undefined;
}

export type MenuEntry = MenuItem | "separator" | { readonly heading: string };

interface MenuProps {
  /** Name of the menu. */
  readonly label: string;
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly items: readonly MenuEntry[];
  readonly align?: "start" | "center" | "end";
}

/** A list of actions behind a button. */
export const Menu = ({ label, trigger, items, align = "end" }: MenuProps) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
    <Items label={label} items={items} align={align} />
  </DropdownMenu.Root>
);

interface ContextMenuProps {
  readonly label: string;
  /** Where on the screen it opens, in CSS pixels of the window; undefined while it is closed. */
  readonly at: { readonly x: number; readonly y: number } | undefined;
  readonly items: readonly MenuEntry[];
  readonly onClose: () => void;
}

/** The same list at a point: for a right click, the menu key, or a long press. It gives the focus back to what had it. */
export const ContextMenu = ({ label, at, items, onClose }: ContextMenuProps) => {
  const focused = useRef<Element | null>(null);
  return (
    <DropdownMenu.Root modal={false} open={at !== undefined} onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span className={styles.point} style={{ left: at?.x ?? 0, top: at?.y ?? 0 }} aria-hidden tabIndex={-1} />
      </DropdownMenu.Trigger>
      {at && (
        <Items
          label={label}
          items={items}
          align="start"
          onOpen={() => {
            focused.current = document.activeElement;
          }}
          onClosed={() => {
            if (focused.current instanceof HTMLElement && focused.current.isConnected) focused.current.focus({ preventScroll: true });
          }}
        />
      )}
    </DropdownMenu.Root>
  );
};

interface ItemsProps {
  readonly label: string;
  readonly items: readonly MenuEntry[];
  readonly align: "start" | "center" | "end";
  readonly onOpen?: () => void;
  readonly onClosed?: () => void;
}

const Items = ({ label, items, align, onOpen, onClosed }: ItemsProps) => (
  <DropdownMenu.Portal>
    {/* A region, because what floats lies outside of all others. */}
    <section aria-label={label}>
      <DropdownMenu.Content
        // The trigger's name would be the menu's otherwise.
        aria-labelledby={undefined}
        aria-label={label}
        align={align}
        sideOffset={4}
        collisionPadding={8}
        className={styles.menu}
        ref={(element) => {
          if (element) onOpen?.();
        }}
        onCloseAutoFocus={(event) => {
          if (!onClosed) return;
          event.preventDefault();
          onClosed();
        }}
      >
        {items.map((entry, index) =>
          entry === "separator" ? (
            <DropdownMenu.Separator key={index} className={styles.separator} />
          ) : "heading" in entry ? (
            <DropdownMenu.Label key={index} className={styles.heading}>
              {entry.heading}
            </DropdownMenu.Label>
          ) : (
            <Item key={index} item={entry} />
          ),
        )}
      </DropdownMenu.Content>
    </section>
  </DropdownMenu.Portal>
);

const Item = ({ item: { title, keys, icon: Icon, onSelect, href, unavailable, isOn, isDanger } }: { readonly item: MenuItem }) => {
  const body = (
    <>
      <span className={styles.icon}>{isOn ? <Check size={16} aria-hidden /> : Icon && <Icon size={16} aria-hidden />}</span>
      <span className={styles.words}>
        {title}
        {unavailable && <span className={styles.reason}>{unavailable}</span>}
      </span>
      {keys && <Key keys={keys} />}
    </>
  );
  const className = classes(styles.item, isDanger && styles.danger);
  const select = (event: Event) => {
    if (unavailable) event.preventDefault();
    else onSelect();
  };
  if (isOn !== undefined)
    return (
      <DropdownMenu.CheckboxItem
        className={className}
        checked={isOn}
        aria-disabled={Boolean(unavailable)}
        textValue={title}
        onSelect={select}
      >
        {body}
      </DropdownMenu.CheckboxItem>
    );
  return (
    <DropdownMenu.Item
      className={className}
      asChild={href !== undefined}
      aria-disabled={Boolean(unavailable)}
      textValue={title}
      onSelect={select}
    >
      {href === undefined ? body : <a href={href}>{body}</a>}
    </DropdownMenu.Item>
  );
};
