import type { ReactNode } from "react";
import styles from "./visually_hidden.module.css";

/** Text that is read aloud and not drawn. */
export const VisuallyHidden = ({ children }: { readonly children: ReactNode }) => <span className={styles.hidden}>{children}</span>;
