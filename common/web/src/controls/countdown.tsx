import { useEffect, useRef, useState } from "react";
import { announce } from "./announcer";
import styles from "./countdown.module.css";

interface CountdownProps {
  readonly seconds: number;
  /** Called once, at zero. */
  readonly onEnd: () => void;
  /** Words before the seconds: "Trying again in". */
  readonly text: string;
  /** Says nothing to a screen reader: for what counts down over and over. */
  readonly isQuiet?: boolean;
}

/** Counts down and then acts. Who sees, sees each second; who listens hears the beginning and the end. Give it another `key` to start anew. */
export const Countdown = ({ seconds, onEnd, text, isQuiet = false }: CountdownProps) => {
  const [left, setLeft] = useState(seconds);
  const act = useRef(onEnd);
  useEffect(() => {
    act.current = onEnd;
  });
  useEffect(() => {
    if (!isQuiet) announce(`${text} ${seconds} seconds`);
    const end = performance.now() + seconds * 1000;
    const timer = setInterval(() => {
      const rest = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      setLeft(rest);
      if (rest > 0) return;
      clearInterval(timer);
      if (!isQuiet) announce("Trying now");
      act.current();
    }, 250);
    return () => clearInterval(timer);
  }, [seconds, text, isQuiet]);
  return (
    <div className={styles.countdown} role="timer" aria-live="off">
      <span>
        {text} <span className={styles.seconds}>{left} s</span>
      </span>
      <span className={styles.track} aria-hidden>
        <span className={styles.fill} style={{ width: `${(left / Math.max(seconds, 1)) * 100}%` }} />
      </span>
    </div>
  );
};
