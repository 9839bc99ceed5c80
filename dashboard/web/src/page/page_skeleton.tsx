import { Skeleton } from "@discogsography/web/controls/skeleton";
import styles from "./page_skeleton.module.css";

/** The shape of the page until the first figures are there. */
export const PageSkeleton = () => (
  <div className={styles.page} aria-busy="true">
    <div className={styles.top}>
      <Skeleton height={336} />
      <Skeleton height={336} />
    </div>
    <div className={styles.pair}>
      <Skeleton height={420} />
      <Skeleton height={420} />
    </div>
    <Skeleton height={360} />
  </div>
);
