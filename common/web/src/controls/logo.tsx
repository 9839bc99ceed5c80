import styles from "./logo.module.css";

/** Grooves of the record, by radius. */
const GROOVES = [43, 36, 29, 22] as const;
/** The graph on it: where a node lies, and the token of its colour. */
const NODES = [
  { x: 24, y: 27, r: 6.5, token: "artist" },
  { x: 76, y: 30, r: 5, token: "genre" },
  { x: 73, y: 73, r: 6, token: "person" },
  { x: 31, y: 76, r: 4.5, token: "release" },
] as const;

/** The record with nodes of a graph on it. Decoration: the wordmark beside it, or the link around it, has the name. */
export const Logo = ({ size = 32 }: { readonly size?: number }) => (
  <svg viewBox="0 0 100 100" width={size} height={size} aria-hidden="true" className={styles.logo}>
    <circle cx="50" cy="50" r="48.5" className={styles.disc} />
    {GROOVES.map((radius) => (
      <circle key={radius} cx="50" cy="50" r={radius} className={styles.groove} />
    ))}
    <path d="M24 27 50 50 76 30M50 50 73 73M50 50 31 76" className={styles.lines} />
    {NODES.map(({ x, y, r, token }) => (
      <circle key={token} cx={x} cy={y} r={r} className={styles[token]} />
    ))}
    <circle cx="50" cy="50" r="10" className={styles.centre} />
    <circle cx="50" cy="50" r="3.2" className={styles.hole} />
  </svg>
);

/** Logo, name and tagline. */
export const Wordmark = ({ size = 32 }: { readonly size?: number }) => (
  <span className={styles.brand}>
    <Logo size={size} />
    <span className={styles.words}>
      <span className={styles.name}>discogsography</span>
      <span className={styles.tagline}>the choon network</span>
    </span>
  </span>
);
