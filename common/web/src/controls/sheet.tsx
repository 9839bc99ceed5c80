import { X } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { keepFocus, useFocusReturn } from "../focus";
import { REST_NAMES, RESTS, type Rest, settle, stepRest } from "../sheet_rests";
import { IconButton } from "./button";
import styles from "./sheet.module.css";

interface SheetProps {
  /** Name of the region. */
  readonly label: string;
  /** What is in sight at every rest. */
  readonly title: ReactNode;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Where it rests; without it the sheet keeps this itself, beginning at half. */
  readonly rest?: Rest | undefined;
  readonly onRest?: (rest: Rest) => void;
  readonly id?: string | undefined;
  readonly children: ReactNode;
}

interface Drag {
  readonly startY: number;
  readonly startHeight: number;
  lastY: number;
  lastTime: number;
  speed: number;
}

/** A panel at the foot of a phone with three rests. What is behind it can be used until it is fully open; then it keeps the focus. Escape goes down a rest, and closes at the last. */
export const Sheet = ({ label, title, isOpen, onClose, rest: restNow, onRest, id, children }: SheetProps) => {
  const [ownRest, setOwnRest] = useState<Rest>("half");
  const rest = restNow ?? ownRest;
  const sheet = useRef<HTMLElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag>(undefined);
  useFocusReturn(sheet, isOpen);

  const setRest = useCallback(
    (next: Rest) => {
      setOwnRest(next);
      onRest?.(next);
    },
    [onRest],
  );

  // The head's height is the lowest rest, whatever the title holds.
  useEffect(() => {
    const element = head.current;
    if (!isOpen || !element || typeof ResizeObserver === "undefined") return undefined;
    const observer = new ResizeObserver(() => sheet.current?.style.setProperty("--sheet-title", `${element.offsetHeight}px`));
    observer.observe(element);
    return () => observer.disconnect();
  }, [isOpen]);

  if (!isOpen) return null;

  const onDown = (event: PointerEvent<HTMLElement>) => {
    if (!sheet.current || (event.target instanceof Element && event.target.closest("button, a, input, select"))) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { height } = sheet.current.getBoundingClientRect();
    drag.current = { startY: event.clientY, startHeight: height, lastY: event.clientY, lastTime: event.timeStamp, speed: 0 };
    sheet.current.dataset.dragged = "";
  };
  const onMove = (event: PointerEvent<HTMLElement>) => {
    const now = drag.current;
    if (!now || !sheet.current) return;
    const passed = Math.max(1, event.timeStamp - now.lastTime);
    now.speed = (now.lastY - event.clientY) / passed;
    now.lastY = event.clientY;
    now.lastTime = event.timeStamp;
    sheet.current.style.height = `${Math.max(0, now.startHeight + now.startY - event.clientY)}px`;
  };
  const onUp = () => {
    const now = drag.current;
    const element = sheet.current;
    drag.current = undefined;
    if (!now || !element) return;
    const height = element.getBoundingClientRect().height;
    delete element.dataset.dragged;
    element.style.height = "";
    const room = element.parentElement?.clientHeight ?? window.innerHeight;
    const next = settle(height, now.speed, { title: head.current?.offsetHeight ?? 64, half: room * 0.52, full: room - 12 });
    if (next === undefined) onClose();
    else setRest(next);
  };
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.stopPropagation();
      if (rest === "title") onClose();
      else setRest(stepRest(rest, -1));
    } else if (rest === "full" && sheet.current) keepFocus(sheet.current, event);
  };
  const onHandleKey = (event: KeyboardEvent<HTMLElement>) => {
    const next = { ArrowUp: stepRest(rest, 1), ArrowDown: stepRest(rest, -1), Home: RESTS[0], End: "full" as const }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setRest(next);
  };

  return (
    <div className={styles.room}>
      <section ref={sheet} id={id} aria-label={label} data-rest={rest} className={styles.sheet} onKeyDown={onKey}>
        <div ref={head} className={styles.head} onPointerDown={onDown} onPointerMove={onMove} onPointerUp={onUp} onPointerCancel={onUp}>
          <div
            role="slider"
            tabIndex={0}
            aria-label={`Height of ${label}`}
            aria-orientation="vertical"
            aria-valuemin={0}
            aria-valuemax={RESTS.length - 1}
            aria-valuenow={RESTS.indexOf(rest)}
            aria-valuetext={REST_NAMES[rest]}
            className={styles.handle}
            onKeyDown={onHandleKey}
            onDoubleClick={() => setRest(rest === "full" ? "half" : "full")}
          />
          <div className={styles.title}>
            <div className={styles.words}>{title}</div>
            <IconButton label={`Close ${label}`} icon={X} onClick={onClose} />
          </div>
        </div>
        <div className={styles.body} hidden={rest === "title"}>
          {children}
        </div>
      </section>
    </div>
  );
};
