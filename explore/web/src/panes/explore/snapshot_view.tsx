import { hooks } from "@discogsography/web/api/client";
import { LinkButton } from "@discogsography/web/controls/button";
import { Reply } from "@discogsography/web/controls/reply";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { House } from "lucide-react";
import { useMemo } from "react";
import { keyOf } from "../../app/entity";
import type { NamedNode } from "../../graph/added";
import { malformed } from "../../graph/fetching";
import { type Snapshot, toSnapshot } from "../../graph/snapshot";
import { GraphSkeleton } from "./graph_skeleton";
import { GraphView } from "./graph_view";
import styles from "./graph_view.module.css";
import type { Centre } from "./model";

const readable = (body: unknown): Snapshot => {
  const snapshot = toSnapshot(body);
  if (snapshot === undefined) throw malformed();
  return snapshot;
};

/** Old views name their centre by its name alone, in the place of the id: the API takes either for a name. */
const centreOf = ({ center }: Snapshot): Centre =>
  center.name === undefined
    ? { type: center.type, id: undefined, name: center.id }
    : { type: center.type, id: center.id, name: center.name };

const Ended = () => (
  <StateBlock
    kind="not-found"
    title="This shared view has ended"
    text="Shared views are kept for four weeks. Ask for a new link, or begin anew."
    actions={
      <LinkButton variant="primary" icon={House} href="/">
        Start page
      </LinkButton>
    }
  />
);

/** A shared view: its centre, its nodes by their names, and their categories. Without a token there is nothing to ask for. */
export const SnapshotView = ({ token }: { readonly token: string }) => {
  const snapshot = hooks.useQuery(
    "get",
    "/api/snapshot/{token}",
    { params: { path: { token } } },
    { enabled: token !== "", staleTime: Number.POSITIVE_INFINITY, select: readable },
  );
  const wanted = snapshot.data?.nodes.map(({ type, id }) => ({ type, id })) ?? [];
  const names = hooks.useQuery("post", "/api/graph/nodes", { body: { nodes: wanted } }, { enabled: wanted.length > 0 });
  const shared = useMemo(() => {
    if (snapshot.data === undefined || (snapshot.data.nodes.length > 0 && names.data === undefined && !names.isError)) return undefined;
    const known = new Map((names.data?.nodes ?? []).map((node) => [keyOf(node), node]));
    return snapshot.data.nodes.map(({ type, id, name, category }): NamedNode => {
      const node = known.get(keyOf({ type, id }));
      return { type, id, name: node?.name || name || id, weight: node?.weight ?? 1, year: node?.year, category };
    });
  }, [snapshot.data, names.data, names.isError]);

  if (snapshot.data !== undefined && shared !== undefined) return <GraphView centre={centreOf(snapshot.data)} shared={shared} />;
  return (
    <div className={styles.state}>
      <VisuallyHidden>
        <h1 tabIndex={-1}>Shared view</h1>
      </VisuallyHidden>
      {token === "" ? (
        <Ended />
      ) : (
        <Reply of={snapshot} skeleton={<GraphSkeleton />} notFound={<Ended />}>
          {() => <GraphSkeleton />}
        </Reply>
      )}
    </div>
  );
};
