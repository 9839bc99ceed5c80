import type { ReactNode } from "react";
import { classes } from "../classes";
import styles from "./frame.module.css";
import { Logo } from "./logo";

/** First stop of the keyboard: over the header to what the page is about. */
export const SkipLink = () => (
  <a className={styles.skip} href="#main">
    Skip to content
  </a>
);

/** The bar that stays at the top; how its parts stand beside each other is the page's, in `className`. */
export const HeaderBar = ({ className, children }: { readonly className: string | undefined; readonly children: ReactNode }) => (
  <header className={classes(styles.bar, className)}>{children}</header>
);

interface BrandProps {
  readonly tagline: string;
  /** Where a click leads; without it the brand is the page's heading. */
  readonly href?: string;
}

/** Logo, name and tagline. Where there is no room the words are only read aloud. */
export const Brand = ({ tagline, href }: BrandProps) => {
  const content = (
    <>
      <Logo size={32} />
      <span className={styles.words}>
        <span className={styles.name}>discogsography</span> <span className={styles.tagline}>{tagline}</span>
      </span>
    </>
  );
  if (href === undefined) return <h1 className={styles.brand}>{content}</h1>;
  return (
    <a className={styles.brand} href={href}>
      {content}
    </a>
  );
};
