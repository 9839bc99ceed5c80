import { Sheet } from "@discogsography/web/controls/sheet";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import type { Rest } from "@discogsography/web/sheet_rests";
import { lazy, Suspense } from "react";
import { type EntityRef, shownName } from "../../app/entity";
import { TypeMark } from "../../app/type_mark";
import styles from "./panel.module.css";

// The picture is drawn before the details are fetched.
const DetailsPanel = lazy(async () => ({ default: (await import("../../panel")).DetailsPanel }));

interface PanelProps {
  readonly entity: EntityRef;
  readonly isOpen: boolean;
  readonly isPhone: boolean;
  /** How far the sheet of a phone stands open. */
  readonly rest: Rest;
  readonly onRest: (rest: Rest) => void;
  readonly onClose: () => void;
}

/** The details of what is selected: beside the picture, or a sheet at the foot of a phone. */
export const Panel = ({ entity, isOpen, isPhone, rest, onRest, onClose }: PanelProps) => {
  const details = (
    <Suspense fallback={<Waiting />}>
      <DetailsPanel entity={entity} onClose={onClose} isSheet={isPhone} />
    </Suspense>
  );
  if (isPhone) {
    return (
      <Sheet
        id="infoPanel"
        label="Details"
        title={<SheetTitle entity={entity} />}
        isOpen={isOpen}
        rest={rest}
        onRest={onRest}
        onClose={onClose}
      >
        {details}
      </Sheet>
    );
  }
  return (
    isOpen && (
      <aside id="infoPanel" aria-label="Details" className={`open ${styles.panel}`}>
        {details}
      </aside>
    )
  );
};

const Waiting = () => (
  <div className={styles.waiting} aria-busy="true">
    <Skeleton height={32} width="70%" />
    <Skeleton lines={6} />
  </div>
);

const SheetTitle = ({ entity }: { readonly entity: EntityRef }) => (
  <span className={styles.title}>
    <TypeMark type={entity.type} />
    <bdi className={styles.name}>{shownName(entity.name || entity.id)}</bdi>
  </span>
);
