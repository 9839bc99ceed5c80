"""The process as an operator starts it. No store is there: it starts all the same."""

from collections.abc import Mapping

import httpx

from api.metrics import FAMILIES, REQUESTS
from tests.support.api import JWT_SECRET
from tests.support.platform import NOTHING_LISTENS
from tests.support.scraping import scrape
from tests.support.services import free_port, running


def _environment(**changes: str) -> Mapping[str, str]:
    stores = {"POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": str(NOTHING_LISTENS), "POSTGRES_USERNAME": "nobody", "POSTGRES_PASSWORD": "none"}
    graph = {"POSTGRES_DATABASE": "none", "NEO4J_HOST": f"bolt://127.0.0.1:{NOTHING_LISTENS}", "NEO4J_USERNAME": "nobody", "NEO4J_PASSWORD": "none"}
    own = {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(NOTHING_LISTENS), "API_HOST": "127.0.0.1", "HEALTH_HOST": "127.0.0.1"}
    return {**stores, **graph, **own, "JWT_SECRET_KEY": JWT_SECRET, "API_PORT": str(free_port()), **changes}


async def test_it_serves_api_health_and_metrics_and_ends_on_a_signal() -> None:
    environment = _environment(RATE_LIMIT_ENABLED="false")
    async with running("api", env=environment) as service, httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{environment['API_PORT']}/health", headers={"X-Request-ID": "some-id"})
        assert (answer.status_code, answer.headers["x-request-id"]) == (200, "some-id")
        assert "server" not in answer.headers
        refused = await client.get(f"http://127.0.0.1:{environment['API_PORT']}/api/user/wantlist", headers={b"Authorization": b"Bearer a.b.\xe9"})
        assert refused.status_code == 401
        told = await scrape(service.port)
        told.tells_exactly(FAMILIES)
        assert told.value(f"{REQUESTS.name}_count", route="/health") == 1

        assert await service.stop() == 0
        assert "Rate limits are off" in service.text()
        assert JWT_SECRET not in service.text()


async def test_a_missing_setting_is_named_and_ends_it() -> None:
    async with running("api", env={**_environment(), "POSTGRES_HOST": "", "NEO4J_PASSWORD": ""}, healthy=False) as service:
        assert await service.wait(60) == 1
        assert "POSTGRES_HOST" in service.text() and "NEO4J_PASSWORD" in service.text()
