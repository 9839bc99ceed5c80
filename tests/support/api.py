"""The API under test: the real application in this process, on the test's own database, graph and Redis keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
import uuid

from fastapi import FastAPI
import httpx

from api.app import create_app
from api.catalogue.refresh import refresh
from api.settings import ApiSettings
from api.state import State
from tests.support.catalogue import Records, load_discogs, load_musicbrainz
from tests.support.servers import GraphTarget, PostgresTarget, TestStack


JWT_SECRET: Final = "a test's own key, of no use elsewhere, long enough"
INTERNAL_SECRET: Final = "a test's own internal secret"


@dataclass(slots=True)
class Api:
    """A started API and a client of it."""

    app: FastAPI
    client: httpx.AsyncClient
    postgres: PostgresTarget
    graph: GraphTarget

    @property
    def state(self) -> State:
        """What the application holds."""
        state: State = self.app.state.platform
        return state

    async def get(self, path: str, /, **parameters: Any) -> httpx.Response:
        """GET with query parameters; a parameter `None` is left out."""
        return await self.client.get(path, params={key: value for key, value in parameters.items() if value is not None})

    async def ok(self, path: str, /, **parameters: Any) -> Any:
        """JSON of a GET that must succeed."""
        answer = await self.get(path, **parameters)
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
        return answer.json()

    async def load(self, records: Records) -> None:
        """Import Discogs records into both stores, and derive what the API derives then; see `tests.support.catalogue`."""
        await load_discogs(self.postgres, self.graph, records)
        await refresh(self.state.postgres, self.state.graph)

    async def load_musicbrainz(self, records: Records) -> None:
        """Import MusicBrainz records over them."""
        await load_musicbrainz(self.postgres, self.graph, records)


def api_settings(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget, **settings: Any) -> ApiSettings:
    """Settings of an API on these targets; no limits, an own key prefix in Redis, all secrets set."""
    env = {name.lower(): value for name, value in {**postgres.env, **graph.env}.items()}
    own: dict[str, Any] = {
        "redis_host": stack.redis["host"],
        "redis_port": stack.redis["port"],
        "redis_password": stack.redis.get("password"),
        "redis_key_prefix": f"test:{uuid.uuid4().hex[:12]}:",
        "postgres_pool_min_size": 1,
        "jwt_secret_key": JWT_SECRET,
        "insights_internal_secret": INTERNAL_SECRET,
        "rate_limit_enabled": False,
        "catalogue_poll_interval": 3600,
    }
    return ApiSettings.load(**{**env, **own, **settings})


@asynccontextmanager
async def running_api(
    stack: TestStack, postgres: PostgresTarget, graph: GraphTarget, *, headers: dict[str, str] | None = None, **settings: Any
) -> AsyncIterator[Api]:
    """A started API; keyword arguments are settings by field name."""
    app = create_app(api_settings(stack, postgres, graph, **settings))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=headers, timeout=60) as client:
            yield Api(app, client, postgres, graph)
