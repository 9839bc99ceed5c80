"""Which entity a name or an id means."""

from api.entities import queries
from api.entities.models import EntityRef, Resolved
from api.errors import entity_not_found
from api.models import EntityType
from common.stores.neo4j import Neo4jStore


async def find(graph: Neo4jStore, entity_type: EntityType, *, name: str | None = None, entity_id: str | None = None) -> Resolved | None:
    """The entity, or `None`. With an id it is that one; a name is first taken as an exact name (largest, then smallest id), then as an id."""
    if entity_id is None and name is not None and entity_type in queries.BY_NAME:
        rows = await graph.rows(queries.BY_NAME[entity_type], key=name)
        if rows:
            first, *others = (EntityRef(id=row["id"], name=row["name"], type=entity_type) for row in rows)
            return Resolved(id=first.id, name=first.name, type=entity_type, alternatives=others[:10])
    key = entity_id if entity_id is not None else name
    rows = await graph.rows(queries.BY_ID[entity_type], key=key)
    if not rows:
        return None
    return Resolved(id=rows[0]["id"], name=rows[0]["name"] or "", type=entity_type)


async def resolve(
    graph: Neo4jStore, entity_type: EntityType, *, name: str | None = None, entity_id: str | None = None, given_type: str | None = None
) -> Resolved:
    """As `find`; raises `NotFound` (`Artist 'X' not found`).

    Args:
        given_type: How the client spelt the type, for the error text.
    """
    found = await find(graph, entity_type, name=name, entity_id=entity_id)
    if found is None:
        raise entity_not_found(given_type or entity_type.value, entity_id if entity_id is not None else name or "")
    return found
