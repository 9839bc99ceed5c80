import { Reply } from "@discogsography/web/controls/reply";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { useMemo } from "react";
import { shownName } from "../../app/entity";
import { useParams } from "../../app/location";
import type { NamedNode } from "../../graph/added";
import { GraphSkeleton } from "./graph_skeleton";
import styles from "./graph_view.module.css";
import { alsoOf, type Centre, closedOf, lensOf } from "./model";
import { NotFound } from "./not_found";
import { useNamed } from "./use_named";
import { useExploration, useWalk } from "./use_walk";
import { Workspace } from "./workspace";

interface GraphViewProps {
  readonly centre: Centre;
  /** Nodes of a shared view, to begin with. */
  readonly shared?: readonly NamedNode[] | undefined;
}

/** The graph around a centre, or why there is none. */
export const GraphView = ({ centre, shared }: GraphViewProps) => {
  const { year, years, mode, closed, also } = useParams();
  const lens = useMemo(() => lensOf({ year, years, mode }), [year, years, mode]);
  const exploration = useExploration(centre);
  const found = exploration.isPlaceholderData ? undefined : exploration.data;
  const added = useNamed(useMemo(() => alsoOf({ also }), [also]));
  const walk = useWalk({ found, lens, closed: closedOf({ closed }), shared, added });
  if (exploration.isError || walk.session === undefined) {
    return (
      <div className={styles.state}>
        <VisuallyHidden>
          <h1 tabIndex={-1}>{shownName(centre.name ?? centre.id ?? "")}</h1>
        </VisuallyHidden>
        <Reply
          of={exploration}
          skeleton={<GraphSkeleton />}
          notFound={<NotFound centre={centre} />}
          safe="Your graph is kept: Back shows it again."
        >
          {() => null}
        </Reply>
      </div>
    );
  }
  return <Workspace walk={walk} session={walk.session} lens={lens} isLeaving={found === undefined} added={added} />;
};
