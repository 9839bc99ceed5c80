import type { Reason } from "@discogsography/web/api/schema.gen";
import { shownName } from "../../app/entity";
import { orderedReasons, reasonNames, reasonTitle } from "../model/words";
import styles from "./reasons.module.css";

/** Everything that two have in common, by kind. */
export const Reasons = ({ reasons }: { readonly reasons: readonly Reason[] }) => (
  <dl className={styles.reasons}>
    {orderedReasons(reasons).map((reason) => (
      <div key={reason.kind} className={styles.reason}>
        <dt>{reasonTitle(reason)}</dt>
        <dd>
          <bdi>{reasonNames(reason).map(shownName).join(", ")}</bdi>
          {reason.count > reason.names.length && reason.names.length > 0 && " …"}
        </dd>
      </div>
    ))}
  </dl>
);
