import { Sheet } from "@discogsography/web/controls/sheet";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { lazy, Suspense } from "react";
import { type EntityRef, keyOf, shownName } from "../../app/entity";
import { TypeMark } from "../../app/type_mark";
import { useMedia } from "../../app/use_media";
import styles from "./search.module.css";

// Most searches are read without a preview: the panel comes with the first one.
const DetailsPanel = lazy(async () => ({ default: (await import("../../panel")).DetailsPanel }));

const PHONE = "(max-width: 760px)";

interface PreviewProps {
  readonly entity: EntityRef;
  readonly onClose: () => void;
}

/** What is known of a hit: in a panel beside the others, or in a sheet over them on a phone. */
export const Preview = ({ entity, onClose }: PreviewProps) => {
  const isPhone = useMedia(PHONE);
  const details = (
    <Suspense fallback={<Skeleton lines={8} />}>
      <DetailsPanel key={keyOf(entity)} entity={entity} onClose={onClose} isSheet={isPhone} />
    </Suspense>
  );
  if (!isPhone) {
    return (
      <aside id="infoPanel" aria-label="Preview" className={`open ${styles.preview}`}>
        {details}
      </aside>
    );
  }
  const title = (
    <span className={styles.previewed}>
      <TypeMark type={entity.type} />
      <bdi>{shownName(entity.name)}</bdi>
    </span>
  );
  return (
    <Sheet id="infoPanel" label="Preview" title={title} isOpen onClose={onClose}>
      {details}
    </Sheet>
  );
};
