import { lazy, Suspense } from "react";
import { useParams } from "../../app/location";
import { StartPage } from "../../start";
import { GraphSkeleton } from "./graph_skeleton";
import styles from "./graph_view.module.css";
import { placeOf } from "./model";

// The start page comes without the graph: what draws it is fetched with the first walk.
const GraphView = lazy(async () => ({ default: (await import("./graph_view")).GraphView }));
const EntityPage = lazy(async () => ({ default: (await import("../../panel")).EntityPage }));
const SnapshotView = lazy(async () => ({ default: (await import("./snapshot_view")).SnapshotView }));

const Loading = () => (
  <div className={styles.state}>
    <div data-state="loading" aria-busy="true">
      <GraphSkeleton />
    </div>
  </div>
);

/** The start page, the graph, a shared view of it, or one entity as a page: what the address asks for. */
export const Pane = () => {
  const place = placeOf(useParams());
  switch (place.kind) {
    case "start":
      return <StartPage />;
    case "page":
      return <EntityPage entity={place.entity} />;
    case "snapshot":
      return (
        <Suspense fallback={<Loading />}>
          <SnapshotView token={place.token} />
        </Suspense>
      );
    case "graph":
      return (
        <Suspense fallback={<Loading />}>
          <GraphView centre={place.centre} />
        </Suspense>
      );
  }
};
