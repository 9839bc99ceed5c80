import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import styles from "./disclosure.module.css";

interface DisclosureProps {
  readonly title: ReactNode;
  readonly isOpenAtFirst?: boolean;
  /** Made when it is first opened. */
  readonly children: ReactNode;
}

/** A part that unfolds. */
export const Disclosure = ({ title, isOpenAtFirst = false, children }: DisclosureProps) => {
  const [wasOpen, setWasOpen] = useState(isOpenAtFirst);
  return (
    <details
      className={styles.disclosure}
      open={isOpenAtFirst}
      onToggle={(event) => {
        if (event.currentTarget.open) setWasOpen(true);
      }}
    >
      <summary className={styles.summary}>
        <ChevronRight size={14} aria-hidden className={styles.arrow} />
        {title}
      </summary>
      {wasOpen && <div className={styles.content}>{children}</div>}
    </details>
  );
};
