"""Assembly of the service: what it opens, what it serves, when it computes."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
import httpx
import psycopg

from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.postgres import open_postgres
from common.stores.postgres_errors import classify_postgres
from common.stores.redis import open_redis
from insights.cache import AnswerCache
from insights.client import ApiClient
from insights.computer import Computer
from insights.metrics import Metrics
from insights.routes import router
from insights.schedule import Schedule
from insights.settings import InsightsSettings
from insights.state import State, health


BORROW_TIMEOUT_S: Final = 5.0
"""How long a request waits for a connection before it is told that PostgreSQL is away."""

log = get_logger(__name__)


def create_app(settings: InsightsSettings, metrics: Metrics | None = None) -> FastAPI:
    """The application; nothing is opened before it starts."""
    metrics = metrics or Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            app.state.insights = await open_state(settings, metrics, stack)
            yield
            app.state.insights = None

    app = FastAPI(title="Discogsography insights", version="0.1.0", lifespan=lifespan)
    app.state.insights = None
    app.include_router(router)
    app.add_api_route("/health", lambda: health(app.state.insights), include_in_schema=False)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(psycopg.Error, _store_failed)
    app.add_exception_handler(TimeoutError, _timed_out)
    return app


async def open_state(settings: InsightsSettings, metrics: Metrics, stack: AsyncExitStack) -> State:
    """Everything the service holds, closed with `stack`. Does not fail while a store or the API is away."""
    if settings.insights_internal_secret is None:
        log.warning(Mark.AUTH, "INSIGHTS_INTERNAL_SECRET is not set: the API will refuse to compute")
    postgres = await stack.enter_async_context(open_postgres(settings, application_name="insights", borrow_timeout_s=BORROW_TIMEOUT_S))
    redis = await stack.enter_async_context(open_redis(settings))
    # Straight to the API: it refuses its internal routes to whoever comes through a proxy, one of the environment included.
    http = await stack.enter_async_context(httpx.AsyncClient(base_url=settings.api_base_url, trust_env=False))
    cache = AnswerCache(redis, settings.redis_key_prefix)
    computer = Computer(
        postgres=postgres,
        api=ApiClient.of(http, settings),
        cache=cache,
        metrics=metrics,
        interval=timedelta(hours=settings.insights_schedule_hours),
        milestones=settings.milestones,
    )
    schedule = Schedule(postgres, computer.look, settings.insights_poll_interval, settings.insights_start_delay)
    await stack.enter_async_context(schedule.running())
    return State(postgres, cache, computer, schedule)


def _answer(status: int, text: str, code: str, detail: Any = None) -> Response:
    return JSONResponse({"error": text, "detail": text if detail is None else detail, "code": code}, status)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    detail = [{key: problem[key] for key in ("type", "loc", "msg") if key in problem} for problem in error.errors()]
    return _answer(422, "; ".join(f"{problem['loc'][-1]}: {problem['msg']}" for problem in detail), "invalid", detail)


async def _store_failed(request: Request, error: Exception) -> Response:
    if isinstance(error, psycopg.errors.QueryCanceled):
        return await _timed_out(request, error)
    assert isinstance(error, psycopg.Error)
    if classify_postgres(error) == "transient":
        return _answer(503, "Service not ready", "unavailable")
    log.error(Mark.FAILED, "Unhandled error in a request", path=request.url.path, error=error)
    return _answer(500, "Internal Server Error", "internal")


async def _timed_out(_request: Request, _error: Exception) -> Response:
    return _answer(504, "Query timed out — try again later", "timed_out")
