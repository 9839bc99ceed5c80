"""Queries of releases, masters and versions."""

from typing import Final

from common.stores.statement import Cypher, Sql


RELEASE_RECORD: Final = Sql(
    name="entities.release_record",
    timeout_s=10,
    text="""
    SELECT r.data, c.have_count, c.want_count, q.rarity_score, q.tier, q.hidden_gem_score
    FROM (VALUES (%(id)s::text, %(number)s::bigint)) AS asked (id, number)
    LEFT JOIN public.releases r ON r.data_id = asked.id
    LEFT JOIN insights.community_counts c ON c.release_id = asked.number
    LEFT JOIN insights.release_rarity q ON q.release_id = asked.number
""",
)
"""Parameters: id; number, the same as a number or null. One row; what is not there is null. Cost: three key look-ups."""

RELEASE: Final = Cypher(
    name="entities.release",
    timeout_s=10,
    text="""
    MATCH (r:Release {id: $id})
    OPTIONAL MATCH (r)-[:DERIVED_FROM]->(m:Master)
    WITH r, m ORDER BY m.id LIMIT 1
    RETURN r.title AS title, r.year AS year, r.formats AS formats, r.catalog_number AS catno,
           r.community_have AS have, r.community_want AS want,
           m.id AS master_id, m.title AS master_title, COUNT { (m)<-[:DERIVED_FROM]-() } AS version_count
""",
)
"""Parameters: id. At most one row. Cost: an index seek and two hops; the versions are counted by the master's degree."""

RELEASE_LINKS: Final = Cypher(
    name="entities.release_links",
    timeout_s=10,
    text="""
    MATCH (r:Release {id: $id})
    RETURN COLLECT { MATCH (r)-[:BY]->(a:Artist) RETURN {id: a.id, name: a.name} ORDER BY a.id } AS artists,
           COLLECT { MATCH (r)-[:ON]->(l:Label) RETURN {id: l.id, name: l.name, catno: r.catalog_number} ORDER BY l.id } AS labels,
           COLLECT { MATCH (r)-[:IS]->(g:Genre) RETURN g.name ORDER BY g.name } AS genres,
           COLLECT { MATCH (r)-[:IS]->(s:Style) RETURN s.name ORDER BY s.name } AS styles,
           COLLECT { MATCH (r)<-[c:CREDITED_ON]-(p:Person)
                     RETURN {id: c.artist_id, name: p.name, role: c.role} ORDER BY p.name, c.role LIMIT 500 } AS extraartists
""",
)
"""Parameters: id. At most one row, in the form of a record: what the graph says of a release whose record is not stored. Cost: its degree."""

MASTER_RECORD: Final = Sql(
    name="entities.master_record",
    timeout_s=10,
    text="""
    SELECT m.data, main.data ->> 'title' AS main_title
    FROM public.masters m
    LEFT JOIN public.releases main ON main.data_id = m.data ->> 'main_release'
    WHERE m.data_id = %(id)s
""",
)
"""Parameters: id. At most one row. Cost: two key look-ups."""

MASTER: Final = Cypher(
    name="entities.master",
    timeout_s=10,
    text="""
    MATCH (m:Master {id: $id})
    CALL (m) { MATCH (m)<-[:DERIVED_FROM]-(r:Release) RETURN count(r) AS version_count, min(r.year) AS first_year, max(r.year) AS last_year }
    RETURN m.title AS title, m.year AS year, version_count, first_year, last_year
""",
)
"""Parameters: id. At most one row. Cost: the versions; the largest real master has some thousands."""

MASTER_LINKS: Final = Cypher(
    name="entities.master_links",
    timeout_s=10,
    text="""
    MATCH (m:Master {id: $id})
    CALL (m) { MATCH (m)<-[:DERIVED_FROM]-(r:Release) RETURN r LIMIT 50 }
    WITH collect(r) AS releases
    RETURN COLLECT { UNWIND releases AS r MATCH (r)-[:BY]->(a:Artist)
                     WITH a, count(*) AS versions ORDER BY versions DESC, a.id LIMIT 10 RETURN {id: a.id, name: a.name} } AS artists,
           COLLECT { UNWIND releases AS r MATCH (r)-[:IS]->(g:Genre) RETURN DISTINCT g.name AS name ORDER BY name } AS genres,
           COLLECT { UNWIND releases AS r MATCH (r)-[:IS]->(s:Style) RETURN DISTINCT s.name AS name ORDER BY name } AS styles
""",
)
"""Parameters: id. One row, in the form of a record: what versions say of a master whose record is not stored. Cost: the degree of 50 versions."""

VERSIONS: Final = Cypher(
    name="entities.versions",
    timeout_s=10,
    text="""
    MATCH (m:Master {id: $id})<-[:DERIVED_FROM]-(r:Release)
    RETURN r.id AS id, r.title AS title, r.year AS year, r.formats AS formats, r.catalog_number AS catno
    LIMIT $most
""",
)
"""Parameters: id, most. Rows in no order. Cost: the versions."""

VERSION_RECORDS: Final = Sql(
    name="entities.version_records",
    timeout_s=10,
    text="""
    SELECT asked.id, r.data - '{tracklist,identifiers,videos,companies,extraartists,notes,images}'::text[] AS data, q.rarity_score, q.tier
    FROM unnest(%(ids)s::text[], %(numbers)s::bigint[]) AS asked (id, number)
    LEFT JOIN public.releases r ON r.data_id = asked.id
    LEFT JOIN insights.release_rarity q ON q.release_id = asked.number
""",
)
"""Parameters: ids; numbers, the same as numbers or null. A row an id. Cost: two key look-ups an id."""

VERSION_COUNTRIES: Final = Sql(
    name="entities.version_countries",
    timeout_s=10,
    text="SELECT data_id AS id, data ->> 'country' AS key FROM public.releases WHERE data_id = ANY(%(ids)s)",
)
VERSION_SCORES: Final = Sql(
    name="entities.version_scores",
    timeout_s=10,
    text="SELECT release_id::text AS id, rarity_score AS key FROM insights.release_rarity WHERE release_id = ANY(%(numbers)s)",
)
"""Parameters: ids or numbers. Rows of {id, key}: what versions are ordered by. Cost: a key look-up an id."""
