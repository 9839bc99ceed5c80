"""Assembly of the service: what it opens, which paths it answers, what every answer carries."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.web.headers import ProtectiveHeaders
from common.web.site import Site, SiteNames
from dashboard.board import Board
from dashboard.live import SEND_TIMEOUT_S, Hub
from dashboard.metrics import Metrics
from dashboard.models import MetricsUpdate
from dashboard.routes import Deps, figures_router, open_router, router
from dashboard.settings import DashboardSettings


type Gathering = Callable[[DashboardSettings, Board], AbstractAsyncContextManager[None]]
"""Puts figures on the board while its context lasts."""

NAMES: Final = SiteNames("Discogsography Dashboard", "Open the dashboard")

log = get_logger(__name__)


def create_app(settings: DashboardSettings, gathering: Gathering, *, send_timeout_s: float = SEND_TIMEOUT_S) -> FastAPI:
    """The application; nothing is opened before it starts.

    Args:
        gathering: Where figures come from.
        send_timeout_s: How long a page may take to accept a frame.
    """
    board = Board()
    hub = Hub(send_timeout_s=send_timeout_s)
    board.tell(hub.show)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with gathering(settings, board):
            log.info(Mark.START, "The dashboard is ready")
            yield
            log.info(Mark.STOP, "The dashboard ends")

    app = FastAPI(
        title="Discogsography Dashboard",
        version="0.1.0",
        description="What the platform is doing: services, queues, imports, stores, alerts.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
    )
    site = Site.read(settings.static_dir, NAMES)
    app.state.deps = Deps(settings, board, hub, Metrics(lambda: len(hub), lambda: board.latest))
    for each in (open_router, figures_router, router):
        app.include_router(each)
    # What operators do has its place below /admin, and is added here before the files: they answer whatever nobody else does.
    app.add_route("/", site.index, methods=["GET", "HEAD"])
    app.add_route("/{path:path}", site.file, methods=["GET", "HEAD"])
    app.add_middleware(CORSMiddleware, allow_origins=settings.allowed_origins, allow_methods=["GET"], allow_headers=["Authorization"], max_age=600)
    app.add_middleware(ProtectiveHeaders)
    return app


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the frames of `/ws`, which OpenAPI has no routes for. It is published in docs/reference only."""
    told = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    frames = MetricsUpdate.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    frames.pop("$defs", None)
    told["components"]["schemas"]["MetricsUpdate"] = frames
    return told


def _operation_id(route: APIRoute) -> str:
    return route.name
