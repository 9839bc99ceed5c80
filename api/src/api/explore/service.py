"""Decisions of exploring."""

from datetime import UTC, datetime

from api.cache import DAY, HOUR, Cache
from api.catalogue import hubs
from api.entities import service as entities
from api.entities.models import EntityRef
from api.explore import node_queries as queries
from api.explore.categories import categories_of, display_name
from api.explore.children import count_children
from api.explore.models import Emerged, Exploration, ExploreCategory, GenreEmergence, GraphCounts, GraphStats, Start, Trend, YearRange
from api.explore.start import start
from api.models import MIN_YEAR, EntityType, YearCount, max_year
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


async def explore(
    graph: Neo4jStore,
    postgres: PostgresStore,
    cache: Cache,
    entity_type: EntityType,
    *,
    name: str | None,
    entity_id: str | None,
    everything: bool,
    given_type: str,
) -> Exploration:
    """The entity and its categories, kept for a day.

    Raises:
        NotFound: there is no such entity.
    """

    async def compute() -> Exploration:
        center = await entities.resolve(graph, entity_type, name=name, entity_id=entity_id, given_type=given_type)
        categories = categories_of(entity_type, everything=everything)
        counts = await count_children(graph, postgres, center, categories)
        return Exploration(
            center=EntityRef(id=center.id, name=center.name, type=entity_type),
            categories=[
                ExploreCategory(id=f"cat-{category}", name=display_name(entity_type, category), category=category, count=counts[category])
                for category in categories
            ],
            alternatives=center.alternatives,
        )

    return await cache.get_or_compute(Exploration, "explore", entity_type, name, entity_id, everything, ttl_s=DAY, compute=compute)


async def trend(
    graph: Neo4jStore, postgres: PostgresStore, cache: Cache, entity_type: EntityType, *, name: str | None, entity_id: str | None
) -> Trend:
    """Releases per year; nothing for an unknown name."""

    async def compute() -> Trend:
        found = await entities.find(graph, entity_type, name=name, entity_id=entity_id)
        if found is None:
            return Trend(name=name or entity_id or "", type=entity_type, data=[])
        if hub := await hubs.find_hub(postgres, entity_type, found.id):
            data = [YearCount(year=year, count=count) for year, count in await hubs.releases_by_year(postgres, hub)]
        else:
            data = [YearCount(**row) for row in await graph.rows(queries.BY_YEAR[entity_type], key=found.id)]
        return Trend(id=found.id, name=found.name, type=entity_type, data=data, alternatives=found.alternatives)

    return await cache.get_or_compute(
        Trend, "trends", entity_type, name, entity_id, ttl_s=DAY, compute=compute, is_empty=lambda found: not found.data
    )


async def year_range(graph: Neo4jStore) -> YearRange:
    """First and last year that releases have."""
    rows = await graph.rows(queries.YEAR_BOUNDS)
    if not rows:
        return YearRange(min_year=None, max_year=None)
    return YearRange(min_year=_within_bounds(rows[0]["min_year"]), max_year=_within_bounds(rows[0]["max_year"]))


def _within_bounds(year: int) -> int:
    return min(max(year, MIN_YEAR), max_year())


async def genre_emergence(graph: Neo4jStore, before_year: int) -> GenreEmergence:
    """Genres and styles that had a release by then."""
    (row,) = await graph.rows(queries.EMERGED, before_year=before_year)
    genres, styles = ([Emerged(name=name, first_year=year) for name, year in row[kind]] for kind in ("genres", "styles"))
    return GenreEmergence(genres=genres, styles=styles)


async def graph_stats(graph: Neo4jStore) -> GraphStats:
    """Nodes of each kind."""
    (row,) = await graph.rows(queries.STATS)
    return GraphStats(total_entities=sum(row.values()), counts=GraphCounts(**row))


async def start_page(graph: Neo4jStore, postgres: PostgresStore, cache: Cache, draw: int) -> Start:
    """A draw of today's start page, kept for an hour."""
    day = datetime.now(UTC).date()
    return await cache.get_or_compute(
        Start,
        "explore-start",
        f"{day.isoformat()} {draw}",
        ttl_s=HOUR,
        compute=lambda: start(graph, postgres, day, draw),
        is_empty=lambda page: not page.doors,
    )
