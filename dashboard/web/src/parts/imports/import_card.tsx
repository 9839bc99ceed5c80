import { Card } from "@discogsography/web/controls/card";
import { Segmented } from "@discogsography/web/controls/segmented";
import type { ImportProgress, SystemMetrics } from "../../api/schema.gen";
import { useNow } from "../../live/use_now";
import { bytes, dumpVersion } from "../../model/figures";
import { importRow, importWords, isAtWork, shownImport } from "../../model/imports";
import { CASTS } from "../../model/pipelines";
import { useChoice } from "../../page/choice";
import styles from "./import_card.module.css";
import { NothingYet } from "./nothing_yet";
import { ProgressTable } from "./progress_table";

/** How far the import is, of all records and by type: read, in the graph, in the tables. */
export const ImportCard = ({ metrics }: { readonly metrics: SystemMetrics }) => {
  const [chosen, choose] = useChoice("import");
  const shown = shownImport(metrics, chosen === "" ? undefined : chosen);
  if (shown === undefined) {
    return (
      <Card id="import" title="Import" className={styles.card ?? ""}>
        <NothingYet />
      </Card>
    );
  }
  const others = metrics.imports.length > 1 && (
    <Segmented
      label="Import"
      value={shown.source}
      options={metrics.imports.map(({ source }) => ({ value: source, title: CASTS[source].title }))}
      onChange={choose}
    />
  );
  return (
    <Card id="import" title={`${CASTS[shown.source].title} import`} aside={others || undefined} className={styles.card ?? ""}>
      <div className={styles.body}>
        <Summary shown={shown} />
        <ProgressTable caption={`${CASTS[shown.source].title} import, by type`} rows={rowsOf(shown)} />
      </div>
    </Card>
  );
};

const rowsOf = ({ types }: ImportProgress) => Object.entries(types).map(([type, each]) => importRow(type, each));

const Summary = ({ shown }: { readonly shown: ImportProgress }) => {
  const now = useNow();
  const { lead, note, tone } = importWords(shown, now);
  const share = shown.progress ?? (shown.bytes_total > 0 ? shown.bytes_read / shown.bytes_total : undefined);
  return (
    <div className={styles.summary} data-state={shown.state}>
      <p className={styles.version}>Dumps of {dumpVersion(shown.version)}</p>
      <p className={styles.big} data-testid="import-progress">
        {share === undefined ? "–" : (Math.floor(share * 1000) / 10).toFixed(1)}
        <span className={styles.unit}> %</span>
      </p>
      <p className={styles[tone]} data-testid="import-lead">
        {lead}
      </p>
      <p className={styles.note}>{note}</p>
      <p className={styles.note}>
        {isAtWork(shown) && shown.bytes_total > 0 && (
          <>
            <span className="mono">{bytes(shown.bytes_read)}</span> of <span className="mono">{bytes(shown.bytes_total)}</span> read
          </>
        )}
      </p>
      <p className={styles.legend} aria-hidden>
        <span className={styles.graph}>graph</span>
        <span className={styles.tables}>tables</span>
        <span className={styles.read}>read</span>
      </p>
    </div>
  );
};
