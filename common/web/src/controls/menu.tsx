import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";
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
export const ContextMenu = ({ at, ...menu }: ContextMenuProps) => {
  const focused = useRef<HTMLElement>(null);
  // Each place is a menu of its own: one that stays would be measured where it was before.
  return at === undefined ? null : <MenuAt key={`${at.x} ${at.y}`} at={at} focused={focused} {...menu} />;
};

interface MenuAtProps extends ContextMenuProps {
  readonly at: { readonly x: number; readonly y: number };
  /** What had the focus before any menu. */
  readonly focused: RefObject<HTMLElement | null>;
}

const MenuAt = ({ label, at, items, onClose, focused }: MenuAtProps) => {
  // Before the menu takes the focus, which it does in a later effect.
  useLayoutEffect(() => {
    const active = document.activeElement;
    if (active instanceof HTMLElement && active !== document.body && active.closest("[role=menu]") === null) focused.current = active;
  }, [focused]);
  const giveBack = (): void => {
    const isFree = document.activeElement === null || document.activeElement === document.body;
    // Nothing is taken from what an item has focused, nor from a menu that was opened meanwhile.
    if (isFree && focused.current?.isConnected) focused.current.focus({ preventScroll: true });
  };
  return (
    <DropdownMenu.Root modal={false} open onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span className={styles.point} style={{ left: at.x, top: at.y }} aria-hidden tabIndex={-1} />
      </DropdownMenu.Trigger>
      <Items label={label} items={items} align="start" onClosed={giveBack} />
    </DropdownMenu.Root>
  );
};

interface ItemsProps {
  readonly label: string;
  readonly items: readonly MenuEntry[];
  readonly align: "start" | "center" | "end";
  readonly onClosed?: () => void;
}

const Items = ({ label, items, align, onClosed }: ItemsProps) => (
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
