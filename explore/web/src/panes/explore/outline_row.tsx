import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { count } from "@discogsography/web/format";
import { ChevronDown, ChevronRight } from "lucide-react";
import { shownName } from "../../app/entity";
import { TypeMark } from "../../app/type_mark";
import type { Row } from "../../graph/outline";
import styles from "./outline.module.css";
import { rowText } from "./outline_keys";
import { Spinner } from "./spinner";

/** What a row says: drawn for the eye, and once more in whole words for the ear. */
export const RowWords = ({ row }: { readonly row: Row }) => (
  <>
    <span aria-hidden="true" className={styles.drawn}>
      <DrawnWords row={row} />
    </span>
    <VisuallyHidden>{rowText(row)}</VisuallyHidden>
  </>
);

const DrawnWords = ({ row }: { readonly row: Row }) => {
  switch (row.kind) {
    case "category": {
      const { loaded, total, isLoading } = row.node.category ?? { loaded: 0, total: 0, isLoading: false };
      return (
        <>
          {row.isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          <span className={styles.name}>{row.category.title}</span>
          {isLoading && <Spinner />}
          <span className={styles.figure}>{row.node.hint ?? (row.isOpen ? `${count(loaded)} / ${count(total)}` : count(total))}</span>
        </>
      );
    }
    case "node":
      return (
        <>
          <TypeMark type={row.node.kind} />
          <bdi className={styles.name}>{shownName(row.node.name)}</bdi>
          <YearsWord years={row.node.years} />
          <span className={styles.figure}>{row.detail}</span>
        </>
      );
    case "unfold":
      return <span className={styles.action}>{count(row.count)} more in the graph</span>;
    case "more":
      return (
        <span className={styles.action}>
          Load {count(row.count)} more{row.left > row.count ? ` of ${count(row.left)}` : ""}
        </span>
      );
    case "failed":
      return <span className={styles.failed}>Did not load · try again</span>;
  }
};

/** Of which compared year a node is, as the picture shows it by its ring. */
const YearsWord = ({ years }: { readonly years: "both" | "only_a" | "only_b" | undefined }) =>
  years === "only_a" ? (
    <span className={styles.onlyA} title="First year only">
      −
    </span>
  ) : years === "only_b" ? (
    <span className={styles.onlyB} title="Second year only">
      +
    </span>
  ) : null;
