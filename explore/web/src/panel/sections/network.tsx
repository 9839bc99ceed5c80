import { hooks } from "@discogsography/web/api/client";
import type { ArtistCentrality, Cluster, Clusters } from "@discogsography/web/api/schema.gen";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Stat, Stats } from "@discogsography/web/controls/stat";
import { count, counted } from "@discogsography/web/format";
import { checked } from "../../app/checked";
import type { EntityRef } from "../../app/entity";
import { FirstOf, NameList } from "../parts/names";
import { Gap, Row, Rows } from "../parts/rows";
import { Nothing, Section } from "../parts/section";
import { withLists } from "../queries";

const LIMIT = 50;
const isClusters = withLists<Clusters>("clusters");
const isCentrality = checked<ArtistCentrality>(({ centrality }) => Number.isInteger(centrality.degree));

/** How well connected the artist is, and the neighbourhoods that its collaborators fall into. */
export const Network = ({ entity }: { readonly entity: EntityRef }) => (
  <Section title="Place in the network">
    <Gap>
      <Centrality id={entity.id} />
      <Neighbourhoods entity={entity} />
    </Gap>
  </Section>
);

const Centrality = ({ id }: { readonly id: string }) => {
  const query = hooks.useQuery(
    "get",
    "/api/network/artist/{artist_id}/centrality",
    { params: { path: { artist_id: id } } },
    { select: isCentrality },
  );
  return (
    <Reply of={query} skeleton={<Skeleton height={46} />} isCompact>
      {({ centrality }) => (
        <Stats>
          <Stat value={count(centrality.degree)} label="connections" />
          <Stat value={count(centrality.collaborator_count)} label="collaborators" />
          <Stat value={count(centrality.collaboration_releases)} label="shared releases" />
        </Stats>
      )}
    </Reply>
  );
};

const Neighbourhoods = ({ entity }: { readonly entity: EntityRef }) => {
  const query = hooks.useQuery(
    "get",
    "/api/network/cluster/{artist_id}",
    { params: { path: { artist_id: entity.id }, query: { limit: LIMIT } } },
    { select: isClusters },
  );
  return (
    <Reply
      of={query}
      skeleton={<Skeleton lines={4} />}
      isEmpty={(data) => data.clusters.length === 0}
      empty={<Nothing>There is no collaborator to group.</Nothing>}
      isCompact
    >
      {({ clusters }) => (
        <FirstOf items={clusters} first={6} noun={["group", "groups"]}>
          {(shown) => (
            <Rows label={`Collaborators of ${entity.name} by their main genre`}>
              {shown.map((cluster) => (
                <Row
                  key={cluster.cluster_label}
                  name={<strong>{cluster.cluster_label}</strong>}
                  note={<Members cluster={cluster} />}
                  number={<span title={counted(cluster.size, "collaborator")}>{count(cluster.size)}</span>}
                />
              ))}
            </Rows>
          )}
        </FirstOf>
      )}
    </Reply>
  );
};

const NAMED = 4;

const Members = ({ cluster }: { readonly cluster: Cluster }) => (
  <>
    <NameList names={cluster.members.slice(0, NAMED).map((each) => ({ type: "artist", id: each.artist_id, name: each.artist_name }))} />
    {cluster.size > NAMED && ` and ${count(cluster.size - NAMED)} more`}
  </>
);
