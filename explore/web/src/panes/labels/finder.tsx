import { EntityPicker } from "../../app/entity_picker";
import { pageParams } from "../../app/links";
import { navigate } from "../../app/location";
import { rememberName } from "../../app/use_nodes";
import styles from "./labels.module.css";

/** A label by its name; its page opens. */
export const Finder = () => (
  <div className={styles.finder}>
    <EntityPicker
      label="Find a label"
      type="label"
      value={undefined}
      placeholder="Name of a label"
      onPick={(label) => {
        rememberName(label);
        navigate(pageParams(label));
      }}
    />
  </div>
);
