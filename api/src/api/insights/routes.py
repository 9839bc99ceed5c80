"""Routes: figures over the whole catalogue, as the insights service answers them.

Parameters are declared for the API document; the query goes on as it came, and what it makes of the service's answer comes back as it is.
Each costs one request to the service, which answers from small tables.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request
from starlette.responses import Response

from api.dependencies import Configured, Platform
from api.errors import Unavailable
from api.insights.service import forward
from api.limits import ApiRouter
from api.models import Name
from common.domain.insights import DataCompleteness, GenreTrends, InsightsStatus, LabelLongevity, ReleaseRarity, ThisMonth, TopArtists


REFUSALS: Final[dict[int | str, dict[str, Any]]] = Unavailable.openapi()

router = ApiRouter(prefix="/api/insights", tags=["insights"])


def _service(request: Request, state: Platform, settings: Configured) -> Callable[[str], Awaitable[Response]]:
    return lambda name: forward(state.http, settings.insights_url, name, request.scope["query_string"])


Service = Annotated[Callable[[str], Awaitable[Response]], Depends(_service)]
"""Asks the insights service with the request's own query."""


@router.get("/top-artists", response_model=TopArtists, responses=REFUSALS)
async def top_artists(ask: Service, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> Response:  # noqa: ARG001
    """The artists with the most relationships. Costs one request to insights, which reads `limit` rows."""
    return await ask("top-artists")


@router.get("/genre-trends", response_model=GenreTrends, responses=REFUSALS)
async def genre_trends(
    ask: Service,
    genre: Annotated[Name, Query(description="Exact name.")],  # noqa: ARG001
) -> Response:
    """A genre's releases by decade; empty for an unknown one. Costs one request to insights, which reads a row a decade."""
    return await ask("genre-trends")


@router.get("/label-longevity", response_model=LabelLongevity, responses=REFUSALS)
async def label_longevity(ask: Service, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Response:  # noqa: ARG001
    """The labels that released over the longest time. Costs one request to insights, which reads `limit` rows."""
    return await ask("label-longevity")


@router.get("/this-month", response_model=ThisMonth, responses=REFUSALS)
async def this_month(ask: Service, limit: Annotated[int, Query(ge=1, le=1000)] = 500) -> Response:  # noqa: ARG001
    """Masters that are a round number of years old this month, with the day and the month where they are known; the oldest first.

    Costs one request to insights, which reads the month's rows.
    """
    return await ask("this-month")


@router.get("/data-completeness", response_model=DataCompleteness, responses=REFUSALS)
async def data_completeness(ask: Service) -> Response:
    """How much of each kind of record is filled in, and each field's percentage. Costs one request to insights, which reads four rows."""
    return await ask("data-completeness")


@router.get("/release-rarity", response_model=ReleaseRarity, responses=REFUSALS)
async def release_rarity(ask: Service, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> Response:  # noqa: ARG001
    """The rarest releases with the signals behind their scores. Costs one request to insights, which reads `limit` rows of an index."""
    return await ask("release-rarity")


@router.get("/status", response_model=InsightsStatus, responses=REFUSALS)
async def status(ask: Service) -> Response:
    """How all figures stand: when they were computed, how it ended, what is being computed now.

    Costs one request to insights, which reads the newest log row of each of seven computations.
    """
    return await ask("status")
