"""The page's visitors have the limits of pages, each for themselves: the service and the real API together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import uvicorn

from api.app import create_app
from tests.explore.serving import explore
from tests.support.api import api_settings
from tests.support.servers import GraphTarget, PostgresTarget, TestStack
from tests.support.services import free_port
from tests.support.waiting import eventually


ASKING = {"q": "abc", "type": "artist"}


@asynccontextmanager
async def limiting_api(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> AsyncIterator[str]:
    """Address of an API with its limits on, which trusts the pages' proxy on this machine."""
    port = free_port()
    app = create_app(api_settings(stack, postgres, graph, rate_limit_enabled=True))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False, proxy_headers=False))
    task = asyncio.create_task(server.serve())
    try:
        await eventually(lambda: server.started, what="the API started")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


async def test_pages_have_the_higher_limit_and_each_visitor_counts_alone(
    stack: TestStack, postgres: PostgresTarget, graph: GraphTarget, static: Path
) -> None:
    async with limiting_api(stack, postgres, graph) as url, explore(url, static, trusted_proxies="127.0.0.1") as pages:

        async def remaining(visitor: str) -> tuple[int, int]:
            got = await pages.get("/api/autocomplete", params=ASKING, headers={"X-Forwarded-For": visitor})
            assert got.status_code == 200, got.text
            return int(got.headers["x-ratelimit-limit"]), int(got.headers["x-ratelimit-remaining"])

        async with httpx.AsyncClient(base_url=url, trust_env=False) as direct:
            program = await direct.get("/api/autocomplete", params=ASKING)

        assert [await remaining("192.0.2.1"), await remaining("192.0.2.1"), await remaining("192.0.2.2")] == [(300, 299), (300, 298), (300, 299)]
        assert program.headers["x-ratelimit-limit"] == "30"
