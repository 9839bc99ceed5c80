import { classes } from "@discogsography/web/classes";
import { Badge } from "@discogsography/web/controls/chip";
import { count } from "@discogsography/web/format";
import { FileDown, Inbox, type LucideIcon, Table2, Waypoints } from "lucide-react";
import type { ReactNode } from "react";
import type { PipelineMetrics, ServiceStatus } from "../../api/schema.gen";
import { milliseconds, perSecond, records } from "../../model/figures";
import { type Cast, type PipelineId, queueOf, serviceOf, typeKey, typesAtExtractor, typeWords } from "../../model/pipelines";
import { type Badged, serviceBadge } from "../../model/status";
import styles from "./flow.module.css";

interface FlowProps {
  readonly id: PipelineId;
  readonly cast: Cast;
  readonly pipeline: PipelineMetrics;
  readonly ofDeadLetters: boolean;
}

/** Extractor, broker, consumers: in the order in which records go through them. */
export const Flow = ({ id, cast, pipeline, ofDeadLetters }: FlowProps) => (
  <div className={styles.flow}>
    <ExtractorBox id={id} name={cast.extractor} pipeline={pipeline} />
    <Arrow />
    <BrokerBox pipeline={pipeline} />
    <Arrow />
    <div className={styles.fork}>
      <ConsumerBox id={id} name={cast.graph} icon={Waypoints} pipeline={pipeline} ofDeadLetters={ofDeadLetters} />
      <ConsumerBox id={id} name={cast.tables} icon={Table2} pipeline={pipeline} ofDeadLetters={ofDeadLetters} />
    </div>
  </div>
);

const Arrow = () => (
  <svg viewBox="0 0 28 12" width={24} height={12} className={styles.arrow} aria-hidden>
    <path d="M0 6h22m-5-4.5L22 6l-5 4.5" />
  </svg>
);

interface BoxProps {
  readonly id?: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly badge: Badged | undefined;
  readonly badgeId?: string;
  readonly isWide?: boolean;
  /** Has two figures a line where the boxes stand below each other. */
  readonly isFlat?: boolean;
  /** Why it is not well. */
  readonly trouble?: string | undefined;
  readonly children: ReactNode;
}

const Box = ({ id, title, icon: Icon, badge, badgeId, isWide = false, isFlat = false, trouble, children }: BoxProps) => (
  <div id={id} className={classes(styles.box, isWide && styles.wide, isFlat && styles.flat)}>
    <div className={styles.head}>
      <Icon size={17} aria-hidden className={styles.icon} />
      <h3 className={styles.name}>{title}</h3>
      <span id={badgeId} className={styles.badge}>
        {badge && <Badge tone={badge.tone}>{badge.word}</Badge>}
      </span>
    </div>
    {trouble && (
      <p className={styles.trouble} title={trouble}>
        {trouble}
      </p>
    )}
    {children}
  </div>
);

interface FigureProps {
  readonly name: string;
  readonly id?: string;
  /** There is nothing to look at. */
  readonly isQuiet?: boolean;
  /** Is a word rather than a number. */
  readonly isWords?: boolean;
  readonly children: ReactNode;
}

const Figure = ({ name, id, isQuiet = false, isWords = false, children }: FigureProps) => (
  <div className={styles.figure}>
    <dt>{name}</dt>
    <dd id={id} className={classes(isQuiet && styles.quiet, isWords && styles.words)}>
      {children}
    </dd>
  </div>
);

const UNKNOWN: Badged = { word: "Unknown", tone: "warn" };
const badgeOf = (service: ServiceStatus | undefined): Badged => (service ? serviceBadge(service) : UNKNOWN);

const troubleOf = (service: ServiceStatus | undefined): string | undefined => {
  if (service === undefined || service.status === "healthy") return undefined;
  return [...service.reasons, ...(service.error === null ? [] : [service.error])].join("; ") || undefined;
};

const ExtractorBox = ({ id, name, pipeline }: { readonly id: PipelineId; readonly name: string; readonly pipeline: PipelineMetrics }) => {
  const service = serviceOf(pipeline, name);
  const total = service?.extraction_progress?.total ?? 0;
  return (
    <Box
      id={`service-${name}`}
      title="extractor"
      icon={FileDown}
      badge={badgeOf(service)}
      badgeId={`${id}-${name}-status-badge`}
      trouble={troubleOf(service)}
    >
      <dl className={styles.figures}>
        {typesAtExtractor(service, pipeline.types).map(({ type, count: read, isAtWork }) => (
          <Figure key={type} name={typeWords(type)} id={`${id}-${name}-${typeKey(type)}-state`} isQuiet={!isAtWork} isWords>
            {isAtWork ? (
              <>
                <span className={styles.pulse} aria-hidden />
                Processing ({records(read)})
              </>
            ) : (
              "Idle"
            )}
          </Figure>
        ))}
        <Figure name="records" id={`${id}-${name}-total-records`}>
          {total > 0 ? count(total) : "—"}
        </Figure>
        <Figure name="rate">{perSecond(service?.rate)}</Figure>
      </dl>
    </Box>
  );
};

const BrokerBox = ({ pipeline: { flow, queues } }: { readonly pipeline: PipelineMetrics }) => (
  <Box isFlat title="broker" icon={Inbox} badge={queues.length > 0 ? { word: "Healthy", tone: "good" } : UNKNOWN}>
    <dl className={styles.figures}>
      <Figure name="in">{perSecond(flow.publish_rate)}</Figure>
      <Figure name="out">{perSecond(flow.ack_rate)}</Figure>
      <Figure name="waiting">{records(flow.messages)}</Figure>
      <Figure name="dead" isQuiet={flow.dead_letters === 0}>
        {count(flow.dead_letters)}
      </Figure>
    </dl>
  </Box>
);

interface ConsumerBoxProps {
  readonly id: PipelineId;
  readonly name: string;
  readonly icon: LucideIcon;
  readonly pipeline: PipelineMetrics;
  readonly ofDeadLetters: boolean;
}

const ConsumerBox = ({ id, name, icon, pipeline, ofDeadLetters }: ConsumerBoxProps) => {
  const service = serviceOf(pipeline, name);
  return (
    <Box
      id={`service-${name}`}
      title={name}
      icon={icon}
      badge={badgeOf(service)}
      badgeId={`${id}-${name}-status-badge`}
      trouble={troubleOf(service)}
      isWide
    >
      <dl className={styles.figures}>
        <Figure name="writes">{perSecond(service?.rate)}</Figure>
        <Figure name="p95">{milliseconds(service?.batch_p95_ms)}</Figure>
        {pipeline.types.map((type) => {
          const waiting = queueOf(pipeline, name, type, ofDeadLetters)?.messages;
          return (
            <Figure key={type} name={typeWords(type)} id={`${id}-${name}-${typeKey(type)}-count`} isQuiet={!waiting}>
              {waiting === undefined ? "—" : count(waiting)}
            </Figure>
          );
        })}
      </dl>
    </Box>
  );
};
