import { classes } from "@discogsography/web/classes";
import type { History, PipelineMetrics } from "../../api/schema.gen";
import { gaugeText, rateSpan } from "../../model/figures";
import { type Cast, type PipelineId, queueOf, shortType, typeKey } from "../../model/pipelines";
import { RING, ringsOf } from "../../model/rings";
import styles from "./rate_rings.module.css";

interface RateRingsProps {
  readonly kind: "publish" | "ack";
  readonly id: PipelineId;
  readonly cast: Cast;
  readonly pipeline: PipelineMetrics;
  readonly history: History | undefined;
  readonly ofDeadLetters: boolean;
}

const TITLES = { publish: "Publish Rates (msg/s)", ack: "Ack Rates (msg/s)" } as const;

/** How fast each queue fills or empties now, as a part of the fastest that any of them was. Dead-letter queues have no rates to speak of. */
export const RateRings = ({ kind, id, cast, pipeline, history, ofDeadLetters }: RateRingsProps) => {
  const consumers = [cast.graph, cast.tables];
  const rings = ringsOf(kind, consumers, pipeline, history, id);
  return (
    <div className={styles.part}>
      <h3 className={styles.title}>{TITLES[kind]}</h3>
      {consumers.map((consumer, place) => (
        <div key={consumer}>
          <p className={classes(styles.consumer, place === 0 ? styles.graph : styles.tables)}>{consumer}</p>
          <ul className={styles.row}>
            {pipeline.types.map((type) => {
              const ring = rings.find((each) => each.consumer === consumer && each.type === typeKey(type));
              const isThere = !ofDeadLetters && queueOf(pipeline, consumer, type, false) !== undefined;
              const name = `${consumer}-${typeKey(type)}-${kind}`;
              return (
                <li key={type} className={styles.cell}>
                  <span className={styles.gauge}>
                    <svg viewBox="0 0 64 64" className={classes(styles.ring, place === 0 ? styles.ofGraph : styles.ofTables)} aria-hidden>
                      <circle cx="32" cy="32" r={RING.radius} className={styles.track} />
                      <circle
                        id={`${id}-rate-circle-${name}`}
                        cx="32"
                        cy="32"
                        r={RING.radius}
                        className={styles.fill}
                        strokeDasharray={`${isThere && ring ? ring.dash : 0} ${RING.length}`}
                      />
                    </svg>
                    <span id={`${id}-rate-text-${name}`} className={styles.value}>
                      {ofDeadLetters ? "N/A" : isThere && ring ? gaugeText(ring.rate) : "–"}
                    </span>
                  </span>
                  <span className={styles.type}>{shortType(type)}</span>
                  <span className={styles.extent}>
                    {isThere && ring && ring.extent.most > 0 ? rateSpan(ring.extent.least, ring.extent.most) : "–"}
                  </span>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </div>
  );
};
