"""Assembly of the API: what it opens, what every request passes, which domains it serves."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

from fastapi import FastAPI
import httpx
from starlette.middleware.cors import CORSMiddleware

from api.background import Background
from api.cache import Cache
from api.catalogue.generation import Generation
from api.catalogue.watcher import Watcher, watching
from api.error_handlers import install_error_handlers
from api.health import Health, Probe
from api.limits import Limiter
from api.metrics import Metrics
from api.middleware.body_limit import BodyLimit
from api.middleware.client import ClientAddress
from api.middleware.context import RequestContext
from api.middleware.disconnect import CancelOnDisconnect
from api.middleware.errors import UnhandledErrors
from api.middleware.methods import HeadAsGet
from api.middleware.paths import EncodedSlashes
from api.nlq.assembly import asking_of
from api.openapi import install_openapi
from api.redis_guard import RedisGuard
from api.routing import all_routes
from api.security.service import is_genuine
from api.settings import ApiSettings
from api.state import State
from common.runtime.settings import addresses
from common.stores.neo4j import open_neo4j
from common.stores.postgres import open_postgres
from common.stores.redis import open_redis


BORROW_TIMEOUT_S: Final = 5.0
"""A request waits no longer for a connection: it is told that the service is not ready."""


def create_app(settings: ApiSettings) -> FastAPI:
    """The application; nothing is opened before it starts. Its `state` holds `health` and `metrics` for the health port."""
    metrics = Metrics()
    health = Health(metrics)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            state = await open_state(settings, metrics, stack)
            app.state.platform = state
            asking_of(state)  # a language model that cannot be used is found at the start
            await stack.enter_async_context(watching(Watcher(state.postgres, state.graph, state.generation, settings.catalogue_poll_interval)))
            probes: dict[str, Probe] = {
                "postgres": state.postgres.probe,
                "neo4j": state.graph.probe,
                "redis": lambda: state.redis.exists("probe"),
            }
            await stack.enter_async_context(health.watching(probes, state.generation))
            yield

    app = FastAPI(
        title="Discogsography API",
        version="0.1.0",
        description="The music graph of Discogs and MusicBrainz: search, exploration, analysis.",
        lifespan=lifespan,
    )
    app.state.health, app.state.metrics = health, metrics
    install_openapi(app)
    install_error_handlers(app)
    app.router.routes.extend(all_routes())
    install_middleware(app, settings, metrics)
    return app


def install_middleware(app: FastAPI, settings: ApiSettings, metrics: Metrics) -> None:
    """What every request passes. The one added last is outermost, so this reads from the handler outwards."""
    app.add_middleware(CancelOnDisconnect)
    app.add_middleware(UnhandledErrors)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(EncodedSlashes)
    app.add_middleware(HeadAsGet)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST", "PUT", "DELETE", "OPTIONS"],
        allow_headers=["Authorization", "Content-Type"],
        allow_credentials=False,
        max_age=600,
    )
    app.add_middleware(ClientAddress, trusted=addresses(settings.forwarded_allow_ips), pages=addresses(settings.trusted_proxies))
    app.add_middleware(RequestContext, metrics=metrics)


async def open_state(settings: ApiSettings, metrics: Metrics, stack: AsyncExitStack) -> State:
    """Everything the API holds, closed with `stack`. Does not fail while a store is away."""
    redis = await stack.enter_async_context(open_redis(settings))
    guard = RedisGuard(redis)
    postgres = await stack.enter_async_context(open_postgres(settings, application_name="api", borrow_timeout_s=BORROW_TIMEOUT_S))
    generation = Generation()
    return State(
        settings=settings,
        postgres=postgres,
        graph=await stack.enter_async_context(open_neo4j(settings)),
        redis=redis,
        redis_guard=guard,
        cache=Cache(guard, generation, prefix=settings.redis_key_prefix, enabled=settings.cache_enabled, answered=metrics.cache_answered),
        limiter=Limiter(settings, redis, guard, partial(is_genuine, settings, postgres), metrics.limit_counted),
        generation=generation,
        http=await stack.enter_async_context(httpx.AsyncClient(timeout=30)),
        background=await stack.enter_async_context(Background()),
    )
