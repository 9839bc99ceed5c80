import { Card } from "@discogsography/web/controls/card";
import { Segmented } from "@discogsography/web/controls/segmented";
import { useMemo, useState } from "react";
import type { History, SystemMetrics } from "../../api/schema.gen";
import { nearest, queueView } from "../../model/history";
import { CASTS, pipelinesOf } from "../../model/pipelines";
import { depthTop } from "../../model/scale";
import { useChoice } from "../../page/choice";
import { QueueCell } from "./queue_cell";
import { QueueTable } from "./queue_table";
import styles from "./queues_card.module.css";
import { TimeSlider } from "./time_slider";

interface QueuesCardProps {
  readonly metrics: SystemMetrics;
  readonly history: History | undefined;
  readonly ofDeadLetters: boolean;
  /** Depth from which on a queue is too deep. */
  readonly threshold: number | undefined;
}

const WINDOWS = [
  { value: "30", title: "30 min" },
  { value: "60", title: "1 h" },
  { value: "360", title: "6 h" },
] as const;

/** The queues of one pipeline over time, all on one scale. A pointer over any of them, or the slider, reads all of them at that moment. */
export const QueuesCard = ({ metrics, history, ofDeadLetters, threshold }: QueuesCardProps) => {
  const [source, chooseSource] = useChoice("source");
  const [minutes, chooseMinutes] = useChoice("minutes");
  const there = pipelinesOf(metrics);
  const id = there.some(([each]) => each === source) ? source : (there[0]?.[0] ?? source);
  const view = useMemo(() => queueView(history, metrics, id, ofDeadLetters), [history, metrics, id, ofDeadLetters]);
  const [hovered, setHovered] = useState<number>();
  const [pinned, setPinned] = useState<number>();
  const last = view.times.length - 1;
  const pinnedPlace = pinned === undefined ? undefined : closest(view.times, pinned);
  const place = Math.min(last, hovered === undefined ? (pinnedPlace ?? last) : nearest(view.times, hovered));
  const top = depthTop(view.topDepth, ofDeadLetters ? undefined : threshold);
  const types = metrics.pipelines[id]?.types ?? [];
  const cast = CASTS[id];
  const title = ofDeadLetters ? "Dead-letter queues over time" : "Queues over time";
  return (
    <Card
      id="queues"
      title={title}
      aside={
        <>
          {there.length > 1 && (
            <Segmented
              label="Pipeline"
              value={id}
              options={there.map(([each]) => ({ value: each, title: CASTS[each].title }))}
              onChange={chooseSource}
            />
          )}
          <Segmented label="How far back" value={minutes} options={WINDOWS} onChange={chooseMinutes} />
        </>
      }
    >
      <div className={styles.grid} onPointerLeave={() => setHovered(undefined)}>
        {[cast.graph, cast.tables].map((consumer, index) => (
          <div key={consumer} className={styles.row}>
            <div className={styles.about}>
              <p className={styles.consumer}>{consumer}</p>
              <p className={styles.hint}>{index === 0 ? <Key hasRates={!ofDeadLetters} /> : "one scale for all"}</p>
            </div>
            {types.map((type) => (
              <QueueCell
                key={type}
                view={view}
                consumer={consumer}
                type={type}
                place={place}
                isNow={place === last}
                top={top}
                threshold={ofDeadLetters ? undefined : threshold}
                tone={index === 0 ? "graph" : "tables"}
                hasRates={!ofDeadLetters}
                onMoment={setHovered}
              />
            ))}
          </div>
        ))}
      </div>
      <TimeSlider
        view={view}
        minutes={history?.minutes ?? Number(minutes)}
        place={place}
        onPlace={(next) => setPinned(next >= last ? undefined : view.times[next])}
      />
      <QueueTable view={view} title={title} hasRates={!ofDeadLetters} />
    </Card>
  );
};

const Key = ({ hasRates }: { readonly hasRates: boolean }) =>
  hasRates ? (
    <>
      depth, then rates: <br />
      <span className={styles.into}>in</span> <span className={styles.out}>out</span>
    </>
  ) : (
    <>depth</>
  );

const closest = (times: readonly number[], time: number): number => {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  return last === first ? 0 : nearest(times, (time - first) / (last - first));
};
