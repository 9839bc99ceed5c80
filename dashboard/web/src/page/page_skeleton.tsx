import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Fetching } from "./fetching";
import styles from "./page.module.css";

/** The shape of the page until the first figures are there. */
export const PageSkeleton = ({ isFetching }: { readonly isFetching: boolean }) => (
  <>
    <div className={styles.top}>
      <Skeleton height={336} />
      <Skeleton height={336} />
    </div>
    {isFetching && (
      <p className={styles.fetching}>
        <Fetching what="Fetching the first figures" />
      </p>
    )}
    <div className={styles.pair}>
      <Skeleton height={420} />
      <Skeleton height={420} />
    </div>
    <Skeleton height={360} />
  </>
);
