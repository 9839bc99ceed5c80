import { count, years } from "../format";
import { type Tone, toneColour } from "../tone";
import { everyYear, peakOf, spanOf, type YearPoint } from "./scales";
import styles from "./sparkline.module.css";

interface SparklineProps {
  readonly points: readonly YearPoint[];
  /** What is counted, for whom: "Releases with Sean Booth". */
  readonly label: string;
  readonly tone?: Tone;
  /** Span and top that small multiples share. */
  readonly span?: readonly [number, number] | undefined;
  readonly top?: number | undefined;
  readonly width?: number;
  readonly height?: number;
}

const GAP = 0.18;

/** Its words: `Releases: 1991–2011, most in 1994 (12)`. */
export const sparklineText = (label: string, points: readonly YearPoint[]): string => {
  const span = spanOf(points.filter((point) => point.count > 0));
  const peak = peakOf(points);
  return span && peak ? `${label}: ${years(...span)}, most in ${peak.year} (${count(peak.count)})` : `${label}: none`;
};

/** Bars by year in the height of a line of text. */
export const Sparkline = ({ points, label, tone = "cyan", span, top, width = 96, height = 22 }: SparklineProps) => {
  const bars = everyYear(points, span ?? spanOf(points));
  const most = top ?? Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <svg
      role="img"
      aria-label={sparklineText(label, points)}
      className={styles.sparkline}
      width={width}
      height={height}
      viewBox={`0 0 ${Math.max(1, bars.length)} 1`}
      preserveAspectRatio="none"
    >
      {bars.map(({ year, count: value }, index) => {
        // A year with little is still seen.
        const size = value > 0 ? Math.max(0.08, Math.min(1, value / most)) : 0;
        return size > 0 && <rect key={year} x={index + GAP / 2} width={1 - GAP} y={1 - size} height={size} fill={toneColour(tone)} />;
      })}
      <line x1="0" x2={bars.length} y1="1" y2="1" className={styles.base} vectorEffect="non-scaling-stroke" />
    </svg>
  );
};
