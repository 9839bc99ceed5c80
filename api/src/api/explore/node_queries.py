"""Cypher of single nodes, of nodes and edges of a view, and of years."""

from typing import Final

from api.explore.queries import RELEASES_OF, VERSIONS
from api.models import EntityType
from common.stores.statement import Cypher


def _summaries(label: str, key: str, name: str, weight: str, year: str, catalog_number: str = "null") -> Cypher:
    return Cypher(
        name=f"explore.summaries_{label.lower()}",
        timeout_s=10,
        text=f"""
        UNWIND $ids AS id
        MATCH (r:{label} {{{key}: id}})
        RETURN collect({{
          id: id, name: coalesce(r.{name}, ''), weight: {weight}, year: {year}, catalog_number: {catalog_number}
        }}) AS found
    """,
    )


_DATED: Final = "CASE WHEN r.year > 0 THEN r.year END"

SUMMARIES: Final = {
    EntityType.ARTIST: _summaries("Artist", "id", "name", "coalesce(r.release_count, COUNT { (r)<-[:BY]-() })", "r.first_year"),
    EntityType.LABEL: _summaries("Label", "id", "name", "coalesce(r.release_count, COUNT { (r)<-[:ON]-() })", "r.first_year"),
    EntityType.GENRE: _summaries("Genre", "name", "name", "coalesce(r.release_count, COUNT { (r)<-[:IS]-() })", "r.first_year"),
    EntityType.STYLE: _summaries("Style", "name", "name", "coalesce(r.release_count, COUNT { (r)<-[:IS]-() })", "r.first_year"),
    EntityType.RELEASE: _summaries("Release", "id", "title", VERSIONS, _DATED, "r.catalog_number"),
    EntityType.MASTER: _summaries("Master", "id", "title", "COUNT { (r)<-[:DERIVED_FROM]-() }", _DATED),
    EntityType.PERSON: _summaries("Person", "name", "name", "coalesce(r.credit_count, COUNT { (r)-[:CREDITED_ON]->() })", "null"),
}
"""Parameters: ids. One row: `found`, a list of {id, name, weight, year, catalog_number} of those that exist: the driver takes longer over a row
of its own than the server over a seek. Cost: a seek and a stored degree an id."""


def _names(pattern: str, name: str = "name") -> str:
    return f"COLLECT {{ MATCH {pattern} WITH DISTINCT x WHERE x.{name} IS NOT NULL RETURN x.{name} AS name ORDER BY name }}"


ARTIST: Final = Cypher(
    name="explore.artist_node",
    timeout_s=10,
    text=f"""
    MATCH (n:Artist {{id: $key}})
    RETURN n.id AS id, coalesce(n.name, '') AS name, coalesce(n.release_count, COUNT {{ (n)<-[:BY]-(:Release) }}) AS release_count,
           {_names("(n)-[:MEMBER_OF]->(x:Artist)")} AS groups
""",
)
"""Parameters: key. At most one row. Cost: the artist's memberships."""

ARTIST_TAGS: Final = Cypher(
    name="explore.artist_tags",
    timeout_s=10,
    text=f"""
    MATCH (n:Artist {{id: $key}})
    RETURN {_names("(n)<-[:BY]-(:Release)-[:IS]->(x:Genre)")} AS genres, {_names("(n)<-[:BY]-(:Release)-[:IS]->(x:Style)")} AS styles
""",
)
"""Parameters: key. At most one row. Cost: the artist's releases; hubs are answered from their tables instead."""

NODES: Final = {
    EntityType.RELEASE: Cypher(
        name="explore.release_node",
        timeout_s=10,
        text=f"""
        MATCH (n:Release {{id: $key}})
        RETURN n.id AS id, coalesce(n.title, '') AS name, CASE WHEN n.year > 0 THEN n.year END AS year,
               {_names("(n)-[:BY]->(x:Artist)")} AS artists, {_names("(n)-[:ON]->(x:Label)")} AS labels,
               {_names("(n)-[:IS]->(x:Genre)")} AS genres, {_names("(n)-[:IS]->(x:Style)")} AS styles
    """,
    ),
    EntityType.MASTER: Cypher(
        name="explore.master_node",
        timeout_s=10,
        text=f"""
        MATCH (n:Master {{id: $key}})
        RETURN n.id AS id, coalesce(n.title, '') AS name, CASE WHEN n.year > 0 THEN n.year END AS year,
               {_names("(n)-[:BY]->(x:Artist)")} AS artists, {_names("(n)-[:IS]->(x:Genre)")} AS genres, {_names("(n)-[:IS]->(x:Style)")} AS styles,
               COUNT {{ (n)<-[:DERIVED_FROM]-(:Release) }} AS version_count
    """,
    ),
    EntityType.LABEL: Cypher(
        name="explore.label_node",
        timeout_s=10,
        text="""
        MATCH (n:Label {id: $key})
        RETURN n.id AS id, coalesce(n.name, '') AS name, coalesce(n.release_count, COUNT { (n)<-[:ON]-(:Release) }) AS release_count
    """,
    ),
    EntityType.GENRE: Cypher(
        name="explore.genre_node",
        timeout_s=10,
        text="MATCH (n:Genre {name: $key}) RETURN n.name AS id, n.name AS name, coalesce(n.artist_count, 0) AS artist_count",
    ),
    EntityType.STYLE: Cypher(
        name="explore.style_node",
        timeout_s=10,
        text="MATCH (n:Style {name: $key}) RETURN n.name AS id, n.name AS name, coalesce(n.artist_count, 0) AS artist_count",
    ),
    EntityType.PERSON: Cypher(
        name="explore.person_node",
        timeout_s=10,
        text="""
        MATCH (n:Person {name: $key})
        RETURN n.name AS id, n.name AS name, coalesce(n.credit_count, COUNT { (n)-[:CREDITED_ON]->() }) AS credit_count,
               COLLECT { MATCH (n)-[:SAME_AS]->(x:Artist) RETURN DISTINCT x.id AS id ORDER BY id } AS artist_ids
    """,
    ),
}
"""Parameters: key. At most one row, the fields of the type's node. Cost: a seek and the node's own edges, or a stored count."""


def _by_year(parent: EntityType) -> Cypher:
    return Cypher(
        name=f"explore.{parent}_by_year",
        timeout_s=10,
        text=f"""
        MATCH {RELEASES_OF[parent]} WHERE r.year > 0
        RETURN r.year AS year, count(DISTINCT r) AS count ORDER BY year
    """,
    )


BY_YEAR: Final = {parent: _by_year(parent) for parent in EntityType}
"""Parameters: key. Rows of {year, count}, ascending. Cost: the parent's releases; hubs are answered from their tables instead."""

YEAR_BOUNDS: Final = Cypher(
    name="explore.year_bounds",
    timeout_s=10,
    text="""
    CALL () { MATCH (r:Release) WHERE r.year > 0 RETURN r.year AS min_year ORDER BY r.year LIMIT 1 }
    CALL () { MATCH (r:Release) WHERE r.year > 0 RETURN r.year AS max_year ORDER BY r.year DESC LIMIT 1 }
    RETURN min_year, max_year
""",
)
"""No parameters. At most one row. Cost: both ends of the index on the year."""


def _emerged(label: str) -> str:
    return f"COLLECT {{ MATCH (n:{label}) WHERE n.first_year <= $before_year RETURN [n.name, n.first_year] AS tag ORDER BY n.first_year, n.name }}"


EMERGED: Final = Cypher(
    name="explore.emerged",
    timeout_s=10,
    text=f"RETURN {_emerged('Genre')} AS genres, {_emerged('Style')} AS styles",
)
"""Parameters: before_year. One row: lists of [name, first_year], earliest first. Cost: ranges of two indexes; there are under a thousand tags."""

STATS: Final = Cypher(
    name="explore.stats",
    timeout_s=10,
    text="\n".join(
        f"    CALL () {{ MATCH (n:{label}) RETURN count(n) AS {name} }}"
        for label, name in (
            ("Artist", "artists"),
            ("Label", "labels"),
            ("Release", "releases"),
            ("Master", "masters"),
            ("Genre", "genres"),
            ("Style", "styles"),
        )
    )
    + "\n    RETURN artists, labels, releases, masters, genres, styles",
)
"""No parameters. One row. Cost: six reads of the count store."""


def _edges(near: str, ids: str, *branches: tuple[str, str, str, str]) -> str:
    united = "\n          UNION ALL ".join(
        f"MATCH {pattern} WHERE {condition} RETURN type(e) AS type, '{far_type}' AS far_type, {far} AS far, e"
        for pattern, condition, far_type, far in branches
    )
    return f"""
        UNWIND ${ids} AS id
        MATCH (n:{near} {{{"name" if near in ("Style", "Person") else "id"}: id}})
        CALL (n) {{
          {united}
        }}
        WITH id, type, far_type, far, collect(DISTINCT e.role) AS roles, count(e) AS edges, max(e.release_count) AS releases
        RETURN collect([id, type, far_type, far, roles, edges, releases]) AS found
    """


def _edge_query(near: str, ids: str, *branches: tuple[str, str, str, str]) -> Cypher:
    return Cypher(name=f"explore.edges_of_{ids}", timeout_s=20, text=_edges(near, ids, *branches))


EDGES: Final = {
    EntityType.RELEASE: _edge_query(
        "Release",
        "release",
        ("(n)-[e:BY]->(m:Artist)", "m.id IN $artist", "artist", "m.id"),
        ("(n)-[e:ON]->(m:Label)", "m.id IN $label", "label", "m.id"),
        ("(n)-[e:IS]->(m:Genre)", "m.name IN $genre", "genre", "m.name"),
        ("(n)-[e:IS]->(m:Style)", "m.name IN $style", "style", "m.name"),
        ("(n)-[e:DERIVED_FROM]->(m:Master)", "m.id IN $master", "master", "m.id"),
        ("(n)<-[e:CREDITED_ON]-(m:Person)", "m.name IN $person", "person", "m.name"),
    ),
    EntityType.MASTER: _edge_query(
        "Master",
        "master",
        ("(n)-[e:BY]->(m:Artist)", "m.id IN $artist", "artist", "m.id"),
        ("(n)-[e:IS]->(m:Genre)", "m.name IN $genre", "genre", "m.name"),
        ("(n)-[e:IS]->(m:Style)", "m.name IN $style", "style", "m.name"),
    ),
    EntityType.ARTIST: _edge_query("Artist", "artist", ("(n)-[e]->(m:Artist)", "m.id IN $artist", "artist", "m.id")),
    EntityType.LABEL: _edge_query("Label", "label", ("(n)-[e:SUBLABEL_OF]->(m:Label)", "m.id IN $label", "label", "m.id")),
    EntityType.STYLE: _edge_query("Style", "style", ("(n)-[e:PART_OF]->(m:Genre)", "m.name IN $genre", "genre", "m.name")),
    EntityType.PERSON: _edge_query("Person", "person", ("(n)-[e:SAME_AS]->(m:Artist)", "m.id IN $artist", "artist", "m.id")),
}
"""Parameters: for each type the keys of the view's nodes, under the type's name. One row: `found`, a list of
[id, type, far_type, far, roles, edges, releases].
Each edge is found from the end that has few of its kind, so that hubs in the view cost nothing. Cost: the edges of these nodes.
Of a release, `CREDITED_ON` leads to it; all others lead away from the node `id`."""

DOOR_DETAILS: Final = Cypher(
    name="explore.door_details",
    timeout_s=10,
    text="""
    UNWIND $doors AS door
    CALL (door) {
      MATCH (n:Artist {id: door.key}) WHERE door.type = 'artist' RETURN n
      UNION ALL MATCH (n:Label {id: door.key}) WHERE door.type = 'label' RETURN n
      UNION ALL MATCH (n:Genre {name: door.key}) WHERE door.type = 'genre' RETURN n
      UNION ALL MATCH (n:Style {name: door.key}) WHERE door.type = 'style' RETURN n
    }
    RETURN door.type AS type, door.key AS id, coalesce(n.name, '') AS name, n.artist_count AS artist_count
""",
)
"""Parameters: doors of {type, key}. Rows of {type, id, name, artist_count}. Cost: a seek a door."""

RELEASE_DETAILS: Final = Cypher(
    name="explore.release_details",
    timeout_s=10,
    text="MATCH (n:Release {id: $key}) RETURN n.catalog_number AS catalog_number, coalesce(n.formats, []) AS formats",
)
"""Parameters: key. At most one row. Cost: an index seek."""
