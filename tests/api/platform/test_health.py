"""Health, readiness and metrics."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest

from api.health import AWAY_S, Health
from api.limits import ApiRouter
from api.metrics import Metrics
from api.models import EntityKey, Model
from common.runtime.health import HealthServer
from tests.support.api import Api
from tests.support.platform import Served, serving
from tests.support.waiting import eventually


class Word(Model):
    word: str


router = ApiRouter(prefix="/api/test", tags=["test"])


@router.get("/word/{word:path}")
async def word(word: EntityKey) -> Word:
    return Word(word=word)


@asynccontextmanager
async def _health_port(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(HealthServer(0, served.app.state.health.payload, served.app.state.metrics.text, "127.0.0.1"))
        yield await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}"))


async def test_the_main_port_says_that_the_process_answers() -> None:
    async with serving() as served:
        answer = await served.client.get("/health")

    assert answer.status_code == 200
    assert set(answer.json()) == {"status", "service", "timestamp"}
    assert (answer.json()["status"], answer.json()["service"]) == ("healthy", "api")
    assert answer.json()["timestamp"].endswith("+00:00")
    assert "x-ratelimit-limit" not in answer.headers


async def test_the_health_port_says_starting_then_which_stores_are_away() -> None:
    async with serving() as served, _health_port(served) as health:

        async def body() -> object:
            return all(store["error"] for store in (await health.get("/health")).json()["stores"].values())

        await eventually(body)
        answer = await health.get("/health")
        assert answer.status_code == 200  # not for long enough yet
        told = answer.json()
        assert (told["service"], told["ready"]) == ("api", False)
        assert {name: store["status"] for name, store in told["stores"].items()} == {"postgres": "down", "neo4j": "down", "redis": "down"}
        assert told["catalogue"]["generation"] == 0
        assert (await health.get("/other")).status_code == 404
    assert served.app.state.health.payload()["status"] == "starting"


async def test_an_application_that_is_not_open_yet_is_starting() -> None:
    health = Health(Metrics())

    assert health.payload() | {"timestamp": ""} == {
        "status": "starting",
        "service": "api",
        "timestamp": "",
        "ready": False,
        "stores": {},
        "catalogue": None,
    }


@pytest.mark.parametrize(("store", "status"), [("postgres", "unhealthy"), ("neo4j", "unhealthy"), ("redis", "healthy")])
async def test_a_store_that_is_away_for_long_makes_unhealthy_unless_it_is_not_needed(store: str, status: str) -> None:
    async with serving() as served:
        health: Health = served.app.state.health
        for name, known in health._stores.items():
            known.is_up = name != store
        health._stores[store].since -= AWAY_S + 1

        assert health.payload()["status"] == status
        assert health.payload()["ready"] == (store == "redis")


async def test_all_stores_are_up_where_they_are(api: Api) -> None:
    health: Health = api.app.state.health

    await eventually(lambda: all(store["status"] == "up" for store in health.payload()["stores"].values()))

    assert health.payload()["ready"] is True
    assert all(store["latency_ms"] > 0 and store["error"] is None for store in health.payload()["stores"].values())


async def test_metrics_count_by_template() -> None:
    async with serving(router) as served, _health_port(served) as health:
        await served.client.get("/api/test/word/a")
        await served.client.get("/api/test/word/b%2Fc")
        await served.client.head("/api/test/word/d")
        await served.client.get("/api/test/word/")
        await served.client.get("/nowhere")
        await served.client.post("/api/test/word/a")
        text = (await health.get("/metrics")).text

    assert 'discogsography_api_request_seconds_count{method="GET",route="/api/test/word/{word:path}",status="200"} 2.0' in text
    assert 'discogsography_api_request_seconds_count{method="HEAD",route="/api/test/word/{word:path}",status="200"} 1.0' in text
    assert 'discogsography_api_request_seconds_count{method="POST",route="/api/test/word/{word:path}",status="405"} 1.0' in text
    assert 'discogsography_api_request_seconds_count{method="GET",route="<unmatched>",status="404"} 1.0' in text
    assert "discogsography_api_requests_in_progress 0.0" in text
    assert 'discogsography_api_store_up{store="redis"} 0.0' in text


async def test_metrics_are_not_on_the_main_port() -> None:
    async with serving() as served:
        assert (await served.client.get("/metrics")).status_code == 404
