import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { classes } from "../classes";
import styles from "./button.module.css";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";

interface Look {
  readonly variant?: ButtonVariant;
  readonly size?: "normal" | "small";
  readonly icon?: LucideIcon;
}

const look = ({ variant = "ghost", size = "normal" }: Look, className: string | undefined): string =>
  classes(styles.button, styles[variant], size === "small" && styles.small, className);

const ICON_SIZE = 16;

/** A button does something on the page; what leads to another address is a {@link LinkButton}. */
export const Button = ({ variant, size, icon: Icon, className, children, type = "button", ...rest }: Look & ComponentProps<"button">) => (
  <button type={type} className={look({ ...(variant && { variant }), ...(size && { size }) }, className)} {...rest}>
    {Icon && <Icon size={ICON_SIZE} aria-hidden />}
    {children}
  </button>
);

/** A link that looks like a button. */
export const LinkButton = ({ variant, size, icon: Icon, className, children, ...rest }: Look & ComponentProps<"a">) => (
  <a className={look({ ...(variant && { variant }), ...(size && { size }) }, className)} {...rest}>
    {Icon && <Icon size={ICON_SIZE} aria-hidden />}
    {children}
  </a>
);

interface IconButtonProps extends ComponentProps<"button"> {
  /** The button's name, also shown as its tip. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** For a switch: whether it is on. */
  readonly isOn?: boolean | undefined;
  readonly size?: "normal" | "small";
  /** Key that does the same, as actions name it (`Shift+E`); shown in the tip. */
  readonly keys?: string | undefined;
}

export const IconButton = ({ label, icon: Icon, isOn, size = "normal", keys, className, type = "button", ...rest }: IconButtonProps) => (
  <button
    type={type}
    aria-label={label}
    aria-pressed={isOn}
    data-tip={label}
    data-tip-keys={keys}
    className={classes(styles.iconButton, size === "small" && styles.small, isOn && styles.on, className)}
    {...rest}
  >
    <Icon size={18} aria-hidden />
  </button>
);
