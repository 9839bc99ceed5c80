import styles from "./spinner.module.css";

/** Something small is on its way; what it is stands beside it. */
export const Spinner = () => <span className={styles.spinner} aria-hidden="true" />;
