"""Profiles and notes with the names of what they refer to."""

from collections.abc import Iterable
from typing import Any, Final

from api.entities import markup, queries
from api.entities.fields import text
from api.entities.models import TextPart
from api.models import EntityType
from common.stores.neo4j import Neo4jStore


MAX_REFERENCES: Final = 300
"""References of one text that are looked up; those beyond are called by type and number, or stay names without a link."""


type Readable = tuple[str | None, list[TextPart]]
"""Plain text, and its parts."""


async def readable(graph: Neo4jStore, value: Any) -> Readable:
    """Plain text and parts of a marked-up field; `(None, [])` when it is empty. Cost: an index seek a reference, at most 300."""
    found = text(value)
    if found is None:
        return None, []
    pieces = markup.parse(found)
    by_id, by_name = markup.references(pieces)
    if not by_id and not by_name:
        return markup.finish(pieces, {}, {})
    ids, names = _first(by_id), _first(by_name)
    rows = await graph.rows(
        queries.NAMES,
        artist_ids=_of(ids, EntityType.ARTIST),
        label_ids=_of(ids, EntityType.LABEL),
        release_ids=_of(ids, EntityType.RELEASE),
        master_ids=_of(ids, EntityType.MASTER),
        artist_names=_of(names, EntityType.ARTIST),
        label_names=_of(names, EntityType.LABEL),
    )
    name_of = {(EntityType(row["type"]), row["key"]): row["name"] for row in rows if row["by_id"] and row["name"]}
    id_of = {(EntityType(row["type"]), row["key"]): row["id"] for row in rows if not row["by_id"]}
    return markup.finish(pieces, name_of, id_of)


def _first(references: Iterable[markup.Reference]) -> list[markup.Reference]:
    return sorted(references)[:MAX_REFERENCES]


def _of(references: Iterable[markup.Reference], entity_type: EntityType) -> list[str]:
    return [key for kind, key in references if kind is entity_type]
