import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "../classes";
import styles from "./card.module.css";

interface CardProps extends Omit<ComponentProps<"section">, "title"> {
  readonly title?: ReactNode;
  /** What stands at the end of the title's line: a link, a segmented control, a caption. */
  readonly aside?: ReactNode;
  readonly level?: 2 | 3;
}

/** A bordered part of a page. With a title it is a region of that name. */
export const Card = ({ title, aside, level = 2, className, children, ...rest }: CardProps) => {
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section aria-labelledby={title ? id : undefined} className={classes(styles.card, className)} {...rest}>
      {(title || aside) && (
        <div className={styles.head}>
          {title && (
            <Heading id={id} className={styles.title}>
              {title}
            </Heading>
          )}
          {aside && <div className={styles.aside}>{aside}</div>}
        </div>
      )}
      {children}
    </section>
  );
};
