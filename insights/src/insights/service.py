"""Answers from the tables of computed figures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from common.domain.insights import (
    Anniversary,
    Completeness,
    ComputationStatus,
    DataCompleteness,
    Decade,
    GenreTrends,
    InsightsStatus,
    InsightType,
    LabelLongevity,
    LongLivedLabel,
    ReleaseRarity,
    ScoredRelease,
    ThisMonth,
    TopArtist,
    TopArtists,
)
from common.stores.postgres import PostgresStore
from insights import queries


async def top_artists(postgres: PostgresStore, limit: int) -> TopArtists:
    """The best connected artists."""
    items = [TopArtist.model_validate(row) for row in await postgres.rows(queries.TOP_ARTISTS, limit=limit)]
    return TopArtists(items=items, count=len(items))


async def genre_trends(postgres: PostgresStore, genre: str) -> GenreTrends:
    """A genre by decade."""
    trends = [Decade.model_validate(row) for row in await postgres.rows(queries.GENRE_TRENDS, genre=genre)]
    peak = max(trends, key=lambda each: (each.release_count, -each.decade), default=None)
    return GenreTrends(genre=genre, trends=trends, peak_decade=peak.decade if peak else None)


async def label_longevity(postgres: PostgresStore, limit: int) -> LabelLongevity:
    """The labels that released over the longest time."""
    items = [LongLivedLabel.model_validate(row) for row in await postgres.rows(queries.LABEL_LONGEVITY, limit=limit)]
    return LabelLongevity(items=items, count=len(items))


async def this_month(postgres: PostgresStore, now: datetime, limit: int) -> ThisMonth:
    """Anniversaries of the month of `now`."""
    rows = await postgres.rows(queries.THIS_MONTH, year=now.year, month=now.month, limit=limit)
    items = [Anniversary.model_validate({**row, "precision": precision(row["released"])}) for row in rows]
    return ThisMonth(month=now.month, year=now.year, items=items, count=len(items))


def precision(released: str) -> Literal["year", "month", "day"]:
    """How far a partial date is known."""
    return "day" if len(released) == len("1994-03-07") else "month" if len(released) == len("1994-03") else "year"


async def data_completeness(postgres: PostgresStore) -> DataCompleteness:
    """How much of the catalogue is filled in."""
    items = [Completeness.model_validate(row) for row in await postgres.rows(queries.DATA_COMPLETENESS)]
    return DataCompleteness(items=items, count=len(items))


async def release_rarity(postgres: PostgresStore, limit: int) -> ReleaseRarity:
    """The rarest releases."""
    items = [ScoredRelease.model_validate(row) for row in await postgres.rows(queries.RELEASE_RARITY, limit=limit)]
    return ReleaseRarity(items=items, count=len(items))


async def status(postgres: PostgresStore) -> InsightsStatus:
    """How all figures stand; never from a cache."""
    rows = {row["insight_type"]: row for row in await postgres.rows(queries.STATUS)}
    (state,) = await postgres.rows(queries.GENERATION)
    return InsightsStatus(statuses=[_status(each, rows[each.value]) for each in InsightType], generation=state["current"])


def _status(insight_type: InsightType, row: Mapping[str, Any]) -> ComputationStatus:
    is_running = bool(row["is_running"])
    expected = row["rows_expected"] or 0
    return ComputationStatus(
        insight_type=insight_type,
        last_computed=row["last_computed"],
        status=row["status"] or "never_run",
        duration_ms=row["duration_ms"],
        last_attempt=row["last_attempt"],
        rows=row["rows"],
        error=row["error"],
        is_stale=bool(row["is_stale"]),
        is_running=is_running,
        progress=round(min(1.0, (row["rows_done"] or 0) / expected), 3) if is_running and expected else None,
        generation=row["generation"],
    )
