import { CircleAlert, CircleCheck, Undo2, X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { classes } from "../classes";
import { Button, IconButton } from "./button";
import styles from "./toast.module.css";

interface ToastOptions {
  /** Takes back what was done; offered as a button. */
  readonly undo?: (() => void) | undefined;
  /** Another thing to do about it. */
  readonly action?: { readonly title: string; readonly run: () => void } | undefined;
  readonly detail?: string | undefined;
  readonly tone?: "good" | "bad" | undefined;
}

interface Shown extends ToastOptions {
  readonly id: number;
  readonly text: string;
}

const SHOWN_MS = 5000;
/** What can be undone stays longer. */
const UNDO_MS = 10_000;
const MOST = 3;

let shown: readonly Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();
const publish = (next: readonly Shown[]): void => {
  shown = next;
  for (const listener of listeners) listener();
};
const dismiss = (id: number): void => publish(shown.filter((each) => each.id !== id));

/** Says in a corner what was done. Returns how to take the message away early. */
export const toast = (text: string, options: ToastOptions = {}): (() => void) => {
  lastId += 1;
  const id = lastId;
  publish([...shown, { ...options, id, text }].slice(-MOST));
  return () => dismiss(id);
};

/** Where toasts appear; the shell holds it. */
export const Toasts = () => {
  const list = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <section aria-label="Messages" aria-live="polite" aria-relevant="additions" className={styles.toasts}>
      {list.map((each) => (
        <ToastItem key={each.id} toast={each} />
      ))}
    </section>
  );
};

const ToastItem = ({ toast: { id, text, detail, undo, action, tone } }: { readonly toast: Shown }) => {
  const [isHeld, setHeld] = useState(false);
  const time = undo || action ? UNDO_MS : SHOWN_MS;
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => dismiss(id), time);
    return () => clearTimeout(timer);
  }, [id, isHeld, time]);
  const act = (run: () => void) => () => {
    dismiss(id);
    run();
  };
  const Icon = tone === "bad" ? CircleAlert : undo ? Undo2 : CircleCheck;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the message waits while it is read; nothing can be done on it
    <div
      className={classes(styles.toast, tone === "bad" ? styles.bad : undo && styles.undo)}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon size={16} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.text}>{text}</p>
        {detail && <p className={styles.detail}>{detail}</p>}
      </div>
      {undo && (
        <Button size="small" onClick={act(undo)}>
          Undo
        </Button>
      )}
      {action && (
        <Button size="small" onClick={act(action.run)}>
          {action.title}
        </Button>
      )}
      <IconButton size="small" label="Dismiss" icon={X} onClick={() => dismiss(id)} />
    </div>
  );
};
