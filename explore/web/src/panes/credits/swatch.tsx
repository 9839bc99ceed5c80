import styles from "./credits.module.css";
import { categoryOf } from "./model";

/** The colour of a category, beside its name. */
export const Swatch = ({ category }: { readonly category: string }) => (
  <span className={styles.swatch} style={{ background: `var(${categoryOf(category).colour})` }} aria-hidden />
);
