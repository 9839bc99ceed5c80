"""What the releases of an artist or a label are: years, genres, styles."""

import asyncio
from dataclasses import dataclass
from typing import Final

from api.catalogue import hubs
from api.catalogue.hubs_models import Hub
from api.entities import queries
from api.entities.models import TagCount
from api.models import EntityType, YearCount
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


MAX_HUB_TAGS: Final = 1000


@dataclass(frozen=True, slots=True)
class Work:
    """Releases by year, ascending, and by genre and style, most first."""

    years: list[YearCount]
    genres: list[TagCount]
    styles: list[TagCount]


async def work_of(graph: Neo4jStore, postgres: PostgresStore, kind: EntityType, key: str, hub: Hub | None) -> Work:
    """Cost: the releases of what is no hub, some six edges each; for hubs a few kilobytes of tables.

    Args:
        kind: Artist or label.
        key: Id.
        hub: As `hubs.find_hub` has it.
    """
    if hub is not None:
        by_year, genres, styles = await asyncio.gather(
            hubs.releases_by_year(postgres, hub),
            hubs.member_page(postgres, hub, "genres", limit=MAX_HUB_TAGS),
            hubs.member_page(postgres, hub, "styles", limit=MAX_HUB_TAGS),
        )
        return Work(
            years=[YearCount(year=year, count=count) for year, count in by_year],
            genres=[TagCount(name=tag.id, count=tag.releases or 0) for tag in genres.keys],
            styles=[TagCount(name=tag.id, count=tag.releases or 0) for tag in styles.keys],
        )
    rows, tags = await asyncio.gather(graph.rows(queries.YEARS[kind], id=key), graph.rows(queries.TAGS[kind], id=key))
    return Work(
        years=[YearCount(year=row["year"], count=row["count"]) for row in rows if row["year"] is not None],
        genres=[TagCount(name=row["name"], count=row["count"]) for row in tags if row["is_genre"]],
        styles=[TagCount(name=row["name"], count=row["count"]) for row in tags if not row["is_genre"]],
    )
