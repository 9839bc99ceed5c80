"""Cypher of look-ups by name or id."""

from typing import Final

from api.models import EntityType
from common.stores.statement import Cypher


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
