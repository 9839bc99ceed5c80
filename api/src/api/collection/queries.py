"""Cypher and SQL of collections. All start at the user, so they cost what the user owns, not what the catalogue holds."""

from typing import Final

from api.models import EntityType
from common.stores.statement import Cypher, Sql


_DETAILS: Final = """
    CALL (r) { OPTIONAL MATCH (r)-[:BY]->(a:Artist) RETURN min(a.name) AS artist }
    CALL (r) { OPTIONAL MATCH (r)-[:ON]->(l:Label) RETURN min(l.name) AS label }
    CALL (r) { OPTIONAL MATCH (r)-[:IS]->(g:Genre) WITH g ORDER BY g.name RETURN collect(g.name) AS genres }
"""


def _page(edge: str, more: str) -> Cypher:
    return Cypher(
        name=f"collection.{edge.lower()}_page",
        timeout_s=30,
        text=f"""
        MATCH (u:User {{id: $user_id}})-[e:{edge}]->(r:Release)
        WITH e, r ORDER BY coalesce(e.date_added, '') DESC, r.id, e.instance_id SKIP $offset LIMIT $limit
        {_DETAILS}
        CALL (r) {{ OPTIONAL MATCH (r)-[:IS]->(s:Style) WITH s ORDER BY s.name RETURN collect(s.name) AS styles }}
        RETURN r.id AS id, r.title AS title, r.year AS year, coalesce(e.catalog_number, r.catalog_number) AS catalog_number,
               artist, label, genres, styles, e.rating AS rating, e.date_added AS date_added {more}
        ORDER BY coalesce(date_added, '') DESC, id, e.instance_id
    """,
    )


COLLECTED_PAGE: Final = _page("COLLECTED", ", e.folder_id AS folder_id")
"""Parameters: user_id, offset, limit. Rows: fields of OwnedRelease. Cost: the user's copies are sorted, details of the page are read."""

WANTED_PAGE: Final = _page("WANTS", "")
"""Parameters: user_id, offset, limit. Rows: fields of WantedRelease. Cost: as above, of what is wanted."""

TOTALS: Final = Cypher(
    name="collection.totals",
    timeout_s=10,
    text="""
        OPTIONAL MATCH (u:User {id: $user_id})
        RETURN CASE WHEN u IS NULL THEN 0 ELSE COUNT { (u)-[:COLLECTED]->() } END AS collected,
               CASE WHEN u IS NULL THEN 0 ELSE COUNT { (u)-[:WANTS]->() } END AS wanted
    """,
)
"""Parameter: user_id. One row: collected, wanted. Cost: two stored degrees."""

STATS: Final = Cypher(
    name="collection.stats",
    timeout_s=30,
    text="""
        MATCH (u:User {id: $user_id})-[e:COLLECTED]->(r:Release)
        WITH e, r.year / 10 * 10 AS decade
        WITH decade, count(*) AS copies, sum(CASE WHEN e.rating > 0 THEN e.rating ELSE 0 END) AS stars,
             count(CASE WHEN e.rating > 0 THEN 1 END) AS rated
        RETURN decade, copies, stars, rated ORDER BY decade
    """,
)
"""Parameter: user_id. Rows: decade (null for undated releases), copies, stars (sum of ratings), rated. Cost: the user's copies."""

ARTISTS: Final = Cypher(
    name="collection.artists",
    timeout_s=30,
    text="MATCH (:User {id: $user_id})-[:COLLECTED]->(:Release)-[:BY]->(a:Artist) RETURN count(DISTINCT a) AS artists",
)
"""Parameter: user_id. One row. Cost: artists of the user's copies."""

LABELS: Final = Cypher(
    name="collection.labels",
    timeout_s=30,
    text="""
        MATCH (:User {id: $user_id})-[e:COLLECTED]->(:Release)-[:ON]->(l:Label)
        WITH l, count(DISTINCT e) AS copies ORDER BY copies DESC, l.name, l.id
        RETURN count(*) AS labels, collect(CASE WHEN l.name IS NOT NULL THEN {name: l.name, count: copies} END)[..20] AS top
    """,
)
"""Parameter: user_id. One row: labels (how many), top (list of {name, count}, at most 20). Cost: labels of the user's copies."""

GENRES: Final = Cypher(
    name="collection.genres",
    timeout_s=30,
    text="""
        MATCH (:User {id: $user_id})-[e:COLLECTED]->(:Release)-[:IS]->(g:Genre)
        RETURN g.name AS name, count(DISTINCT e) AS count ORDER BY count DESC, name LIMIT 20
    """,
)
"""Parameter: user_id. Rows: name, count of copies. Cost: genres of the user's copies."""

YEARS: Final = Cypher(
    name="collection.years",
    timeout_s=30,
    text="""
        MATCH (:User {id: $user_id})-[:COLLECTED]->(r:Release) WHERE r.year > 0
        RETURN r.year AS year, count(DISTINCT r) AS releases
    """,
)
"""Parameter: user_id. Rows: year, releases. Cost: the user's copies."""


def _by_year(name: str, pattern: str) -> Cypher:
    return Cypher(
        name=f"collection.{name}_by_year",
        timeout_s=30,
        text=f"""
        MATCH (:User {{id: $user_id}})-[e:COLLECTED]->(r:Release) WHERE r.year > 0
        WITH r, count(e) AS copies
        MATCH (r)-{pattern} WHERE n.name IS NOT NULL
        RETURN r.year AS year, n.name AS name, count(*) AS releases, sum(copies) AS copies
    """,
    )


BY_YEAR: Final = {
    "genre": _by_year("genres", "[:IS]->(n:Genre)"),
    "style": _by_year("styles", "[:IS]->(n:Style)"),
    "label": _by_year("labels", "[:ON]->(n:Label)"),
}
"""Parameter: user_id. Rows: year, name, releases, copies. Cost: genres, styles or labels of the user's copies."""

STATUS: Final = Cypher(
    name="collection.status",
    timeout_s=10,
    text="""
        MATCH (u:User {id: $user_id})
        UNWIND $ids AS id
        MATCH (r:Release {id: id})
        RETURN id, EXISTS { (u)-[:COLLECTED]->(r) } AS in_collection, EXISTS { (u)-[:WANTS]->(r) } AS in_wantlist
    """,
)
"""Parameters: user_id, ids (at most 100). Rows: those of known releases. Cost: a key look-up and two edge look-ups each."""

FORMATS: Final = Sql(
    name="collection.formats",
    timeout_s=10,
    text="""
        SELECT DISTINCT format ->> 'name' AS name
        FROM user_collections c
        CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(c.formats) WHEN 'array' THEN c.formats ELSE '[]' END) AS format
        WHERE c.user_id = %(user_id)s AND jsonb_typeof(format) = 'object' AND format ->> 'name' <> ''
        ORDER BY name
    """,
)
"""Parameter: user_id. Rows: name. Cost: the user's rows."""


def _summary(label: str, name: str, to_releases: str, total: str) -> Cypher:
    return Cypher(
        name=f"collection.{label.lower()}_gap_summary",
        timeout_s=30,
        text=f"""
        MATCH (n:{label} {{id: $id}})
        OPTIONAL MATCH (u:User {{id: $user_id}})
        RETURN n.{name} AS name, {total} AS total, u IS NOT NULL AS is_known,
               COUNT {{ MATCH (u)-[:COLLECTED]->(r:Release), (r){to_releases}(n) RETURN DISTINCT r }} AS owned
    """,
    )


def _gaps(label: str, to_releases: str) -> Cypher:
    return Cypher(
        name=f"collection.{label.lower()}_gaps",
        timeout_s=30,
        text=f"""
        MATCH (u:User {{id: $user_id}}), (n:{label} {{id: $id}})
        OPTIONAL MATCH (n)<{to_releases[:-1]}(r:Release)
        WHERE NOT EXISTS {{ (u)-[:COLLECTED]->(r) }}
          AND (NOT $exclude_wantlist OR NOT EXISTS {{ (u)-[:WANTS]->(r) }})
          AND (size($formats) = 0 OR any(format IN r.formats WHERE format IN $formats))
        WITH DISTINCT u, r ORDER BY r.year DESC, r.title, r.id
        WITH u, collect(r) AS missing
        CALL (u, missing) {{
            UNWIND missing[$offset..$offset + $limit] AS r
            {_DETAILS}
            WITH u, r, artist, label, genres
            RETURN collect({{id: r.id, title: r.title, year: r.year, formats: coalesce(r.formats, []), genres: genres, artist: artist,
                             label: label, on_wantlist: EXISTS {{ (u)-[:WANTS]->(r) }}}}) AS results
        }}
        RETURN size(missing) AS total, results
    """,
    )


GAP_SUMMARY: Final = {
    "label": _summary("Label", "name", "-[:ON]->", "COUNT { (n)<-[:ON]-() }"),
    "artist": _summary("Artist", "name", "-[:BY]->", "coalesce(n.release_count, COUNT { (n)<-[:BY]-(:Release) })"),
    "master": _summary("Master", "title", "-[:DERIVED_FROM]->", "COUNT { (n)<-[:DERIVED_FROM]-() }"),
}
"""Parameters: id, user_id. No row for an unknown entity; else name, total, is_known (user), owned. Cost: the smaller of the two neighbourhoods."""

GAPS: Final = {
    "label": _gaps("Label", "-[:ON]->"),
    "artist": _gaps("Artist", "-[:BY]->"),
    "master": _gaps("Master", "-[:DERIVED_FROM]->"),
}
"""Parameters: id, user_id, offset, limit, exclude_wantlist, formats. At most one row: total, results. Cost: the entity's releases, each looked up
among the user's copies; details of the page."""


def _owned_of(label: str, edge: str, name: str, result: str) -> Cypher:
    return Cypher(
        name=f"collection.{name}_of_{label.lower()}",
        timeout_s=30,
        text=f"""
        MATCH (u:User {{id: $user_id}}), (n:{label} {{id: $id}})
        MATCH (u)-[e:COLLECTED|WANTS]->(r:Release) WHERE (type(e) = 'COLLECTED' OR $exclude_wantlist) AND EXISTS {{ (r)-[:{edge}]->(n) }}
        {result}
    """,
    )


_HUB_EDGES: Final = {EntityType.LABEL: ("Label", "ON"), EntityType.ARTIST: ("Artist", "BY")}

OWNED_BY_YEAR: Final = {
    kind: _owned_of(*each, "owned_by_year", "RETURN coalesce(r.year, 0) AS year, count(DISTINCT r) AS releases") for kind, each in _HUB_EDGES.items()
}
"""Parameters: id, user_id, exclude_wantlist. Rows: year (0 for none), and how many releases of a hub the user has (or wants). Cost: all that the
user has and wants."""

OWNED_IDS: Final = {
    kind: _owned_of(*each, "owned_ids", "WITH DISTINCT r WHERE coalesce(r.year, 0) IN $years RETURN r.id AS id") for kind, each in _HUB_EDGES.items()
}
"""Parameters: as above, and years. Rows: id of each of these releases. Cost: as above."""

MISSING_DETAILS: Final = Cypher(
    name="collection.missing_details",
    timeout_s=10,
    text=f"""
        MATCH (u:User {{id: $user_id}})
        UNWIND range(0, size($ids) - 1) AS position
        MATCH (r:Release {{id: $ids[position]}})
        {_DETAILS}
        WITH u, r, position, artist, label, genres ORDER BY position
        RETURN r.id AS id, r.title AS title, r.year AS year, coalesce(r.formats, []) AS formats, genres, artist, label,
               EXISTS {{ (u)-[:WANTS]->(r) }} AS on_wantlist
    """,
)
"""Parameters: user_id, ids (at most 200). Rows in the order of the ids. Cost: a key look-up and a small expansion each."""
