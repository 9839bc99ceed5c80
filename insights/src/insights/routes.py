"""Routes of the service. All answer from small tables; none computes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import StringConstraints

from common.domain.insights import DataCompleteness, GenreTrends, InsightsStatus, LabelLongevity, ReleaseRarity, ThisMonth, TopArtists
from insights import service
from insights.computer import utc_now
from insights.state import State


router = APIRouter(prefix="/api/insights", tags=["insights"])

Genre = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern="^[^\\x00-\\x1f\\x7f]*$")]


def _state(request: Request) -> State:
    state: State = request.app.state.insights
    return state


Running = Annotated[State, Depends(_state)]


@router.get("/top-artists")
async def top_artists(state: Running, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> TopArtists:
    """The best connected artists."""
    return await state.cache.get_or_read(TopArtists, f"top-artists:{limit}", lambda: service.top_artists(state.postgres, limit))


@router.get("/genre-trends")
async def genre_trends(state: Running, genre: Annotated[Genre, Query(description="Exact name.")]) -> GenreTrends:
    """A genre's releases by decade; empty for an unknown one."""
    return await state.cache.get_or_read(
        GenreTrends, f"genre-trends:{genre}", lambda: service.genre_trends(state.postgres, genre), is_empty=lambda answer: not answer.trends
    )


@router.get("/label-longevity")
async def label_longevity(state: Running, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> LabelLongevity:
    """The labels that released over the longest time."""
    return await state.cache.get_or_read(LabelLongevity, f"label-longevity:{limit}", lambda: service.label_longevity(state.postgres, limit))


@router.get("/this-month")
async def this_month(state: Running, limit: Annotated[int, Query(ge=1, le=1000)] = 500) -> ThisMonth:
    """Masters that are a round number of years old this month, the oldest first."""
    now = utc_now()
    return await state.cache.get_or_read(
        ThisMonth,
        f"this-month:{now.year}-{now.month}:{limit}",
        lambda: service.this_month(state.postgres, now, limit),
        is_empty=lambda answer: not answer.items,
    )


@router.get("/data-completeness")
async def data_completeness(state: Running) -> DataCompleteness:
    """How much of each kind of record is filled in, by field."""
    return await state.cache.get_or_read(DataCompleteness, "data-completeness", lambda: service.data_completeness(state.postgres))


@router.get("/release-rarity")
async def release_rarity(state: Running, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> ReleaseRarity:
    """The rarest releases with the signals behind their scores."""
    return await state.cache.get_or_read(ReleaseRarity, f"release-rarity:{limit}", lambda: service.release_rarity(state.postgres, limit))


@router.get("/status")
async def status(state: Running) -> InsightsStatus:
    """How all figures stand: when they were computed, how it ended, what is being computed now."""
    return await service.status(state.postgres)
