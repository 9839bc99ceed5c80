"""Routes: What a collection says about its owner."""

from typing import Annotated, Any, Final

from fastapi import Query
from starlette.responses import Response

from api.dependencies import CurrentUser, Graph, Postgres
from api.errors import Unprocessable
from api.limits import ApiRouter
from api.taste import service
from api.taste.models import BlindSpots, Fingerprint, Heatmap


SVG: Final = "image/svg+xml"
TOO_SMALL: Final = Unprocessable.openapi()

router = ApiRouter(prefix="/api/user/taste", tags=["taste"])


class SvgResponse(Response):
    """A picture that nobody keeps: the next synchronisation changes it."""

    media_type = SVG

    def __init__(self, content: Any = None, status_code: int = 200) -> None:
        super().__init__(content, status_code, {"Cache-Control": "no-store"})


@router.get("/heatmap", responses=TOO_SMALL)
async def heatmap(user: CurrentUser, graph: Graph) -> Heatmap:
    """Genres by decades. Costs a walk over the user's copies; wants ten of them."""
    return await service.heatmap(graph, user.id)


@router.get("/fingerprint", responses=TOO_SMALL)
async def fingerprint(user: CurrentUser, graph: Graph, postgres: Postgres) -> Fingerprint:
    """All measures of taste. Costs walks over the user's copies, over other owners of the same releases, and over releases of 20 artists."""
    return await service.fingerprint(graph, postgres, user.id)


@router.get("/blindspots", responses=TOO_SMALL)
async def blindspots(user: CurrentUser, graph: Graph, postgres: Postgres, limit: Annotated[int, Query(ge=1, le=20)] = 5) -> BlindSpots:
    """Genres that the user's artists work in and the user owns nothing of. Costs a walk over the releases of the 20 most collected artists."""
    return await service.blind_spots(graph, postgres, user.id, limit)


@router.get(
    "/card",
    response_class=SvgResponse,
    responses=TOO_SMALL | {200: {"content": {SVG: {"schema": {"type": "string"}}}, "description": "A picture, 1200 by 630."}},
)
async def card(user: CurrentUser, graph: Graph) -> SvgResponse:
    """A picture of the user's taste to share. Costs as the fingerprint does, without the artists."""
    return SvgResponse(await service.card(graph, user.id))
