import { classes } from "@discogsography/web/classes";
import { count } from "@discogsography/web/format";
import { type PointerEvent, useMemo } from "react";
import { perSecond } from "../../model/figures";
import { lineOf, peak, type QueueView } from "../../model/history";
import { areaPath, heightOf, linePath, places } from "../../model/paths";
import { typeWords } from "../../model/pipelines";
import { IN_SIGHT, isInSight } from "../../model/scale";
import styles from "./queue_cell.module.css";

interface QueueCellProps {
  readonly view: QueueView;
  readonly consumer: string;
  readonly type: string;
  /** Which of the view's times is read. */
  readonly place: number;
  readonly isNow: boolean;
  readonly top: number;
  readonly threshold: number | undefined;
  readonly tone: "graph" | "tables";
  readonly hasRates: boolean;
  /** Share of the span that a pointer is at. */
  readonly onMoment: (share: number) => void;
}

const WIDTH = 200;
const DEPTH = { width: WIDTH, bottom: 39, height: 37 } as const;
const RATES = { width: WIDTH, bottom: 61, height: 15 } as const;

/** One queue: its depth as an area, its rates as two lines below, its figures at the moment that is read. */
export const QueueCell = ({ view, consumer, type, place, isNow, top, threshold, tone, hasRates, onMoment }: QueueCellProps) => {
  const line = lineOf(view, consumer, type);
  const drawn = useMemo(() => {
    if (line === undefined) return undefined;
    const at = places(view.times);
    const [depth, rates] = [
      { ...DEPTH, top },
      { ...RATES, top: view.topRate },
    ];
    return {
      at,
      area: areaPath(line.depth, at, depth),
      depth: linePath(line.depth, at, depth),
      into: linePath(line.into, at, rates),
      out: linePath(line.out, at, rates),
    };
  }, [line, view, top]);
  const depth = line?.depth[place];
  const isDeep = threshold !== undefined && (depth ?? 0) >= threshold;
  const follow = (event: PointerEvent<SVGSVGElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onMoment((event.clientX - left) / width);
  };
  const moment = (drawn?.at[place] ?? 1) * WIDTH;
  return (
    <div className={styles.cell} data-queue={`${consumer}-${type}`}>
      <p className={styles.head}>
        <span className={styles.type}>{typeWords(type)}</span>
        <span className={classes(styles.depth, isDeep && styles.deep)}>{count(depth)}</span>
      </p>
      <svg
        viewBox={`0 0 ${WIDTH} 64`}
        preserveAspectRatio="none"
        className={classes(styles.chart, styles[tone])}
        role="img"
        aria-label={`${consumer}, ${typeWords(type)}: ${count(depth)} waiting`}
        onPointerMove={follow}
        onPointerDown={follow}
      >
        <path d={`M0 ${DEPTH.bottom}H${WIDTH}`} className={styles.base} />
        {peak(line?.depth ?? []) >= (threshold ?? 0) * IN_SIGHT && isInSight(threshold, top) && (
          <path d={`M0 ${heightOf(threshold, { ...DEPTH, top })}H${WIDTH}`} className={styles.threshold} />
        )}
        {drawn && (
          <>
            <path d={drawn.area} className={styles.area} />
            <path d={drawn.depth} className={styles.line} />
            <path d={drawn.into} className={styles.rate} />
            <path d={drawn.out} className={styles.out} />
          </>
        )}
        {!isNow && <path d={`M${moment} 0V64`} className={styles.moment} />}
      </svg>
      <p className={styles.rates}>
        <span>{hasRates ? `in ${perSecond(line?.into[place])}` : "no rates"}</span>
        <span>{hasRates && `out ${perSecond(line?.out[place])}`}</span>
      </p>
    </div>
  );
};
