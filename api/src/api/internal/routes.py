"""Routes of the computations: for the insights service alone, which has the secret. They look at the whole catalogue, and take their time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Depends, Query
from starlette.responses import Response, StreamingResponse

from api.dependencies import Configured, Graph, Platform, Postgres, internal_caller
from api.errors import NotFound, TimedOut, TooLarge, Unauthenticated, Unavailable, Unprocessable
from api.internal import enrichment, service
from api.internal.anniversaries import parse_milestones
from api.internal.models import AnniversaryRows, CentralityRows, CompletenessRows, Enrichment, LongevityRows, RarityRows, TrendRows
from api.limits import ApiRouter, limited
from api.models import Text
from api.rarity import walk
from common.domain.insights import DEFAULT_MILESTONES, NEXT_HEADER, TOTAL_HEADER


REFUSALS: Final = Unavailable.openapi() | Unauthenticated.openapi() | NotFound.openapi() | TimedOut.openapi()
MILESTONES: Final = ",".join(str(years) for years in DEFAULT_MILESTONES)
LINES: Final = "application/x-ndjson"

router = ApiRouter(prefix="/api/internal/insights", tags=["internal"], dependencies=[Depends(internal_caller)], responses=REFUSALS)

Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/artist-centrality")
@limited(None)
async def artist_centrality(graph: Graph, limit: Limit = 100) -> CentralityRows:
    """Artists by the number of their relationships. Costs a look at every artist."""
    return await service.artist_centrality(graph, limit)


@router.get("/genre-trends")
@limited(None)
async def genre_trends(graph: Graph) -> TrendRows:
    """Dated releases by genre and decade. Costs a look at every release's genres."""
    return await service.genre_trends(graph)


@router.get("/label-longevity")
@limited(None)
async def label_longevity(graph: Graph, limit: Limit = 50) -> LongevityRows:
    """Labels by the span of their dated releases. Costs a look at every label's releases."""
    return await service.label_longevity(graph, limit)


@router.get("/anniversaries", responses=Unprocessable.openapi())
@limited(None)
async def anniversaries(
    graph: Graph,
    postgres: Postgres,
    year: Annotated[int, Query(ge=1, le=9999)],
    month: Annotated[int, Query(ge=1, le=12, description="Whose anniversaries come first; no filter.")],
    milestones: Annotated[Text, Query(max_length=200, description="Years since, comma-separated.")] = MILESTONES,
    per_year: Annotated[int, Query(ge=1, le=1000, description="Masters of a year at most.")] = 200,
) -> AnniversaryRows:
    """Masters that are a milestone old in `year`. Costs an index range a milestone, and key look-ups of a thousand masters each."""
    try:
        years = tuple(parse_milestones(milestones))
    except ValueError as error:
        raise Unprocessable("milestones must be comma-separated integers") from error
    return await service.anniversaries(graph, postgres, year=year, month=month, milestones=years, per_year=per_year)


@router.get("/data-completeness")
@limited(None)
async def data_completeness(postgres: Postgres) -> CompletenessRows:
    """Which fields records have, by kind. Costs a look at every record."""
    return await service.data_completeness(postgres)


@router.get("/rarity-scores", response_model=RarityRows, responses=TooLarge.openapi() | {200: {"content": {LINES: {"schema": {"type": "string"}}}}})
@limited(None)
async def rarity_scores(
    state: Platform,
    after_id: Annotated[Text | None, Query(max_length=100, description="Id that the page begins after; the first page leaves it out.")] = None,
    page_size: Annotated[int | None, Query(ge=1, le=50_000, description="Releases of the page.")] = None,
) -> Response:
    """Every release's rarity. With `after_id` or `page_size`: one page, a JSON object a line, in the order of the ids as texts; the header
    `X-Next-After-Id` says where the next one begins. Without: all in one answer, up to 100,000 releases. Costs the relationships of a page's
    releases; a walk's first page also looks at every release."""
    async with _retryable_errors():
        if after_id is None and page_size is None:
            pages = await service.whole_walk(state.graph, state.postgres)
            return StreamingResponse(service.document(pages), media_type="application/json")
        keeper = state.extras.setdefault("rarity_basis", walk.BasisKeeper())
        assert isinstance(keeper, walk.BasisKeeper)
        basis = await keeper.get(state.graph, begins_walk=not after_id)
        page = await walk.read_page(state.graph, state.postgres, basis, after_id=after_id or "", page_size=page_size or service.WALK_PAGE)
    headers = {TOTAL_HEADER: str(page.total)}
    if page.next_after_id is not None:
        headers[NEXT_HEADER] = quote(page.next_after_id)
    return StreamingResponse(service.lines(page), media_type=LINES, headers=headers)


@asynccontextmanager
async def _retryable_errors() -> AsyncIterator[None]:
    try:
        yield
    except Exception as error:
        if refusal := service.retryable(error):
            raise refusal from error
        raise


@router.post("/community-enrichment")
@limited(None)
async def enrich_community(state: Platform, postgres: Postgres, graph: Graph, settings: Configured) -> Enrichment:
    """Ask Discogs how many own and look for releases of this platform's users. Costs a call a release, about one a second, 1,500 at most."""
    return await enrichment.enrich(postgres, graph, state.http, settings)


@router.get("/community-enrichment", deprecated=True)
@limited(None)
async def enrich_community_by_get(state: Platform, postgres: Postgres, graph: Graph, settings: Configured) -> Enrichment:
    """As the POST, at the same cost, for older callers: a GET should change nothing."""
    return await enrichment.enrich(postgres, graph, state.http, settings)
