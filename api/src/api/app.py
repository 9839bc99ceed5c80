"""Assembly of the API: what it opens, what every request passes, which domains it serves."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
import httpx

from api.background import Background
from api.cache import Cache
from api.catalogue.generation import Generation
from api.catalogue.watcher import Watcher, watching
from api.error_handlers import install_error_handlers
from api.limits import Limiter
from api.middleware.paths import EncodedSlashes
from api.redis_guard import RedisGuard
from api.routing import ROUTERS
from api.settings import ApiSettings
from api.state import State
from common.stores.neo4j import open_neo4j
from common.stores.postgres import open_postgres
from common.stores.redis import open_redis


def create_app(settings: ApiSettings) -> FastAPI:
    """The application; nothing is opened before it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            state = await open_state(settings, stack)
            app.state.platform = state
            await stack.enter_async_context(watching(Watcher(state.postgres, state.graph, state.generation, settings.catalogue_poll_interval)))
            yield

    app = FastAPI(title="Discogsography API", version="0.1.0", lifespan=lifespan)
    install_error_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(EncodedSlashes)
    return app


async def open_state(settings: ApiSettings, stack: AsyncExitStack) -> State:
    """Everything the API holds, closed with `stack`. Does not fail while a store is away."""
    redis = await stack.enter_async_context(open_redis(settings))
    generation = Generation()
    return State(
        settings=settings,
        postgres=await stack.enter_async_context(open_postgres(settings, application_name="api")),
        graph=await stack.enter_async_context(open_neo4j(settings)),
        redis=redis,
        redis_guard=RedisGuard(redis),
        cache=Cache(redis, generation, prefix=settings.redis_key_prefix, enabled=settings.cache_enabled),
        limiter=Limiter(
            settings.redis_url,
            prefix=settings.redis_key_prefix,
            default=settings.rate_limit_default,
            trusted_proxies=frozenset(part.strip() for part in settings.trusted_proxies.split(",") if part.strip()),
            enabled=settings.rate_limit_enabled,
        ),
        generation=generation,
        http=await stack.enter_async_context(httpx.AsyncClient(timeout=30)),
        background=await stack.enter_async_context(Background()),
    )
