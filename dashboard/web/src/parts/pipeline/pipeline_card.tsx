import { Card } from "@discogsography/web/controls/card";
import { Badge } from "@discogsography/web/controls/chip";
import type { History, PipelineMetrics } from "../../api/schema.gen";
import { CASTS, type PipelineId } from "../../model/pipelines";
import { pipelineBadge } from "../../model/status";
import { Flow } from "./flow";
import styles from "./pipeline_card.module.css";
import { QueueBars } from "./queue_bars";
import { RateRings } from "./rate_rings";

interface PipelineCardProps {
  readonly id: PipelineId;
  readonly pipeline: PipelineMetrics;
  readonly history: History | undefined;
  readonly ofDeadLetters: boolean;
}

/** One way from dump to stores as it is now: who takes part, what waits, what goes in and out. */
export const PipelineCard = ({ id, pipeline, history, ofDeadLetters }: PipelineCardProps) => {
  const cast = CASTS[id];
  const { word, tone } = pipelineBadge(pipeline);
  return (
    <Card id={`pipeline-${id}`} title={`${cast.title} pipeline`} aside={<Badge tone={tone}>{word}</Badge>} className={styles.card ?? ""}>
      <Flow id={id} cast={cast} pipeline={pipeline} ofDeadLetters={ofDeadLetters} />
      <div className={styles.now}>
        <QueueBars id={id} cast={cast} pipeline={pipeline} ofDeadLetters={ofDeadLetters} />
        <RateRings kind="publish" id={id} cast={cast} pipeline={pipeline} history={history} ofDeadLetters={ofDeadLetters} />
        <RateRings kind="ack" id={id} cast={cast} pipeline={pipeline} history={history} ofDeadLetters={ofDeadLetters} />
      </div>
    </Card>
  );
};
