import { Sheet } from "@discogsography/web/controls/sheet";
import type { Rest } from "@discogsography/web/sheet_rests";
import { type EntityRef, shownName } from "../../app/entity";
import { TypeMark } from "../../app/type_mark";
import { DetailsPanel } from "../../panel";
import styles from "./panel.module.css";

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
        <DetailsPanel entity={entity} onClose={onClose} isSheet />
      </Sheet>
    );
  }
  if (!isOpen) return null;
  return (
    <aside id="infoPanel" aria-label="Details" className={`open ${styles.panel}`}>
      <DetailsPanel entity={entity} onClose={onClose} />
    </aside>
  );
};

const SheetTitle = ({ entity }: { readonly entity: EntityRef }) => (
  <span className={styles.title}>
    <TypeMark type={entity.type} />
    <bdi className={styles.name}>{shownName(entity.name)}</bdi>
  </span>
);
