import { count } from "@discogsography/web/format";
import type { PipelineMetrics } from "../../api/schema.gen";
import { type Bar, type Bars, barsOf } from "../../model/bars";
import { axisText } from "../../model/figures";
import { type Cast, type PipelineId, shortType, typeKey, typeWords } from "../../model/pipelines";
import styles from "./queue_bars.module.css";

interface QueueBarsProps {
  readonly id: PipelineId;
  readonly cast: Cast;
  readonly pipeline: PipelineMetrics;
  readonly ofDeadLetters: boolean;
}

/** What waits now, beside each other: a pair of bars a type, one for each consumer. */
export const QueueBars = ({ id, cast, pipeline, ofDeadLetters }: QueueBarsProps) => {
  const bars = barsOf(pipeline, cast, ofDeadLetters);
  const suffix = ofDeadLetters ? " DLQ" : "";
  return (
    <div className={styles.part}>
      <h3 className={styles.title}>Queue Size Metrics</h3>
      <div className={styles.chart} role="img" aria-label={barsText(bars, cast, suffix)}>
        <div className={styles.axis} aria-hidden>
          {bars.axis.map((value, index) => (
            <span key={index} id={`${id}-bar-yaxis-${bars.axis.length - index}`}>
              {bars.most > 0 && axisText(value)}
            </span>
          ))}
        </div>
        <div className={styles.plot} aria-hidden>
          {bars.most === 0 && <span className={styles.nothing}>{nothingText(bars, ofDeadLetters)}</span>}
          {bars.types.map(({ type, graph, tables }) => (
            <div key={type} className={styles.pair}>
              <Column id={`${id}-bar-${typeKey(type)}-messages`} bar={graph} className={styles.graph} />
              <Column id={`${id}-bar-${typeKey(type)}-ready`} bar={tables} className={styles.tables} />
            </div>
          ))}
        </div>
        <div className={styles.types} aria-hidden>
          {bars.types.map(({ type }) => (
            <span key={type}>{shortType(type)}</span>
          ))}
        </div>
      </div>
      <p className={styles.legend}>
        <span id={`${id}-chart-legend-${cast.graph}`} className={styles.ofGraph}>
          {cast.graph}
          {suffix}
        </span>
        <span id={`${id}-chart-legend-${cast.tables}`} className={styles.ofTables}>
          {cast.tables}
          {suffix}
        </span>
      </p>
    </div>
  );
};

const Column = ({ id, bar, className }: { readonly id: string; readonly bar: Bar; readonly className: string | undefined }) => (
  <span id={id} className={className} style={{ height: `${bar.height}%` }} data-messages={bar.messages} />
);

const nothingText = ({ types }: Bars, ofDeadLetters: boolean): string => {
  if (types.every(({ graph, tables }) => graph.messages === undefined && tables.messages === undefined)) return "not known";
  return ofDeadLetters ? "no dead letters" : "nothing waits";
};

/** The chart in words: `masters: graphinator 0, tableinator 12; …`. */
export const barsText = ({ types }: Bars, { graph, tables }: Cast, suffix: string): string =>
  types
    .map(
      (each) =>
        `${typeWords(each.type)}: ${graph}${suffix} ${count(each.graph.messages)}, ${tables}${suffix} ${count(each.tables.messages)}`,
    )
    .join("; ");
