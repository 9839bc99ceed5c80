"""What recommendations are made from: profiles of artists in PostgreSQL (made when an import ends), collections in the graph."""

from typing import Final

from common.stores.statement import Cypher, Sql


ARTIST: Final = Cypher(
    name="recommend.artist",
    timeout_s=10,
    text="MATCH (a:Artist {id: $artist_id}) RETURN coalesce(a.name, '') AS name, COUNT { (a)<-[:BY]-(:Release) } AS releases",
)
"""Parameters: artist_id. At most one row. Cost: the artist's edges, counted only."""

CANDIDATES: Final = Sql(
    name="recommend.candidates",
    timeout_s=20,
    text="""
    WITH strengths AS (
      SELECT ranked.artist_id, sum(asked.weight * ranked.release_count) AS strength
      FROM unnest(%(kinds)s::TEXT[], %(keys)s::TEXT[], %(weights)s::FLOAT[]) AS asked (kind, key, weight)
      JOIN catalogue.artist_ranks ranked ON ranked.kind = asked.kind AND ranked.key = asked.key COLLATE "C"
      GROUP BY ranked.artist_id
      UNION ALL
      (
        SELECT other_id, %(collaborator_weight)s * release_count FROM catalogue.collaborations
        WHERE artist_id = %(artist_id)s ORDER BY release_count DESC, other_id LIMIT %(limit)s
      )
    )
    SELECT profile.artist_id, profile.name, profile.release_count,
           profile.genres, profile.styles, profile.labels, profile.people, profile.formats, profile.decades
    FROM (SELECT artist_id, sum(strength) AS strength FROM strengths WHERE artist_id <> %(artist_id)s GROUP BY artist_id) found
    JOIN catalogue.artist_profiles profile USING (artist_id)
    WHERE profile.name <> ''
    ORDER BY found.strength / profile.release_count DESC, profile.artist_id LIMIT %(limit)s
""",
)
"""Parameters: artist_id; kinds, keys, weights (side by side: genres, styles, label ids); collaborator_weight; limit. Rows: profiles of the artists
whose releases have most of these in proportion. Cost: 300 rows a key, an index look-up for each artist among them."""

PROFILES: Final = Sql(
    name="recommend.profiles",
    timeout_s=10,
    text="""
    SELECT artist_id, name, release_count, genres, styles, labels, people, formats, decades
    FROM catalogue.artist_profiles WHERE artist_id = %(artist_id)s
""",
)
"""Parameters: artist_id. At most one row; jsonb columns are objects of key and releases. Cost: an index look-up."""

COMMON_COLLABORATORS: Final = Sql(
    name="recommend.common_collaborators",
    timeout_s=20,
    text="""
    WITH mine AS MATERIALIZED (SELECT other_id, release_count FROM catalogue.collaborations WHERE artist_id = %(artist_id)s)
    SELECT theirs.artist_id,
           coalesce(sum(theirs.release_count::FLOAT * mine.release_count), 0)
             / sqrt(sum(theirs.release_count::FLOAT ^ 2) * (SELECT sum(release_count::FLOAT ^ 2) FROM mine)) AS likeness,
           count(mine.other_id) AS common,
           (array_agg(mine.other_id ORDER BY least(theirs.release_count, mine.release_count) DESC, mine.other_id)
             FILTER (WHERE mine.other_id IS NOT NULL))[:%(named)s] AS ids
    FROM catalogue.collaborations theirs
    LEFT JOIN mine ON mine.other_id = theirs.other_id
    WHERE theirs.artist_id = ANY(%(ids)s)
    GROUP BY theirs.artist_id HAVING count(mine.other_id) > 0
""",
)
"""Parameters: artist_id, ids (of candidates), named. Rows: {artist_id, likeness (cosine of releases by collaborator), common, ids (the closest
ones)}, none for a candidate without a common collaborator. Cost: the pairs of all candidates."""

NAMES: Final = Cypher(
    name="recommend.names",
    timeout_s=10,
    text="""
    CALL () {
      UNWIND $artists AS id MATCH (n:Artist {id: id}) RETURN 'artist:' + id AS key, n.name AS name
      UNION ALL
      UNWIND $labels AS id MATCH (n:Label {id: id}) RETURN 'label:' + id AS key, n.name AS name
    }
    WITH key, name WHERE name IS NOT NULL
    RETURN key, name
""",
)
"""Parameters: artists, labels (ids). Rows: {key (`artist:<id>`, `label:<id>`), name}. Cost: an index seek each."""

COPIES: Final = Cypher(
    name="recommend.copies",
    timeout_s=10,
    text="OPTIONAL MATCH (u:User {id: $user_id}) RETURN coalesce(COUNT { (u)-[:COLLECTED]->() }, 0) AS copies, coalesce(COUNT { (u)-[:WANTS]->() }, 0) AS wanted",
)
"""Parameters: user_id. One row. Cost: two stored degrees."""

TASTE: Final = Cypher(
    name="recommend.taste",
    timeout_s=20,
    text="""
    MATCH (:User {id: $user_id})-[c:COLLECTED]->(:Release)-[:IS]->(tag)
    RETURN labels(tag)[0] AS kind, tag.name AS name, count(c) AS copies
""",
)
"""Parameters: user_id. Rows: {kind (Genre or Style), name, copies}. Cost: genres and styles of the user's copies."""

TOP_ARTISTS: Final = Cypher(
    name="recommend.top_artists",
    timeout_s=20,
    text="""
    MATCH (:User {id: $user_id})-[c:COLLECTED]->(:Release)-[:BY]->(n:Artist) WHERE NOT n.id IN $left_out
    WITH n, count(DISTINCT c) AS copies ORDER BY copies DESC, n.id LIMIT $limit
    RETURN n.id AS id, coalesce(n.name, '') AS name, copies
""",
)
TOP_LABELS: Final = Cypher(
    name="recommend.top_labels",
    timeout_s=20,
    text="""
    MATCH (:User {id: $user_id})-[c:COLLECTED]->(:Release)-[:ON]->(n:Label) WHERE NOT n.id IN $left_out
    WITH n, count(DISTINCT c) AS copies ORDER BY copies DESC, n.id LIMIT $limit
    RETURN n.id AS id, coalesce(n.name, '') AS name, copies
""",
)
"""Parameters: user_id, left_out (ids that stand for nobody), limit. Rows: {id, name, copies}, most collected first. Cost: the user's copies."""


def _releases_of(name: str, label: str, edge: str) -> Cypher:
    return Cypher(
        name=name,
        timeout_s=20,
        text=f"""
        UNWIND $ids AS id
        MATCH (n:{label} {{id: id}})
        CALL (n) {{
          MATCH (n)<-[:{edge}]-(r:Release) WITH r LIMIT $scanned
          WITH r WHERE NOT EXISTS {{ (r)<-[:COLLECTED|WANTS]-(:User {{id: $user_id}}) }}
          WITH r ORDER BY r.id LIMIT $limit
          RETURN collect(r.id) AS releases
        }}
        RETURN id, releases
    """,
    )


RELEASES_OF_ARTISTS: Final = _releases_of("recommend.releases_of_artists", "Artist", "BY")
RELEASES_OF_LABELS: Final = _releases_of("recommend.releases_of_labels", "Label", "ON")
"""Parameters: user_id, ids, scanned (releases looked at of each), limit (releases returned of each). Rows: {id, releases}, those that the user
neither owns nor wants, by id. Cost: `scanned` edges an id."""

RELEASES_OF_GENRES: Final = Cypher(
    name="recommend.releases_of_genres",
    timeout_s=20,
    text="""
    UNWIND $artists AS artist
    MATCH (a:Artist {id: artist})
    CALL (a) {
      MATCH (a)<-[:BY]-(r:Release) WITH r LIMIT $scanned
      MATCH (r)-[:IS]->(g:Genre) WHERE g.name IN $genres
      RETURN g.name AS genre, r.id AS release
    }
    WITH genre, release ORDER BY release
    WITH genre, collect(DISTINCT release) AS releases
    RETURN genre, releases[..$limit] AS releases
""",
)
"""Parameters: artists (ids), genres, scanned (releases looked at of each artist), limit (of each genre). Rows: {genre, releases}, by id. Cost:
`scanned` edges an artist, and their genres."""

COLLECTORS: Final = Cypher(
    name="recommend.collectors",
    timeout_s=20,
    text="""
    UNWIND $ids AS id
    MATCH (r:Release {id: id})
    RETURN id, r.community_have AS have, COUNT { MATCH (r)<-[:COLLECTED]-(u:User) RETURN DISTINCT u } AS users
""",
)
"""Parameters: ids. Rows: {id, have (owners on Discogs, null where unknown), users (owners here)}. Cost: the owners here."""

SHOWN: Final = Cypher(
    name="recommend.shown",
    timeout_s=20,
    text="""
    UNWIND $ids AS id
    MATCH (r:Release {id: id})
    RETURN id, coalesce(r.title, '') AS title, r.year AS year,
           COLLECT { MATCH (r)-[:BY]->(a:Artist) WHERE a.name IS NOT NULL RETURN a.name ORDER BY a.id LIMIT 1 } AS artists,
           COLLECT { MATCH (r)-[:ON]->(l:Label) WHERE l.name IS NOT NULL RETURN l.name ORDER BY l.id LIMIT 1 } AS labels,
           COLLECT { MATCH (r)-[:IS]->(g:Genre) RETURN g.name ORDER BY g.name } AS genres
""",
)
"""Parameters: ids. Rows: {id, title, year, artists, labels (one name at most), genres}. Cost: an index seek and the release's edges each."""
