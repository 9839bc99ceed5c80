"""Entities with very many releases: read from tables that are derived when an import ends, since expanding them would take seconds."""

import asyncio
from typing import Final

from api.catalogue import hubs_queries as queries
from api.catalogue.hubs_models import ALL_YEARS, HUB_TYPES, Hub, Key, Order, Page, Years
from api.models import EntityType
from common.stores.postgres import PostgresStore


RELEASES: Final = "releases"
"""Category of the heaviest releases."""


async def find_hub(postgres: PostgresStore, kind: EntityType, key: str) -> Hub | None:
    """The hub, or `None` when the entity is small enough to be expanded in the graph.

    Args:
        postgres: Open store.
        kind: Type of the entity; masters and releases are never hubs.
        key: Id; of a genre, style or person its name.
    """
    if kind not in HUB_TYPES:
        return None
    rows = await postgres.rows(queries.FIND_HUB, kind=kind.value, key=key)
    return Hub(kind, key, rows[0]["releases"], rows[0]["members"]) if rows else None


async def releases_by_year(postgres: PostgresStore, hub: Hub) -> list[tuple[int, int]]:
    """(year, releases), ascending; undated releases are left out."""
    return [(row["year"], row["count"]) for row in await postgres.rows(queries.YEARS, kind=hub.kind.value, key=hub.key)]


async def release_page(
    postgres: PostgresStore, hub: Hub, *, years: Years = ALL_YEARS, order: Order = Order.NEWEST, limit: int, offset: int = 0
) -> Page:
    """Releases of a hub, those of `years`. By weight only the heaviest can be reached."""
    parameters = {"kind": hub.kind.value, "key": hub.key, **years.parameters}
    if order is Order.WEIGHT:
        page, (counted,) = await asyncio.gather(
            member_page(postgres, hub, RELEASES, years=years, limit=limit, offset=offset), postgres.rows(queries.COUNT_RELEASES, **parameters)
        )
        return Page([Key(child.id) for child in page.keys], counted["total"], page.reachable)
    rows, (counted,) = await asyncio.gather(
        postgres.rows(queries.RELEASES[order], skip=offset, limit=limit, **parameters), postgres.rows(queries.COUNT_RELEASES, **parameters)
    )
    return Page([Key(row["id"]) for row in rows], counted["total"], counted["total"])


async def member_page(
    postgres: PostgresStore,
    hub: Hub,
    category: str,
    *,
    years: Years = ALL_YEARS,
    order: Order = Order.WEIGHT,
    limit: int,
    offset: int = 0,
) -> Page:
    """Members of a hub in a category, of which the largest (1,000) can be reached; a choice of years looks at these alone."""
    total = hub.members.get(category, 0)
    parameters = {"kind": hub.kind.value, "key": hub.key, "category": category, "skip": offset, "limit": limit}
    if years == ALL_YEARS and order is Order.WEIGHT:
        (row,) = await postgres.rows(queries.RANKED_MEMBERS, **parameters)
    else:
        (row,) = await postgres.rows(queries.MEMBERS[order], **parameters, **years.parameters)
    keys = [Key(**child) for child in row["keys"]]
    return Page(keys, total if years == ALL_YEARS else row["found"], row["found"], is_whole=row["kept"] >= total)
