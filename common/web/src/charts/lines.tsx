import { type KeyboardEvent, type PointerEvent, useCallback, useMemo, useState } from "react";
import { count } from "../format";
import { MAX_SERIES, seriesStyle } from "../tone";
import { Chart, type Plot } from "./chart";
import type { TableForm } from "./chart_table";
import { lineModel, type Series } from "./line_model";
import styles from "./lines.module.css";
import { yearTicks } from "./scales";

interface LinesProps {
  /** At most five; more are left out. */
  readonly series: readonly Series[];
  readonly label: string;
  readonly height?: number;
  /** Years between points, 10 for decades. */
  readonly step?: number;
  /** How a year is written. */
  readonly yearFormat?: (year: number) => string;
  /** How values are written. */
  readonly format?: (value: number) => string;
}

const MARGIN = { top: 12, right: 108, bottom: 24, left: 44 } as const;
const NARROW_RIGHT = 84;
const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, PageUp: 10, PageDown: -10 };

/** Series over years on one scale from zero, named at the ends of their lines, with a reading line for pointer and keys. */
export const Lines = ({ series, label, height = 240, step = 1, yearFormat = String, format = count }: LinesProps) => {
  const model = useMemo(() => lineModel(series.slice(0, MAX_SERIES), step), [series, step]);
  const [read, setRead] = useState<number>();

  const options = useCallback(
    (plot: Plot, width: number) => {
      const right = width < 480 ? NARROW_RIGHT : MARGIN.right;
      const inner = height - MARGIN.top - MARGIN.bottom;
      const labelY = model.labelPlaces(inner);
      return {
        marginTop: MARGIN.top,
        marginRight: right,
        marginBottom: MARGIN.bottom,
        marginLeft: MARGIN.left,
        x: { domain: [model.first, model.last], label: null },
        y: { domain: [0, model.top], label: null },
        marks: [
          plot.gridY(model.grid, { stroke: "var(--border-color)", strokeOpacity: 1 }),
          plot.axisY(model.grid, { tickFormat: format, tickSize: 0 }),
          plot.axisX(yearTicks(model.first, model.last, Math.floor((width - right) / 64)), { tickFormat: String, tickSize: 0 }),
          plot.areaY(model.series[0]?.points ?? [], { x: "year", y: "count", fill: seriesStyle(0).colour, fillOpacity: 0.08 }),
          ...model.series.map(({ points }, index) => {
            const { colour, dash } = seriesStyle(index);
            return plot.lineY(points, {
              x: "year",
              y: "count",
              stroke: colour,
              strokeWidth: 2,
              ...(dash && { strokeDasharray: dash }),
              strokeLinejoin: "round",
            });
          }),
          ...model.series.map(({ name }, index) =>
            plot.text([name], {
              x: model.last,
              y: labelY[index] ?? 0,
              text: (text: string) => text,
              dx: 8,
              textAnchor: "start",
              fill: seriesStyle(index).colour,
              fontFamily: "var(--font-body)",
              fontWeight: 600,
              lineWidth: (right - 14) / 11,
              textOverflow: "ellipsis",
            }),
          ),
        ],
      };
    },
    [model, height, format],
  );

  if (model.series.length === 0) return <p className={styles.none}>No years are known.</p>;

  const year = Math.min(model.last, Math.max(model.first, read ?? model.peakYear));
  const values = model.at(year);
  const words = `${yearFormat(year)}: ${values.map(({ name, value }) => `${name} ${format(value)}`).join(", ")}`;
  const table: TableForm = {
    columns: ["Year", ...model.series.map(({ name }) => name)],
    rows: model.years.map((each) => [yearFormat(each), ...model.at(each).map(({ value }) => format(value))]),
  };

  const overlay = (width: number) => {
    const right = width < 480 ? NARROW_RIGHT : MARGIN.right;
    const inner = Math.max(1, width - right - MARGIN.left);
    const parts = Math.max(1, model.last - model.first);
    const onPointer = (event: PointerEvent<HTMLElement>) => {
      const { left } = event.currentTarget.getBoundingClientRect();
      setRead(model.first + step * Math.round((((event.clientX - left) / inner) * parts) / step));
    };
    const onKey = (event: KeyboardEvent) => {
      const steps = STEPS[event.key];
      const next =
        steps !== undefined ? year + steps * step : event.key === "Home" ? model.first : event.key === "End" ? model.last : undefined;
      if (next === undefined) return;
      event.preventDefault();
      setRead(Math.min(model.last, Math.max(model.first, next)));
    };
    return (
      <div
        role="slider"
        tabIndex={0}
        aria-label={`Year to read in ${label}`}
        aria-valuemin={model.first}
        aria-valuemax={model.last}
        aria-valuenow={year}
        aria-valuetext={words}
        className={styles.reader}
        style={{ left: MARGIN.left, width: inner, top: MARGIN.top, bottom: MARGIN.bottom }}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onKeyDown={onKey}
      >
        <span className={styles.line} style={{ left: `${((year - model.first) / parts) * 100}%` }}>
          {values.map(({ value }, index) => (
            <span
              key={index}
              className={styles.dot}
              style={{ bottom: `${(value / model.top) * 100}%`, background: seriesStyle(index).colour }}
            />
          ))}
        </span>
      </div>
    );
  };

  const reading = (
    <p className={styles.reading} aria-hidden>
      <span className={styles.year}>{yearFormat(year)}</span>
      {values.map(({ name, value }, index) => (
        <span key={index} className={styles.value}>
          <Swatch index={index} />
          <bdi className={styles.name}>{name}</bdi> {format(value)}
        </span>
      ))}
    </p>
  );
  return <Chart label={label} options={options} table={table} height={height} overlay={overlay} below={reading} />;
};

/** The line of a series, short: its colour and its dashes. */
export const Swatch = ({ index }: { readonly index: number }) => {
  const { colour, dash } = seriesStyle(index);
  return (
    <svg width="18" height="8" aria-hidden="true">
      <line x1="0" x2="18" y1="4" y2="4" stroke={colour} strokeWidth="2" strokeDasharray={dash} />
    </svg>
  );
};
