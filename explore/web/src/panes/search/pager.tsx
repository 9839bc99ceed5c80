import { count } from "@discogsography/web/format";
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { pageCount, pageNumbers, shownRange } from "./model";
import styles from "./pager.module.css";

interface PagerProps {
  readonly page: number;
  readonly total: number;
  readonly hrefOf: (page: number) => string;
}

/** Links to the other pages of a result; nothing when there is one page. */
export const Pager = ({ page, total, hrefOf }: PagerProps) => {
  const pages = pageCount(total);
  const { first, last } = shownRange(page, total);
  if (pages === 1 && page === 1) return null;
  const step = (to: number, name: string, children: ReactNode) =>
    to < 1 || to > pages ? (
      <span className={styles.off} aria-hidden="true">
        {children}
      </span>
    ) : (
      <a href={hrefOf(to)} aria-label={name} className={styles.page}>
        {children}
      </a>
    );
  return (
    <nav aria-label="Pages of results" className={styles.pager}>
      <span className={styles.range}>
        {count(first)}–{count(last)} of {count(total)}
      </span>
      {step(page - 1, "Previous page", <ChevronLeft size={16} aria-hidden />)}
      {pageNumbers(page, pages).map((number, index) =>
        number === undefined ? (
          <span key={`gap ${index}`} className={styles.gap} aria-hidden="true">
            …
          </span>
        ) : (
          <a
            key={number}
            href={hrefOf(number)}
            aria-label={`Page ${number}`}
            aria-current={number === page ? "page" : undefined}
            className={styles.page}
          >
            {number}
          </a>
        ),
      )}
      {step(page + 1, "Next page", <ChevronRight size={16} aria-hidden />)}
    </nav>
  );
};
