import { keyNames } from "../keys";
import styles from "./key.module.css";

/** A key or a chord as it is written on the keyboard: `Mod+k` is `⌘ K` on a Mac and `Ctrl K` elsewhere. */
export const Key = ({ keys }: { readonly keys: string }) => (
  <kbd className={styles.chord}>
    {keyNames(keys).map((name) => (
      <kbd key={name} className={styles.key}>
        {name}
      </kbd>
    ))}
  </kbd>
);
