import type { CSSProperties } from "react";
import { classes } from "../classes";
import styles from "./skeleton.module.css";
import { VisuallyHidden } from "./visually_hidden";

const WIDTHS = ["92%", "78%", "86%", "64%", "88%", "72%"];

interface SkeletonProps {
  /** Lines of text to stand for. */
  readonly lines?: number;
  /** One block of this height instead. */
  readonly height?: number | string;
  readonly width?: number | string;
  readonly isRound?: boolean;
}

/** The shape of what is being loaded. Several in one place are read as one by giving them a parent with `aria-busy`. */
export const Skeleton = ({ lines = 3, height, width, isRound = false }: SkeletonProps) => {
  const block: CSSProperties = { height, width: width ?? "100%" };
  return (
    <div className={styles.skeleton}>
      <VisuallyHidden>Loading</VisuallyHidden>
      {height !== undefined ? (
        <div className={classes(styles.block, isRound && styles.round)} style={block} />
      ) : (
        Array.from({ length: lines }, (_, line) => (
          <div key={line} className={classes(styles.block, styles.line)} style={{ width: WIDTHS[line % WIDTHS.length] }} />
        ))
      )}
    </div>
  );
};
