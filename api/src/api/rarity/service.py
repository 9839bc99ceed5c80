"""Pages of scored releases, and what is behind a score."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from api.errors import NotFound
from api.rarity import queries
from api.rarity.models import RarityDetail, RarityItem, RarityPage, Signal, Version
from api.rarity.scoring import TIER_FLOORS, WEIGHTS, Tier
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore
from common.stores.statement import Cypher


LIVE_RELEASES: Final = 5_000
"""Releases of an artist or label that are sorted for a request; those who have more have precomputed pages once scores are computed."""
MOST_VERSIONS: Final = 100
VERSIONS_READ: Final = 2_000
TOP_OF_SCALE: Final = 100
RELEASES: Final[Mapping[str, Cypher]] = {"artist": queries.ARTIST_RELEASES, "label": queries.LABEL_RELEASES}
INPUTS: Final[Mapping[str, tuple[str, ...]]] = {
    "pressing_scarcity": ("pressings",),
    "label_catalog": ("label_releases",),
    "format_rarity": ("rarest_format",),
    "temporal_scarcity": ("year", "newest_pressing_year"),
    "graph_isolation": ("degree",),
    "collection_prevalence": ("have_count", "want_count"),
}
"""Columns behind each signal."""


async def leaderboard(postgres: PostgresStore, *, tier: str | None, page: int, page_size: int) -> RarityPage:
    """The rarest releases; an unknown tier has none."""
    if tier is not None and tier not in TIER_FLOORS:
        return _page([], 0, page, page_size)
    totals = await _totals(postgres, tier=tier)
    total = totals["releases"] if tier is None else totals["of_tier"]
    window = {"limit": page_size, "offset": (page - 1) * page_size}
    if window["offset"] >= total:  # else the database would count its way there
        return _page([], total, page, page_size)
    if tier is None:
        return _page(await postgres.rows(queries.LEADERBOARD, **window), total, page, page_size)
    floor, ceiling = rounded_bounds(Tier(tier))
    return _page(await postgres.rows(queries.LEADERBOARD_OF_TIER, tier=tier, floor=floor, ceiling=ceiling, **window), total, page, page_size)


def rounded_bounds(tier: Tier) -> tuple[int, int]:
    """Smallest and largest rounded score in a tier: the tiers' own bounds, as rounding can lift a score to the next tier's floor."""
    above = [floor for floor in TIER_FLOORS.values() if floor > TIER_FLOORS[tier]]
    return TIER_FLOORS[tier], min(above, default=TOP_OF_SCALE)


async def hidden_gems(postgres: PostgresStore, *, min_rarity: float, page: int, page_size: int) -> RarityPage:
    """Rare releases among well-connected names."""
    min_rarity = round(min_rarity, 4)  # scores are single precision, in which a tiny bound cannot be said
    total = (await _totals(postgres, min_rarity=min_rarity))["gems"]
    offset = (page - 1) * page_size
    if offset >= total:  # else the search for them would go through the whole index
        return _page([], total, page, page_size)
    rows = await postgres.rows(queries.HIDDEN_GEMS, min_rarity=min_rarity, limit=page_size, offset=offset)
    return _page(rows, total, page, page_size)


async def of_entity(graph: Neo4jStore, postgres: PostgresStore, entity_type: str, entity_id: str, *, page: int, page_size: int) -> RarityPage:
    """The rarest releases of an artist or label.

    Raises:
        NotFound: `Artist not found`, `Label not found`.
    """
    window = {"limit": page_size, "offset": (page - 1) * page_size}
    exists, hub = await asyncio.gather(
        graph.rows(queries.EXISTS[entity_type], id=entity_id), postgres.rows(queries.HUB, entity_type=entity_type, entity_id=entity_id)
    )
    if not exists:
        raise NotFound(f"{entity_type.capitalize()} not found")
    if hub:
        rows = await postgres.rows(queries.TOP_OF_ENTITY, entity_type=entity_type, entity_id=entity_id, **window)
        total = hub[0]["total"]
        return _page(rows, total, page, page_size, truncated=not rows and window["offset"] < total)
    (found,) = await graph.rows(RELEASES[entity_type], id=entity_id, limit=LIVE_RELEASES + 1)
    ids = [int(key) for key in found["ids"][:LIVE_RELEASES] if key.isascii() and key.isdigit()]
    rows = await postgres.rows(queries.OF_RELEASES, ids=ids, **window)
    total = rows[0]["total"] if rows else (await postgres.rows(queries.OF_RELEASES, ids=ids, limit=1, offset=0) or [{"total": 0}])[0]["total"]
    return _page(rows, total, page, page_size, truncated=len(found["ids"]) > LIVE_RELEASES)


async def detail(graph: Neo4jStore, postgres: PostgresStore, release_id: int) -> RarityDetail:
    """One release with what is behind its score, and how its other pressings score.

    Raises:
        NotFound: `Release rarity not found`.
    """
    found = await postgres.rows(queries.DETAIL, release_id=release_id)
    if not found:
        raise NotFound("Release rarity not found")
    row = found[0]
    totals, versions = await asyncio.gather(
        _totals(postgres, score=row["rarity_score"]), graph.rows(queries.VERSIONS, id=str(release_id), limit=VERSIONS_READ)
    )
    ids = [int(key) for key in versions[0]["ids"] if key.isdigit()] if versions else []
    others = await postgres.rows(queries.OF_RELEASES, ids=ids, limit=MOST_VERSIONS, offset=0) if ids else []
    return RarityDetail(
        **_item(row).model_dump(),
        breakdown={
            name: Signal(score=row[name] or 0.0, weight=weight / 100, inputs={column: row[column] for column in INPUTS[name]})
            for name, weight in WEIGHTS._asdict().items()
        },
        percentile=round(100 * totals["below"] / totals["releases"], 1) if totals["releases"] else 0.0,
        versions=[Version.model_validate(_item(other).model_dump(include=set(Version.model_fields))) for other in others],
        version_count=others[0]["total"] if others else 0,
        computed_at=row["computed_at"],
    )


async def _totals(postgres: PostgresStore, *, tier: str | None = None, min_rarity: float | None = None, score: float | None = None) -> dict[str, Any]:
    return (await postgres.rows(queries.TOTALS, tier=tier, min_rarity=min_rarity, score=score))[0]


def _item(row: Mapping[str, Any]) -> RarityItem:
    return RarityItem.model_validate({name: row[name] for name in RarityItem.model_fields})


def _page(rows: list[dict[str, Any]], total: int, page: int, page_size: int, *, truncated: bool = False) -> RarityPage:
    return RarityPage(items=[_item(row) for row in rows], total=total, page=page, page_size=page_size, truncated=truncated)
