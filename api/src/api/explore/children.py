"""Pages of children and their counts, from the graph or, for hubs, from their tables."""

import asyncio
from collections.abc import Sequence
from typing import Any

from api.catalogue import hubs
from api.catalogue.hubs_models import ALL_YEARS, Hub, Key, Order, Page, Years
from api.concurrency import ask_all
from api.entities.models import Resolved
from api.explore import queries, table_queries
from api.explore.categories import CHILD_TYPE, OF_RELEASES, THROUGH_RELEASES, Category
from api.explore.models import Child, Expansion
from api.explore.nodes import summaries
from api.models import EntityType
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


async def count_children(graph: Neo4jStore, postgres: PostgresStore, parent: Resolved, categories: Sequence[Category]) -> dict[Category, int]:
    """Distinct children of each category.

    Genres, styles and labels carry their counts, hubs have theirs in tables; what is left is counted in the graph.
    """
    known: dict[str, int | None] = {}
    if parent.type in queries.STORED_COUNTS:
        known |= (await graph.rows(queries.STORED_COUNTS[parent.type], key=parent.id))[0]
    missing = [category for category in categories if known.get(category) is None]
    if missing and (hub := await hubs.find_hub(postgres, parent.type, parent.id)):
        known |= {category: count for category, count in hub.members.items() if category in missing}
        missing = [category for category in categories if known.get(category) is None]
    counted = await ask_all(_count(graph, postgres, parent, category) for category in missing)
    known |= zip(missing, counted, strict=True)
    return {category: known[category] or 0 for category in categories}


async def expand(
    graph: Neo4jStore,
    postgres: PostgresStore,
    parent: Resolved,
    category: Category,
    *,
    years: Years = ALL_YEARS,
    order: Order | None = None,
    limit: int,
    offset: int,
) -> Expansion:
    """A page of the parent's children in a category, `order` by default the category's own."""
    if category is Category.TRACKS:
        return await _tracks(postgres, parent, limit, offset)
    order = order or (Order.NEWEST if category in OF_RELEASES else Order.WEIGHT)
    hub = await hubs.find_hub(postgres, parent.type, parent.id) if category in OF_RELEASES | THROUGH_RELEASES else None
    page = await _page(graph, postgres, parent, hub, category, years, order, limit, offset)
    return Expansion(
        id=parent.id,
        name=parent.name,
        children=await _describe(graph, postgres, parent, hub, category, page.keys),
        total=page.total,
        offset=offset,
        limit=limit,
        has_more=offset + len(page.keys) < page.reachable,
        truncated=not page.is_whole,
        alternatives=parent.alternatives,
    )


async def _page(
    graph: Neo4jStore,
    postgres: PostgresStore,
    parent: Resolved,
    hub: Hub | None,
    category: Category,
    years: Years,
    order: Order,
    limit: int,
    offset: int,
) -> Page:
    if hub and category in OF_RELEASES:
        return await hubs.release_page(postgres, hub, years=years, order=order, limit=limit, offset=offset)
    if hub:
        return await hubs.member_page(postgres, hub, category, years=years, order=order, limit=limit, offset=offset)
    parameters: dict[str, Any] = {"key": parent.id, "skip": offset, "limit": limit}
    if (fixed := queries.FIXED.get((parent.type, category))) is not None:
        (row,) = await graph.rows(fixed, **parameters)
    else:
        (row,) = await graph.rows(queries.ORDERED[parent.type, category, order], **parameters, **years.parameters)
    return Page([Key(**key) for key in row["keys"]], row["total"], row["total"])


async def _describe(
    graph: Neo4jStore, postgres: PostgresStore, parent: Resolved, hub: Hub | None, category: Category, keys: Sequence[Key]
) -> list[Child]:
    """Children in the order of their keys; one that has left the graph since the hub's tables were made is left out."""
    if not keys:
        return []
    child_type, ids = CHILD_TYPE[category], [key.id for key in keys]
    nodes, roles, numbers = await asyncio.gather(
        summaries(graph, child_type, ids),
        _roles(graph, parent, category, keys, stored=hub is not None),
        _catalog_numbers(postgres, parent, category, ids),
    )
    is_dated = child_type in (EntityType.RELEASE, EntityType.MASTER)
    return [
        Child(
            id=key.id,
            name=node.name,
            type=child_type,
            year=node.year if is_dated else None,
            release_count=key.releases,
            weight=node.weight,
            role=roles.get(key.id),
            catalog_number=numbers.get(key.id, node.catalog_number),
            kind=key.kind,
            first_year=key.first_year,
            last_year=key.last_year,
        )
        for key in keys
        if (node := nodes.get(key.id)) is not None
    ]


async def _roles(graph: Neo4jStore, parent: Resolved, category: Category, keys: Sequence[Key], *, stored: bool) -> dict[str, str]:
    """Credits by child: of people with this parent, or of this person on releases."""
    ids = [key.id for key in keys]
    if parent.type is EntityType.PERSON and category is Category.RELEASES:
        rows = await graph.rows(queries.CREDITS_OF, key=parent.id, ids=ids)
    elif category is not Category.PEOPLE:
        return {}
    elif stored:
        return {key.id: key.role for key in keys if key.role}
    else:
        rows = await graph.rows(queries.ROLES[parent.type], key=parent.id, ids=ids)
    return {row["id"]: ", ".join(row["roles"]) for row in rows}


async def _catalog_numbers(postgres: PostgresStore, parent: Resolved, category: Category, ids: Sequence[str]) -> dict[str, str]:
    """A label's own numbers of its releases: the graph has the number of each release's first label only."""
    if parent.type is not EntityType.LABEL or category is not Category.RELEASES:
        return {}
    rows = await postgres.rows(table_queries.CATALOG_NUMBERS, ids=list(ids), label_id=parent.id)
    return {row["id"]: row["catalog_number"] for row in rows}


async def _count(graph: Neo4jStore, postgres: PostgresStore, parent: Resolved, category: Category) -> int:
    if category is Category.TRACKS:
        (row,) = await postgres.rows(table_queries.TRACKS, release_id=parent.id, skip=0, limit=0)
    else:
        (row,) = await graph.rows(queries.COUNT[parent.type, category], key=parent.id)
    total: int = row["total"]
    return total


async def _tracks(postgres: PostgresStore, parent: Resolved, limit: int, offset: int) -> Expansion:
    (row,) = await postgres.rows(table_queries.TRACKS, release_id=parent.id, skip=offset, limit=limit)
    children = [
        Child(id=f"{parent.id}:{track['number']}", name=track["title"] or "", type="track", position=track["position"], duration=track["duration"])
        for track in row["tracks"]
    ]
    has_more = offset + len(children) < row["total"]
    return Expansion(id=parent.id, name=parent.name, children=children, total=row["total"], offset=offset, limit=limit, has_more=has_more)


def nothing(offset: int, limit: int) -> Expansion:
    """The page of a parent that does not exist."""
    return Expansion(children=[], total=0, offset=offset, limit=limit, has_more=False)
