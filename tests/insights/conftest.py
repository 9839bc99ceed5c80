"""The insights service under test: in this process, on the test's own database and Redis keys, asking the real API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
import uuid

import httpx
import pytest

from common.domain.insights import DEFAULT_MILESTONES
from common.runtime.backoff import Backoff
from common.stores.postgres import open_postgres
from common.stores.redis import open_redis
from insights.app import create_app
from insights.cache import AnswerCache
from insights.client import ApiClient
from insights.computer import Computer
from insights.metrics import Metrics
from insights.settings import InsightsSettings
from tests.support.api import INTERNAL_SECRET, Api, running_api
from tests.support.servers import GraphTarget, PostgresTarget, TestStack


AT_ONCE = Backoff(initial=0.0)


def insights_settings(stack: TestStack, postgres: PostgresTarget, **settings: Any) -> InsightsSettings:
    """Settings of a service on this database, which never begins to compute by itself; keyword arguments are fields."""
    env = {name.lower(): value for name, value in postgres.env.items()}
    own: dict[str, Any] = {
        "redis_host": stack.redis["host"],
        "redis_port": stack.redis["port"],
        "redis_password": stack.redis.get("password"),
        "redis_key_prefix": f"test:{uuid.uuid4().hex[:12]}:",
        "insights_internal_secret": INTERNAL_SECRET,
        "insights_start_delay": 3600,
        "api_base_url": "http://127.0.0.1:1",
    }
    return InsightsSettings.load(**{**env, **own, **settings})


@asynccontextmanager
async def serving(settings: InsightsSettings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the started service."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://insights", timeout=30) as client:
            yield client


@dataclass(slots=True)
class Insights:
    """A service that computes when told, and the API it asks."""

    api: Api
    settings: InsightsSettings
    computer: Computer
    service: httpx.AsyncClient

    async def ok(self, path: str, **parameters: Any) -> Any:
        """JSON of a GET of the service that must succeed."""
        answer = await self.service.get(f"/api/insights/{path}", params=parameters)
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
        return answer.json()

    async def status(self) -> dict[str, dict[str, Any]]:
        """Status by type."""
        return {row["insight_type"]: row for row in (await self.ok("status"))["statuses"]}

    async def begin_generation(self) -> None:
        """As the end of an import does."""
        await self.api.postgres.rows("UPDATE catalogue.generation SET current = current + 1")


@asynccontextmanager
async def computing(settings: InsightsSettings, transport: httpx.AsyncBaseTransport, **fields: Any) -> AsyncIterator[Computer]:
    """A computer of its own, as another process of the service would have."""
    async with (
        open_postgres(settings, application_name="insights") as store,
        open_redis(settings) as redis,
        httpx.AsyncClient(transport=transport, base_url="http://api", timeout=60) as http,
    ):
        yield Computer(
            postgres=store,
            api=ApiClient(http, INTERNAL_SECRET, AT_ONCE),
            cache=AnswerCache(redis, settings.redis_key_prefix),
            metrics=Metrics(),
            interval=timedelta(hours=24),
            milestones=DEFAULT_MILESTONES,
            **fields,
        )


@pytest.fixture
async def insights(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> AsyncIterator[Insights]:
    """The service and an API on an empty catalogue."""
    settings = insights_settings(stack, postgres)
    async with (
        running_api(stack, postgres, graph) as api,
        computing(settings, httpx.ASGITransport(app=api.app, raise_app_exceptions=False)) as computer,
        serving(settings) as service,
    ):
        await api.state.postgres.probe()
        yield Insights(api, settings, computer, service)
