"""Cypher of look-ups by name or id, and SQL of stored records."""

from typing import Final

from api.models import EntityType
from common.stores.statement import Cypher, Sql


def _by_name(label: str, weight: str, name: str = "name") -> Cypher:
    return Cypher(
        name=f"entities.{label.lower()}_by_name",
        timeout_s=10,
        text=f"""
        MATCH (n:{label} {{{name}: $key}})
        WITH n, coalesce({weight}, 0) AS weight ORDER BY weight DESC, n.id LIMIT 11
        RETURN n.id AS id, n.{name} AS name
    """,
    )


def _by_id(label: str, name: str = "name") -> Cypher:
    return Cypher(
        name=f"entities.{label.lower()}_by_id",
        timeout_s=10,
        text=f"MATCH (n:{label} {{id: $key}}) RETURN n.id AS id, n.{name} AS name",
    )


def _tag(label: str) -> Cypher:
    return Cypher(
        name=f"entities.{label.lower()}_by_name",
        timeout_s=10,
        text=f"MATCH (n:{label} {{name: $key}}) RETURN n.name AS id, n.name AS name",
    )


BY_NAME: Final = {
    EntityType.ARTIST: _by_name("Artist", "n.release_count"),
    EntityType.LABEL: _by_name("Label", "n.release_count"),
    EntityType.GENRE: _tag("Genre"),
    EntityType.STYLE: _tag("Style"),
    EntityType.PERSON: _tag("Person"),
}
"""Parameters: key. Rows of {id, name}, largest first, at most 11. Cost: an index seek, and a sort of those of one name."""

BY_ID: Final = {
    EntityType.ARTIST: _by_id("Artist"),
    EntityType.LABEL: _by_id("Label"),
    EntityType.RELEASE: _by_id("Release", "title"),
    EntityType.MASTER: _by_id("Master", "title"),
    EntityType.GENRE: BY_NAME[EntityType.GENRE],
    EntityType.STYLE: BY_NAME[EntityType.STYLE],
    EntityType.PERSON: BY_NAME[EntityType.PERSON],
}
"""Parameters: key. At most one row of {id, name}; the name of a stub may be null. Cost: an index seek."""


NAMES: Final = Cypher(
    name="entities.names",
    timeout_s=10,
    text="""
    UNWIND $artist_ids AS key MATCH (n:Artist {id: key}) RETURN 'artist' AS type, true AS by_id, key, n.id AS id, n.name AS name
    UNION ALL
    UNWIND $label_ids AS key MATCH (n:Label {id: key}) RETURN 'label' AS type, true AS by_id, key, n.id AS id, n.name AS name
    UNION ALL
    UNWIND $release_ids AS key MATCH (n:Release {id: key}) RETURN 'release' AS type, true AS by_id, key, n.id AS id, n.title AS name
    UNION ALL
    UNWIND $master_ids AS key MATCH (n:Master {id: key}) RETURN 'master' AS type, true AS by_id, key, n.id AS id, n.title AS name
    UNION ALL
    UNWIND $artist_names AS key MATCH (n:Artist {name: key})
    WITH key, n ORDER BY coalesce(n.release_count, 0) DESC, n.id
    RETURN 'artist' AS type, false AS by_id, key, head(collect(n.id)) AS id, key AS name
    UNION ALL
    UNWIND $label_names AS key MATCH (n:Label {name: key})
    WITH key, n ORDER BY coalesce(n.release_count, 0) DESC, n.id
    RETURN 'label' AS type, false AS by_id, key, head(collect(n.id)) AS id, key AS name
""",
)
"""Parameters: artist_ids, label_ids, release_ids, master_ids, artist_names, label_names. Rows: {type, by_id, key, id, name} of those that exist; of a
shared name the largest. Cost: an index seek a key."""


ARTIST_RECORD: Final = Sql(name="entities.artist_record", timeout_s=10, text="SELECT data FROM public.artists WHERE data_id = %(id)s")
LABEL_RECORD: Final = Sql(name="entities.label_record", timeout_s=10, text="SELECT data FROM public.labels WHERE data_id = %(id)s")
"""Parameters: id. At most one row of {data}. Cost: a key look-up."""


_RELEASES_OF: Final = {EntityType.ARTIST: "(:Artist {id: $id})<-[:BY]-(r:Release)", EntityType.LABEL: "(:Label {id: $id})<-[:ON]-(r:Release)"}

YEARS: Final = {
    kind: Cypher(
        name=f"entities.{kind}_years",
        timeout_s=10,
        text=f"MATCH {releases} RETURN r.year AS year, count(r) AS count ORDER BY year",
    )
    for kind, releases in _RELEASES_OF.items()
}
"""Parameters: id. Rows of {year, count}, ascending, the undated last. Cost: the releases."""

TAGS: Final = {
    kind: Cypher(
        name=f"entities.{kind}_tags",
        timeout_s=10,
        text=f"""
        MATCH {releases}-[:IS]->(tag)
        WITH tag, count(r) AS count
        RETURN tag:Genre AS is_genre, tag.name AS name, count ORDER BY count DESC, name
    """,
    )
    for kind, releases in _RELEASES_OF.items()
}
"""Parameters: id. Rows of {is_genre, name, count}, most first. Cost: some four edges a release."""
