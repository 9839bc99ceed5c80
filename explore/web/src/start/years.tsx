import { hooks } from "@discogsography/web/api/client";
import type { StartYear } from "@discogsography/web/api/schema.gen";
import { classes } from "@discogsography/web/classes";
import { Card } from "@discogsography/web/controls/card";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { EntityLink } from "../app/entity_link";
import { change } from "../app/location";
import { useMedia } from "../app/use_media";
import { type Bar, barAfter, barAt, barsOf, barText, barYears, busiest, emergedIn } from "./model";
import styles from "./years.module.css";

const MOST_BARS = 90;
const MOST_BARS_NARROW = 30;
/** New genres and styles that are named. */
const MOST_EMERGED = 8;
/** Bars between two written years. */
const LABELS = 7;

/** The years of the catalogue as bars that are buttons: a year opens the catalogue as it was by then. */
export const Years = ({ years, chosen }: { readonly years: readonly StartYear[]; readonly chosen: string | undefined }) => {
  const isNarrow = useMedia("(max-width: 760px)");
  const bars = useMemo(() => barsOf(years, isNarrow ? MOST_BARS_NARROW : MOST_BARS), [years, isNarrow]);
  const at = barAt(bars, chosen);
  const [pointed, setPointed] = useState<number>();
  const bar = bars[pointed ?? at ?? -1];
  const peak = busiest(bars);
  const summary = bar ?? peak;
  if (peak === undefined) return null;
  return (
    <Card
      level={2}
      className={styles.card}
      title="Or begin with a year"
      aside={<span className={styles.summary}>{summary && `${bar === undefined ? "Most in " : ""}${barText(summary)}`}</span>}
    >
      <Bars bars={bars} peak={peak.releases} at={at} onPoint={setPointed} />
      <Emerged bar={at === undefined ? undefined : bars[at]} />
    </Card>
  );
};

interface BarsProps {
  readonly bars: readonly Bar[];
  readonly peak: number;
  readonly at: number | undefined;
  readonly onPoint: (index: number | undefined) => void;
}

/** One stop for the Tab key; arrows lead along the bars. */
const Bars = ({ bars, peak, at, onPoint }: BarsProps) => {
  const row = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState<number>();
  const tabStop = Math.min(stop ?? at ?? bars.findIndex(({ releases }) => releases === peak), bars.length - 1);
  const step = Math.max(1, Math.ceil(bars.length / LABELS));
  const keyDown = (event: KeyboardEvent, index: number): void => {
    const next = barAfter(event.key, index, bars.length);
    if (next === undefined) return;
    event.preventDefault();
    setStop(next);
    row.current?.querySelectorAll<HTMLButtonElement>("button")[next]?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws its own frame
    <div ref={row} role="group" aria-label="Releases by year" className={styles.bars} onPointerLeave={() => onPoint(undefined)}>
      {bars.map((bar, index) => (
        <button
          key={bar.first}
          type="button"
          className={classes(styles.bar, index === at && styles.chosen)}
          aria-pressed={index === at}
          aria-label={barText(bar)}
          tabIndex={index === tabStop ? 0 : -1}
          onPointerEnter={() => onPoint(index)}
          onFocus={() => onPoint(index)}
          onBlur={() => onPoint(undefined)}
          onKeyDown={(event) => keyDown(event, index)}
          onClick={() => change({ year: index === at ? undefined : String(bar.last) }, "replace")}
        >
          <span className={styles.fill} style={{ height: `${Math.max(bar.releases > 0 ? 2 : 0, (bar.releases / peak) * 100)}%` }} />
          {index % step === 0 && <span className={styles.label}>{bar.first}</span>}
        </button>
      ))}
    </div>
  );
};

/** What was new in the chosen years, as links to the graph as it was then. Keeps its line free, so that nothing jumps. */
const Emerged = ({ bar }: { readonly bar: Bar | undefined }) => {
  const query = hooks.useQuery(
    "get",
    "/api/explore/genre-emergence",
    { params: { query: { before_year: bar?.last ?? 0 } } },
    { enabled: bar !== undefined },
  );
  if (bar === undefined) return <p className={styles.emerged}>Choose a year, and every door opens as it was by then.</p>;
  const emerged = query.data === undefined ? [] : emergedIn(query.data, bar, MOST_EMERGED);
  return (
    <p className={styles.emerged} aria-live="polite">
      {emerged.length === 0 ? (
        <>Doors open as of {bar.last}.</>
      ) : (
        <>
          New in {barYears(bar)}:{" "}
          {emerged.map((entity, index) => (
            <span key={`${entity.type}:${entity.id}`}>
              {index > 0 && " · "}
              <EntityLink entity={entity} params={{ year: String(bar.last) }} />
            </span>
          ))}
        </>
      )}
    </p>
  );
};
