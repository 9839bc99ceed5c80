import { type EntityRef, keyOf } from "../../app/entity";
import styles from "./search.module.css";

type Entity = Pick<EntityRef, "type" | "id"> & { readonly name?: string };

/** The panel beside the hits, or the sheet above them on a phone. */
export const Preview = ({ entity, onClose }: { readonly entity: Entity; readonly onClose: () => void }) => (
  <aside className={styles.preview} aria-label="Preview">
    {keyOf(entity)}
    <button type="button" onClick={onClose}>
      x
    </button>
  </aside>
);
