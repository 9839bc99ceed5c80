import { Button } from "@discogsography/web/controls/button";
import { Card } from "@discogsography/web/controls/card";
import { Plus, X } from "lucide-react";
import { useMemo, useState } from "react";
import { type EntityRef, type EntityType, keyOf } from "../../app/entity";
import { EntityPicker } from "../../app/entity_picker";
import { change, useParams } from "../../app/location";
import { PaneFrame } from "../../app/page_frame";
import { Comparison } from "./comparison";
import { formatView, MAX_SERIES, parseView, SERIES_TYPES, type View, withoutComparison, withSeries } from "./model";
import { Placeholder } from "./placeholder";
import { useSeries } from "./queries";
import { SeriesChips } from "./series_chips";
import styles from "./trends.module.css";

const write = (view: View, how: "push" | "replace" = "push"): void => change(formatView(view), how);

export const Pane = () => {
  const params = useParams();
  const view = useMemo(() => parseView(params), [params]);
  const [isAdding, setAdding] = useState(false);
  const series = useSeries(view.series);
  const isFirst = view.series.length === 0;
  const isFull = view.series.length >= MAX_SERIES;
  const add = (entity: EntityRef): void => {
    setAdding(false);
    write(withSeries(view, entity));
  };
  return (
    <PaneFrame title="Trends" lead={`Releases a year of an artist, a label, a genre or a style; up to ${MAX_SERIES} side by side.`}>
      <Card className={styles.card}>
        {!isFirst && (
          <div className={styles.series}>
            <SeriesChips series={series} onRemove={write} view={view} />
            <Button
              icon={Plus}
              size="small"
              aria-expanded={isAdding}
              disabled={isFull}
              title={isFull ? `${MAX_SERIES} is the most that can be told apart` : undefined}
              onClick={() => setAdding(!isAdding)}
            >
              Compare
            </Button>
            {view.series.length > 1 && (
              <Button icon={X} size="small" onClick={() => write(withoutComparison(view))}>
                Clear
              </Button>
            )}
          </div>
        )}
        {(isFirst || (isAdding && !isFull)) && <Picker key={view.series.map(keyOf).join()} isFirst={isFirst} onPick={add} />}
        {isFirst ? (
          <Placeholder onPick={(entities) => write({ ...view, series: entities })} />
        ) : (
          <Comparison view={view} series={series} onChange={write} />
        )}
      </Card>
    </PaneFrame>
  );
};

const Picker = ({ isFirst, onPick }: { readonly isFirst: boolean; readonly onPick: (entity: EntityRef) => void }) => {
  const [type, setType] = useState<EntityType>("artist");
  return (
    <div className={styles.picker}>
      <EntityPicker
        label={isFirst ? "Releases of" : "Compare with"}
        type={type}
        types={SERIES_TYPES}
        onType={setType}
        value={undefined}
        onPick={onPick}
        hasFocusAtOnce={!isFirst}
      />
    </div>
  );
};
