import { LoaderCircle } from "lucide-react";
import styles from "./fetching.module.css";

/** That figures are on their way. */
export const Fetching = ({ what }: { readonly what: string }) => (
  <span className={styles.fetching} data-testid="fetching">
    <LoaderCircle size={14} aria-hidden className={styles.wheel} />
    {what} …
  </span>
);
