import styles from "./logo.module.css";

/** The graph on the record: where a node lies, and the token of its colour. */
const NODES = [
  { x: 24, y: 27, r: 8.5, token: "artist" },
  { x: 77, y: 30, r: 7, token: "genre" },
  { x: 73, y: 75, r: 8, token: "person" },
  { x: 29, y: 77, r: 6.5, token: "release" },
] as const;

/** The record with nodes of a graph on it, as `scripts/brand/mark.svg` draws it. Decoration: the wordmark beside it, or the link around it, has the name. */
export const Logo = ({ size = 32 }: { readonly size?: number }) => (
  <svg viewBox="0 0 100 100" width={size} height={size} aria-hidden="true" className={styles.logo}>
    <circle cx="50" cy="50" r="48" className={styles.disc} />
    <circle cx="50" cy="50" r="38" className={styles.groove} />
    <circle cx="50" cy="50" r="27" className={styles.groove} />
    <path d="M24 27 50 50 77 30M50 50 73 75M50 50 29 77" className={styles.lines} />
    {NODES.map(({ x, y, r, token }) => (
      <circle key={token} cx={x} cy={y} r={r} className={styles[token]} />
    ))}
    <circle cx="50" cy="50" r="13" className={styles.centre} />
    <circle cx="50" cy="50" r="4.5" className={styles.hole} />
  </svg>
);
