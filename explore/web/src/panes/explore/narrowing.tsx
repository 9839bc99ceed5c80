import { Chip } from "@discogsography/web/controls/chip";
import { count } from "@discogsography/web/format";
import { shownName } from "../../app/entity";
import { change } from "../../app/location";
import { TypeMark } from "../../app/type_mark";
import styles from "./narrowing.module.css";
import type { Only } from "./use_only";

interface NarrowingProps {
  readonly only: Only | undefined;
  /** How many neighbours are drawn, and of how many. */
  readonly drawn: number;
  readonly all: number;
  /** How many things the address puts beside the centre, and how many of them the catalogue has. */
  readonly added: { readonly asked: number; readonly found: number } | undefined;
}

/** What the address adds to the graph and what it leaves of it, each with a way back. */
export const Narrowing = ({ only, drawn, all, added }: NarrowingProps) =>
  only === undefined && added === undefined ? null : (
    <ul aria-label="What the graph is narrowed to" className={styles.list}>
      {only !== undefined && (
        <li>
          <Chip
            isOn
            mark={<TypeMark type={only.entity.type} size={12} />}
            removeLabel={`the filter ${shownName(only.entity.name)}`}
            onRemove={() => change({ only: undefined })}
          >
            Only <bdi>{shownName(only.entity.name)}</bdi>
            <span className={styles.figure}>{only.problem ?? (only.kept === undefined ? "…" : `${count(drawn)} of ${count(all)}`)}</span>
          </Chip>
        </li>
      )}
      {added !== undefined && (
        <li>
          <Chip removeLabel="what was added" onRemove={() => change({ also: undefined })}>
            {added.found < added.asked
              ? `${count(added.found)} of ${count(added.asked)} added are in the catalogue`
              : `${count(added.found)} added`}
          </Chip>
        </li>
      )}
    </ul>
  );
