import type * as PlotModule from "@observablehq/plot";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Skeleton } from "../controls/skeleton";
import styles from "./chart.module.css";
import { ChartTable, type TableForm } from "./chart_table";
import { useWidth } from "./use_width";

export type Plot = typeof PlotModule;

interface ChartProps {
  /** The chart's name. */
  readonly label: string;
  /** Makes the options of Observable Plot, given the library and the width; memoised by the caller. Colours are written `var(--token)`, so that they follow the theme. */
  readonly options: (plot: Plot, width: number) => PlotModule.PlotOptions;
  readonly table?: TableForm | undefined;
  readonly height?: number;
  /** Drawn over the plot, in its own coordinates: reading lines. Given the width. */
  readonly overlay?: (width: number) => ReactNode;
  /** Stands between the plot and its table. */
  readonly below?: ReactNode;
}

let loaded: Promise<Plot> | undefined;
const loadPlot = (): Promise<Plot> => {
  loaded ??= import("@observablehq/plot").catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
};

/** A picture by Observable Plot, which is loaded with the first of them. */
export const Chart = ({ label, options, table, height = 240, overlay, below }: ChartProps) => {
  const [frame, width] = useWidth<HTMLDivElement>();
  const slot = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<Plot>();
  const [hasFailed, setFailed] = useState(false);

  useEffect(() => {
    let isHere = true;
    loadPlot().then(
      (module) => isHere && setPlot(module),
      () => isHere && setFailed(true),
    );
    return () => {
      isHere = false;
    };
  }, []);

  useEffect(() => {
    const element = slot.current;
    if (!plot || !element || width === 0) return undefined;
    const figure = plot.plot({ height, ...options(plot, width), width, className: styles.plot ?? "plot", ariaLabel: label });
    // The library's own rules come as a style element, which the page's policy forbids; chart.module.css has them.
    for (const style of figure.querySelectorAll("style")) style.remove();
    figure.setAttribute("role", "img");
    // Parts of a picture have no names of their own; the library gives each mark its kind for one.
    for (const part of figure.querySelectorAll("[aria-label]")) {
      part.setAttribute("data-mark", part.getAttribute("aria-label") ?? "");
      part.removeAttribute("aria-label");
    }
    element.replaceChildren(figure);
    return () => figure.remove();
  }, [plot, options, width, height, label]);

  return (
    <figure className={styles.figure}>
      <div ref={frame} className={styles.frame} style={{ height: hasFailed ? undefined : height }}>
        {!plot && !hasFailed && <Skeleton height={height} />}
        {hasFailed && <p className={styles.failed}>The picture could not be loaded.</p>}
        <div ref={slot} />
        {plot && width > 0 && overlay?.(width)}
      </div>
      {below}
      {table && <ChartTable label={label} table={table} />}
    </figure>
  );
};
