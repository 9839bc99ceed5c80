"""Assembly of the service: what it opens, which paths it answers, what every answer carries."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.runtime.settings import addresses
from common.web.site import Site
from explore.health import Health
from explore.metrics import Metrics
from explore.middleware import AnswerContext
from explore.pages import NAMES, shared
from explore.proxy import TIMEOUT_S, Proxy, api_client
from explore.settings import ExploreSettings


METHODS: Final = ["GET", "HEAD"]

log = get_logger(__name__)


def create_app(settings: ExploreSettings, *, timeout_s: float = TIMEOUT_S) -> Starlette:
    """The application; nothing is opened before it starts. Its `state` holds `health` and `metrics` for the health port.

    Args:
        timeout_s: How long the API may take.
    """
    metrics = Metrics()
    health = Health(metrics)
    site = Site.read(settings.static_dir, NAMES)  # without a page the service still serves the API
    health.page_error = site.error
    proxy = Proxy(metrics, trusted=addresses(settings.trusted_proxies), max_body_bytes=settings.max_body_bytes, timeout_s=timeout_s)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            proxy.client = await stack.enter_async_context(api_client(settings.api_base_url))
            await stack.enter_async_context(health.watching(proxy.client))
            log.info(Mark.START, "Explore is ready", api=settings.api_base_url)
            yield
            log.info(Mark.STOP, "Explore ends")

    def tell_health(_request: Request) -> Response:
        return JSONResponse(health.payload(), headers={"cache-control": "no-store"})

    let_in = Middleware(CORSMiddleware, allow_origins=settings.allowed_origins, allow_methods=["*"], allow_headers=["*"], max_age=600)
    app = Starlette(
        routes=[
            Route("/", site.index, methods=METHODS, name="page"),
            Route("/health", tell_health, methods=METHODS, name="other"),
            Route("/api/{path:path}", proxy, name="api", middleware=[let_in]),
            Route("/snapshot/{token}", shared, methods=METHODS, name="page"),
            Route("/{path:path}", site.file, methods=METHODS, name="file"),
        ],
        middleware=[Middleware(AnswerContext, metrics=metrics)],
        lifespan=lifespan,
    )
    app.state.health, app.state.metrics = health, metrics
    return app
