import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { classes } from "../classes";
import { IconButton } from "./button";
import styles from "./dialog.module.css";
import { VisuallyHidden } from "./visually_hidden";

interface DialogProps {
  readonly title: string;
  readonly isTitleHidden?: boolean;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** One sentence that a screen reader says with the title. */
  readonly description?: string;
  /** Buttons at the foot. */
  readonly actions?: ReactNode;
  readonly size?: "small" | "normal" | "large";
  readonly children?: ReactNode;
}

/** Keeps the focus while it is open and gives it back; Escape and a click beside it close it. */
export const Dialog = ({ title, isTitleHidden = false, isOpen, onClose, description, actions, size = "normal", children }: DialogProps) => {
  // What opens it is no part of it, so where the focus was is kept here.
  const before = useRef<Element>(null);
  return (
    <Primitive.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className={styles.overlay}>
          <Primitive.Content
            onOpenAutoFocus={() => {
              before.current = document.activeElement;
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus({ preventScroll: true });
            }}
            className={classes(styles.dialog, styles[size])}
            {...(description ? {} : { "aria-describedby": undefined })}
          >
            <div className={classes(styles.head, isTitleHidden && styles.bare)}>
              <Primitive.Title className={styles.title}>{isTitleHidden ? <VisuallyHidden>{title}</VisuallyHidden> : title}</Primitive.Title>
              <Primitive.Close asChild>
                <IconButton size="small" label="Close" icon={X} />
              </Primitive.Close>
            </div>
            {description && <Primitive.Description className={styles.description}>{description}</Primitive.Description>}
            {children}
            {actions && <div className={styles.actions}>{actions}</div>}
          </Primitive.Content>
        </Primitive.Overlay>
      </Primitive.Portal>
    </Primitive.Root>
  );
};
