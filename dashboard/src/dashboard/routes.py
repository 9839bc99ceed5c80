"""The routes: HTTP in, the board's figures out."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response, status
from fastapi.responses import JSONResponse
from starlette.websockets import WebSocket

from dashboard.access import COOKIE, is_own_origin, is_token, may_look, session_of
from dashboard.board import Board
from dashboard.live import Hub
from dashboard.metrics import Metrics
from dashboard.models import (
    Credentials,
    DashboardHealth,
    DatabaseInfo,
    History,
    Problem,
    QueueInfo,
    QueuePrefixes,
    ServiceStatus,
    SystemMetrics,
    Threshold,
)
from dashboard.settings import DashboardSettings


FIRST_FIGURES_S: Final = 10.0
"""How long a request waits for the first figures."""
RING_MINUTES: Final = 360
MOST_POINTS: Final = 720
SESSION_S: Final = 30 * 86_400


class Deps:
    """What handlers ask for."""

    def __init__(self, settings: DashboardSettings, board: Board, hub: Hub, metrics: Metrics) -> None:
        self.settings = settings
        self.board = board
        self.hub = hub
        self.metrics = metrics

    @property
    def token(self) -> str | None:
        """What opens the figures."""
        secret = self.settings.dashboard_token
        return secret.get_secret_value() if secret else None

    def lets_in(self, connection: Request | WebSocket) -> bool:
        """Whether the caller may look."""
        return may_look(self.token, connection.headers.get("authorization", ""), connection.cookies.get(COOKIE, ""))


def deps(request: Request) -> Deps:
    """Of the application that got the request."""
    return cast("Deps", request.app.state.deps)


Here = Annotated[Deps, Depends(deps)]


def looking(request: Request, here: Here) -> None:
    """Lets in who may look."""
    if not here.lets_in(request):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "This dashboard needs its token", {"WWW-Authenticate": "Bearer"})


def counted(request: Request, response: Response, here: Here) -> None:
    """Counts the request. What it gets is of the moment, so nobody keeps it."""
    response.headers["cache-control"] = "no-store"
    here.metrics.asked(request.scope["route"].path, request.method)


NOT_ALLOWED: Final[dict[int | str, dict[str, Any]]] = {401: {"model": Problem, "description": "A token is set, and the request has none."}}
NO_FIGURES: Final[dict[int | str, dict[str, Any]]] = {503: {"model": Problem, "description": "Nothing has been gathered yet."}}

open_router = APIRouter()
router = APIRouter(dependencies=[Depends(looking)], responses=NOT_ALLOWED)
figures_router = APIRouter(prefix="/api", dependencies=[Depends(looking), Depends(counted)], responses=NOT_ALLOWED | NO_FIGURES)


async def figures(here: Here) -> SystemMetrics:
    """The newest figures; the first ones are waited for."""
    try:
        return await here.board.figures(FIRST_FIGURES_S)
    except TimeoutError:
        raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "No figures have been gathered yet") from None


Figures = Annotated[SystemMetrics, Depends(figures)]


@open_router.get("/health", response_model=DashboardHealth, responses={503: {"model": DashboardHealth}})
async def health(here: Here) -> Response:
    """Health of the dashboard itself: whether it still gathers figures. What they say is in `/api/metrics`."""
    problem = here.board.problem()
    now = datetime.now(UTC)
    told = DashboardHealth(
        status="unhealthy" if problem else "healthy",
        service="dashboard",
        timestamp=now,
        uptime="running",
        collector=here.board.health(),
        error=problem,
    )
    body = told.model_dump(mode="json") | {"timestamp": now.isoformat()}  # as other services write it
    return JSONResponse(body, 503 if problem else 200, {"cache-control": "no-store"})


@open_router.post("/api/session", status_code=204, responses=NOT_ALLOWED)
async def sign_in(request: Request, credentials: Credentials, here: Here) -> Response:
    """Give a browser a cookie for the token, which also opens the socket. Without a token there is nothing to open."""
    token = here.token
    if token is not None and not is_token(credentials.token, token):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "That is not the token", {"WWW-Authenticate": "Bearer"})
    answer = Response(status_code=204)
    if token is not None:
        is_secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, session_of(token), max_age=SESSION_S, httponly=True, samesite="strict", secure=is_secure)
    return answer


@open_router.delete("/api/session", status_code=204)
async def sign_out() -> Response:
    """Take the cookie away."""
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


@figures_router.get("/metrics")
async def metrics(shown: Figures) -> SystemMetrics:
    """Everything, as the newest cycle found it."""
    return shown


@figures_router.get("/services")
async def services(shown: Figures) -> dict[str, list[ServiceStatus]]:
    """Services by pipeline."""
    return {name: pipeline.services for name, pipeline in shown.pipelines.items()}


@figures_router.get("/queues")
async def queues(shown: Figures) -> dict[str, list[QueueInfo]]:
    """Queues by pipeline; one without queues is left out."""
    return {name: pipeline.queues for name, pipeline in shown.pipelines.items() if pipeline.queues}


@figures_router.get("/databases")
async def databases(shown: Figures) -> list[DatabaseInfo]:
    """PostgreSQL and Neo4j."""
    return shown.databases


@figures_router.get("/queue-prefixes")
async def queue_prefixes(here: Here) -> QueuePrefixes:
    """What queue names begin with."""
    return QueuePrefixes(discogs=here.settings.discogs_exchange_prefix, musicbrainz=here.settings.musicbrainz_exchange_prefix)


@figures_router.get("/history")
async def history(
    here: Here,
    minutes: Annotated[int, Query(ge=1, le=RING_MINUTES, description="How far back.")] = 30,
    points: Annotated[int, Query(ge=2, le=MOST_POINTS, description="Points at most.")] = 120,
) -> History:
    """Queues, services and stores over the last hours."""
    if here.board.history is None:
        raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "No figures have been gathered yet")
    return await here.board.history.history(minutes, points)


@figures_router.get("/thresholds")
async def thresholds(here: Here) -> list[Threshold]:
    """The rules of the alerts."""
    return here.board.thresholds


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
async def prometheus(here: Here) -> Response:
    """All figures for Prometheus."""
    return Response(here.metrics.text(), media_type=here.metrics.content_type)


@open_router.websocket("/ws")
async def live(socket: WebSocket) -> None:
    """`MetricsUpdate` at once, then with every cycle."""
    here = cast("Deps", socket.app.state.deps)
    if not is_own_origin(socket.headers.get("origin"), socket.headers.get("host", ""), here.settings.allowed_origins):
        await socket.send_denial_response(JSONResponse({"detail": "Pages of other origins may not look"}, 403))
    elif not here.lets_in(socket):
        await socket.send_denial_response(JSONResponse({"detail": "This dashboard needs its token"}, 401))
    else:
        await here.hub.serve(socket)
