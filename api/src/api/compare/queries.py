"""Queries of comparisons. Those that expand releases are for what is no hub; hubs have tables."""

from typing import Final

from api.models import EntityType
from common.stores.statement import Cypher, Sql


NODES: Final = {
    kind: Cypher(
        name=f"compare.{kind}s",
        timeout_s=10,
        text=f"""
        UNWIND $ids AS id
        MATCH (n:{label} {{id: id}})
        RETURN id, n.name AS name, n.mb_area AS area, n.first_year AS first_year, n.last_year AS last_year,
               coalesce(n.release_count, COUNT {{ (n)<-[:{edge}]-(:Release) }}) AS releases
    """,
    )
    for kind, label, edge in ((EntityType.ARTIST, "Artist", "BY"), (EntityType.LABEL, "Label", "ON"))
}
"""Parameters: ids. A row an id that exists. Cost: an index seek each; the releases of what has not been counted yet."""

_RELEASES: Final = {
    EntityType.ARTIST: "MATCH (n:Artist {id: $id})<-[:BY]-(r:Release)",
    EntityType.LABEL: "MATCH (n:Label {id: $id})<-[:ON]-(r:Release)",
}


def _neighbours(kind: EntityType, name: str, expand: str, key: str) -> Cypher:
    return Cypher(
        name=f"compare.{kind}_{name}",
        timeout_s=10,
        text=f"""{_RELEASES[kind]}{expand}
        WITH other, count(DISTINCT r) AS releases ORDER BY releases DESC, {key}
        WITH collect([{key}, releases]) AS found
        RETURN size(found) AS total, found[..$limit] AS counts
    """,
    )


LABELS: Final = _neighbours(EntityType.ARTIST, "labels", "-[:ON]->(other:Label)", "other.id")
ARTISTS: Final = {kind: _neighbours(kind, "artists", "-[:BY]->(other:Artist) WHERE other <> n", "other.id") for kind in _RELEASES}
PEOPLE: Final = {
    EntityType.ARTIST: _neighbours(
        EntityType.ARTIST, "people", "<-[c:CREDITED_ON]-(other:Person) WHERE coalesce(c.artist_id, '') <> n.id", "other.name"
    ),
    EntityType.LABEL: _neighbours(EntityType.LABEL, "people", "<-[:CREDITED_ON]-(other:Person)", "other.name"),
}
"""Parameters: id, limit. One row: total; counts, pairs of id (of people the name) and releases, most first. Cost: one to ten edges a release."""

ROLES: Final = {
    kind: Cypher(
        name=f"compare.{kind}_roles",
        timeout_s=10,
        text=f"""{releases}<-[c:CREDITED_ON]-(p:Person)
        WITH c, p.name AS name // a barrier: a plan that begins with one busy person reads all of its credits
        WHERE name IN $names
        WITH name, c.role AS role, count(*) AS releases, min(c.artist_id) AS artist_id ORDER BY releases DESC, role
        RETURN name, collect(role)[..$limit] AS roles, min(artist_id) AS artist_id
    """,
    )
    for kind, releases in _RELEASES.items()
}
"""Parameters: id, names, limit. A row a name: roles, most frequent first. Cost: the credits on the releases."""

HUB_ROLES: Final = Sql(
    name="compare.hub_roles",
    timeout_s=5,
    text="""
    SELECT m.id AS name, m.role FROM catalogue.hubs h JOIN catalogue.hub_members m USING (hub_id)
    WHERE h.kind = %(kind)s AND h.key = %(key)s AND m.category = 'people' AND m.id = ANY(%(names)s) AND m.role IS NOT NULL
""",
)
"""Parameters: kind, key, names. Rows of {name, role}. Cost: the hub's kept people (1,000)."""

HUB_COLLABORATORS: Final = Sql(
    name="compare.hub_collaborators",
    timeout_s=5,
    text="""
    SELECT other_id AS id, release_count AS releases FROM catalogue.collaborations
    WHERE artist_id = %(id)s ORDER BY release_count DESC, other_id LIMIT %(limit)s
""",
)
"""Parameters: id, limit. Rows, most first. Cost: the artist's collaborators."""

SHARED_RELEASES: Final = {
    EntityType.ARTIST: Cypher(
        name="compare.artists_shared_releases",
        timeout_s=10,
        text="""
        MATCH (n:Artist {id: $id})
        CALL (n) {
          MATCH (n)<-[:BY]-(r:Release) RETURN r
          UNION
          MATCH (n)<-[:SAME_AS]-(:Person)-[c:CREDITED_ON]->(r:Release) WHERE c.artist_id = n.id RETURN r LIMIT $credits
        }
        WITH r
        WHERE EXISTS { (r)-[:BY]->(other:Artist) WHERE other.id IN $others }
           OR EXISTS { (r)<-[c:CREDITED_ON]-(:Person) WHERE c.artist_id IN $others }
        RETURN r.id AS id
    """,
    ),
    EntityType.LABEL: Cypher(
        name="compare.labels_shared_releases",
        timeout_s=10,
        text="""
        MATCH (n:Label {id: $id})<-[:ON]-(r:Release)
        WHERE EXISTS { (r)-[:ON]->(other:Label) WHERE other.id IN $others }
        RETURN r.id AS id
    """,
    ),
}
"""Parameters: id, others (ids of the other sides), credits (of an artist, releases looked at that it is only credited on). Rows of {id}: releases
that the entity and another side are on. Cost: the artists and credits, or the labels, of each of its releases."""

HUB_SHARED_RELEASES: Final = Sql(
    name="compare.hub_shared_releases",
    timeout_s=10,
    text="""
    SELECT id::TEXT AS id
    FROM catalogue.hubs h JOIN catalogue.hub_years y USING (hub_id) CROSS JOIN LATERAL unnest(y.ids) AS id
    WHERE h.kind = %(kind)s AND h.key = ANY(%(keys)s)
    GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT %(limit)s
""",
)
"""Parameters: kind, keys, limit. Rows of {id}: releases of more than one of these hubs. Cost: a hash of their release ids."""


def _parts(kind: EntityType, parts: str) -> Cypher:
    return Cypher(
        name=f"compare.{kind}_parts",
        timeout_s=10,
        text=f"""
        UNWIND $release_ids AS id
        MATCH (r:Release {{id: id}})
        WITH r, {parts} AS parts
        WITH r, parts, size([side IN $ids WHERE any(part IN parts WHERE part[0] = side)]) AS sides
        ORDER BY sides DESC, r.year IS NULL, r.year DESC, r.id LIMIT $limit
        RETURN r.id AS id, r.title AS title, r.year AS year, r.catalog_number AS catno, parts,
               COLLECT {{ MATCH (r)-[:BY]->(a:Artist) RETURN {{id: a.id, name: a.name}} ORDER BY a.id LIMIT 20 }} AS artists
    """,
    )


PARTS: Final = {
    EntityType.ARTIST: _parts(
        EntityType.ARTIST,
        """COLLECT { MATCH (r)-[:BY]->(a:Artist) WHERE a.id IN $ids RETURN [a.id, 'artist'] }
             + COLLECT { MATCH (r)<-[c:CREDITED_ON]-(:Person) WHERE c.artist_id IN $ids WITH DISTINCT c.artist_id AS who, c.role AS role
                         RETURN [who, role] ORDER BY role }""",
    ),
    EntityType.LABEL: _parts(EntityType.LABEL, "COLLECT { MATCH (r)-[:ON]->(l:Label) WHERE l.id IN $ids RETURN [l.id, 'label'] }"),
}
"""Parameters: release_ids, ids (of the sides), limit. A row a release, those of most sides first, then the newest; parts are pairs of a side's id
and what it did. Cost: the labels, or the artists and credits, of each release; the artists of those that are answered."""

NAMES: Final = {
    EntityType.ARTIST: Cypher(
        name="compare.artist_names",
        timeout_s=5,
        text="UNWIND $ids AS id MATCH (n:Artist {id: id}) WHERE n.name IS NOT NULL RETURN id, n.name AS name",
    ),
    EntityType.LABEL: Cypher(
        name="compare.label_names",
        timeout_s=5,
        text="UNWIND $ids AS id MATCH (n:Label {id: id}) WHERE n.name IS NOT NULL RETURN id, n.name AS name",
    ),
}
"""Parameters: ids. Rows of {id, name} of those that have one. Cost: a seek an id."""
