import styles from "./logo.module.css";

/** A record whose label is a graph. */
export const Logo = ({ size }: { readonly size: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <circle className={styles.disc} cx="16" cy="16" r="15.4" />
    {[12.4, 9.6, 6.8].map((radius) => (
      <circle key={radius} className={styles.groove} cx="16" cy="16" r={radius} />
    ))}
    <path className={styles.line} d="M16 16 8.4 9.8M16 16l8.4-4.4M16 16l-4.4 8.8M16 16l6.8 7.2" />
    <circle className={styles.hub} cx="16" cy="16" r="3.5" />
    <circle className={styles.hole} cx="16" cy="16" r="1.1" />
    <circle className={styles.artist} cx="8.4" cy="9.8" r="2.3" />
    <circle className={styles.genre} cx="24.4" cy="11.6" r="1.9" />
    <circle className={styles.release} cx="11.6" cy="24.8" r="1.9" />
    <circle className={styles.person} cx="22.8" cy="23.2" r="2.2" />
  </svg>
);
