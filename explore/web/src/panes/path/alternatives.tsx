import { classes } from "@discogsography/web/classes";
import { Card } from "@discogsography/web/controls/card";
import { Key } from "@discogsography/web/controls/key";
import { ArrowRight } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { shownName } from "../../app/entity";
import styles from "./alternatives.module.css";
import { hops } from "./chain";
import { betweenOf, stepKey, type Way, worksOf } from "./model";

interface AlternativesProps {
  readonly ways: readonly Way[];
  readonly chosen: number;
  readonly onChoose: (alt: number) => void;
  /** Links to other questions, such as one that avoids what this way passes. */
  readonly further: readonly { readonly href: string; readonly title: ReactNode }[];
}

const joined = (parts: readonly ReactNode[], between: string): ReactNode =>
  parts.map((part, at) => (
    <Fragment key={at}>
      {at > 0 && between}
      {part}
    </Fragment>
  ));

/** A way in words: what it passes, in order. */
export const WayTitle = ({ way }: { readonly way: Way }) => {
  const between = betweenOf(way);
  if (between.length === 0) return <>directly</>;
  return (
    <>
      by way of{" "}
      {joined(
        between.map((step) => (
          <bdi key={stepKey(step)} className={styles.name}>
            {shownName(step.name)}
          </bdi>
        )),
        ", ",
      )}
    </>
  );
};

/** All ways of the answer, to choose from. */
export const Alternatives = ({ ways, chosen, onChoose, further }: AlternativesProps) => (
  <Card
    title="Alternatives"
    aside={<span className={styles.note}>{ways.length === 1 ? "the only one of this length" : `${ways.length} of equal length`}</span>}
    className={styles.card}
  >
    <ol className={styles.list} data-testid="path-alternatives">
      {ways.map((way, alt) => (
        <li key={alt}>
          <button
            type="button"
            className={classes(styles.row, alt === chosen && styles.chosen)}
            aria-pressed={alt === chosen}
            data-alt={alt}
            onClick={() => onChoose(alt)}
          >
            <span className={styles.number}>{alt + 1}</span>
            <span className={styles.words}>
              <span className={styles.title}>
                <WayTitle way={way} />
              </span>
              <span className={styles.works}>
                {joined(
                  worksOf(way).map((step) => (
                    <Fragment key={stepKey(step)}>
                      <bdi>{shownName(step.name)}</bdi>
                      {step.year ? <span className="mono"> {step.year}</span> : null}
                    </Fragment>
                  )),
                  " → ",
                )}
              </span>
            </span>
            <span className={styles.hops}>{hops(way)}</span>
          </button>
        </li>
      ))}
    </ol>
    {further.length > 0 && (
      <ul className={styles.further}>
        {further.map(({ href, title }) => (
          <li key={href}>
            <a href={href}>
              <span>{title}</span>
              <ArrowRight size={16} aria-hidden />
            </a>
          </li>
        ))}
      </ul>
    )}
    <p className={styles.keys}>
      <Key keys="ArrowUp" /> <Key keys="ArrowDown" /> alternative <Key keys="ArrowLeft" /> <Key keys="ArrowRight" /> step{" "}
      <Key keys="Enter" /> open
    </p>
  </Card>
);
