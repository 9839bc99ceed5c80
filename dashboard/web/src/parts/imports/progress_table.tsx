import { Badge } from "@discogsography/web/controls/chip";
import { HeadRow } from "@discogsography/web/controls/table";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { count, percent } from "@discogsography/web/format";
import type { ImportRow } from "../../model/imports";
import { typeWords } from "../../model/pipelines";
import styles from "./progress_table.module.css";

/** A row a type: two bars over what was read, then the figures. Columns have fixed widths, so that nothing moves while they count. */
export const ProgressTable = ({ caption, rows }: { readonly caption: string; readonly rows: readonly ImportRow[] }) => (
  <table className={styles.table}>
    <caption>
      <VisuallyHidden>{caption}</VisuallyHidden>
    </caption>
    <HeadRow
      heads={[
        ["Type", styles.type],
        ["Progress"],
        ["Done", styles.share],
        ["Records", styles.records],
        ["Rate", styles.rate],
        ["Left", styles.left],
      ]}
    />
    <tbody>
      {rows.map((row) => (
        <Row key={row.type} row={row} />
      ))}
    </tbody>
  </table>
);

const Row = ({ row }: { readonly row: ImportRow }) => (
  <tr data-type={row.type} data-state={row.state}>
    <th scope="row" className={styles.name}>
      {typeWords(row.type)}
    </th>
    <td>
      <Pair row={row} />
    </td>
    <td className={styles.strong}>{row.progress === undefined ? "–" : row.state === "done" ? "100%" : percent(row.progress)}</td>
    <td className={styles.figure}>
      {row.records}
      {row.rejected > 0 && <span className={styles.rejected}>{count(row.rejected)} refused</span>}
    </td>
    <td className={styles.figure}>
      {row.state === "done" && <span className={styles.average}>avg </span>}
      {row.rate}
    </td>
    <td className={styles.strong}>
      {row.state === "done" ? (
        <Badge tone="good">{row.left === "–" ? "done" : row.left}</Badge>
      ) : row.state === "waiting" ? (
        "waits"
      ) : (
        row.left
      )}
      {row.state === "done" && <VisuallyHidden> needed, done</VisuallyHidden>}
    </td>
  </tr>
);

const Pair = ({ row: { type, read, graph, tables } }: { readonly row: ImportRow }) => (
  <span
    role="img"
    aria-label={`${typeWords(type)}: read ${percent(read)}, in the graph ${percent(graph)}, in the tables ${percent(tables)}`}
  >
    {[
      { store: styles.graph, share: graph },
      { store: styles.tables, share: tables },
    ].map(({ store, share }) => (
      <span key={store} className={styles.track}>
        <span className={styles.read} style={{ transform: `scaleX(${read})` }} />
        <span className={store} style={{ transform: `scaleX(${share})` }} />
      </span>
    ))}
  </span>
);
