import { Disclosure } from "@discogsography/web/controls/disclosure";
import { type Column, Table } from "@discogsography/web/controls/table";
import { count } from "@discogsography/web/format";
import { clock, perSecond } from "../../model/figures";
import { extentOf, type QueueLine, type QueueView } from "../../model/history";
import { typeWords } from "../../model/pipelines";
import styles from "./queue_table.module.css";

const RATES: readonly Column<QueueLine>[] = [
  { id: "in", title: "Fastest in", align: "end", isSecondary: true, cell: (line) => perSecond(extentOf(line.into).most) },
  { id: "out", title: "Fastest out", align: "end", isSecondary: true, cell: (line) => perSecond(extentOf(line.out).most) },
];

interface QueueTableProps {
  readonly view: QueueView;
  readonly title: string;
  readonly hasRates: boolean;
}

/** What the charts show, as figures: a row a queue. */
export const QueueTable = ({ view, title, hasRates }: QueueTableProps) => {
  const peakTime = ({ depth }: QueueLine): string => {
    const { most } = extentOf(depth);
    return most === 0 ? "–" : clock(view.times[depth.indexOf(most)]);
  };
  const columns: readonly Column<QueueLine>[] = [
    { id: "queue", title: "Queue", cell: (line) => `${line.consumer}, ${typeWords(line.type)}` },
    { id: "now", title: "Now", align: "end", cell: (line) => count(line.depth.at(-1)) },
    { id: "most", title: "Most", align: "end", cell: (line) => count(extentOf(line.depth).most) },
    { id: "at", title: "At", align: "end", isSecondary: true, cell: peakTime },
    ...(hasRates ? RATES : []),
  ];
  return (
    <div className={styles.table}>
      <Disclosure title="As a table">
        <Table caption={title} columns={columns} rows={view.lines} keyOf={(line) => `${line.consumer}-${line.type}`} />
      </Disclosure>
    </div>
  );
};
