import { navigate, useParams } from "../../app/location";
import { PaneFrame } from "../../app/page_frame";
import { rememberName } from "../../app/use_nodes";
import { Comparison } from "./comparison";
import { Finder } from "./finder";
import styles from "./labels.module.css";
import { Longevity } from "./longevity";
import { formatCompared, parseCompared, withLabel } from "./model";

/** The front of the label catalogue: find one, compare what some are made of, see which lasted longest. */
export const Pane = () => {
  const ids = parseCompared(useParams());
  const compare = (next: readonly string[]): void => navigate(formatCompared(next));
  return (
    <PaneFrame title="Labels" lead="Find a label, see which have lasted, and compare what they are made of." actions={<Finder />}>
      <div className={styles.pane}>
        <Comparison
          ids={ids}
          onAdd={(label) => {
            rememberName(label);
            compare(withLabel(ids, label.id));
          }}
          onRemove={(id) => compare(ids.filter((each) => each !== id))}
        />
        <Longevity ids={ids} onCompare={(id) => compare(ids.includes(id) ? ids.filter((each) => each !== id) : withLabel(ids, id))} />
      </div>
    </PaneFrame>
  );
};
