"""Every route with each store away: the documented status, in time, then recovery by itself."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
import time
from typing import Any, Final

import httpx
import pytest

from tests.support.api import Api, running_api
from tests.support.collections import own
from tests.support.openapi import CATALOGUE, Operation, operations
from tests.support.platform import NOTHING_LISTENS, serving
from tests.support.servers import GraphTarget, PostgresTarget, TestStack
from tests.support.users import seed_account
from tests.support.waiting import eventually


IN_TIME_S: Final = 30.0
AT_ONCE: Final = 64
"""Requests that wait for a store that is away wait together."""
WITHOUT_STORES: Final = {"/health", "/api/nlq/status", "/api/nlq/query", "/api/nlq/suggestions", "/api/user/status"}
"""Routes that answer whatever is away; `status` says "not owned" then, as documented. Questions are off in these tests."""
SENDS_CALLS: Final = {"/api/internal/insights/community-enrichment"}
"""Asks Discogs, and has tests of its own."""


async def _ask(client: httpx.AsyncClient, operation: Operation) -> httpx.Response:
    return await client.request(operation.method, operation.path, params=operation.query, json=operation.json, headers=operation.headers)


async def _statuses(client: httpx.AsyncClient, document: dict[str, Any]) -> dict[str, int]:
    wanted = [operation for operation in operations(document) if operation.template not in SENDS_CALLS]
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(operation: Operation) -> int:
        async with gate:
            began = time.monotonic()
            answer = await _ask(client, operation)
            assert time.monotonic() - began < IN_TIME_S, str(operation)
            if answer.status_code >= 400:
                assert {"error", "detail", "code", "request_id"} <= set(answer.json()), str(operation)
            assert answer.headers["x-content-type-options"] == "nosniff"
            return answer.status_code

    return dict(zip(map(str, wanted), await asyncio.gather(*map(one, wanted)), strict=True))


async def test_without_any_store_every_route_says_that_it_is_not_ready() -> None:
    async with serving(rate_limit_enabled=False) as served:
        statuses = await _statuses(served.client, served.app.openapi())

    odd = {where: status for where, status in statuses.items() if status not in _expected_without_stores(where.split()[1])}
    assert odd == {}


def _expected_without_stores(template: str) -> Collection[int]:
    if template in WITHOUT_STORES:
        return {200, 422, 503}
    if template.startswith(("/api/user/", "/api/collection/", "/api/recommend/explore")):
        return {401}  # the request has no token
    if template == "/api/snapshot":
        return {401}
    return {503}


@asynccontextmanager
async def _loaded(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget, **settings: Any) -> AsyncIterator[Api]:
    """An API with some settings changed, over a catalogue that was loaded with everything there, and a signed-in user."""
    async with running_api(stack, postgres, graph) as whole:
        await whole.load(CATALOGUE)
        account = await seed_account(postgres)
        await own(graph, account.id, [(str(number), {"date_added": "2020-01-01T00:00:00"}) for number in range(1, 11)])
    async with running_api(stack, postgres, graph, headers=account.headers, **settings) as api:
        yield api


async def test_every_sample_request_is_a_good_one_and_redis_is_not_needed(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with _loaded(stack, postgres, graph, redis_port=NOTHING_LISTENS) as api:
        statuses = await _statuses(api.client, api.app.openapi())

    needs_more = {where: status for where, status in statuses.items() if status != 200}
    assert {where for where, status in needs_more.items() if status >= 500} <= {
        where for where in statuses if "/nlq/" in where or "/insights/" in where or "/snapshot" in where
    }
    assert len(needs_more) < len(statuses) / 4, needs_more


@pytest.mark.parametrize(
    ("settings", "fails"),
    [
        ({"neo4j_host": f"bolt://127.0.0.1:{NOTHING_LISTENS}"}, {200, 201, 401, 404, 422, 503}),
        ({"postgres_port": NOTHING_LISTENS}, {200, 201, 404, 422, 503}),
    ],
    ids=["graph", "tables"],
)
async def test_with_one_store_away_no_route_fails_in_another_way(
    stack: TestStack, postgres: PostgresTarget, graph: GraphTarget, settings: dict[str, Any], fails: set[int]
) -> None:
    async with _loaded(stack, postgres, graph, **settings) as api:
        statuses = await _statuses(api.client, api.app.openapi())

    assert {where: status for where, status in statuses.items() if status not in fails} == {}
    assert 503 in statuses.values()


@pytest.mark.fault
@pytest.mark.parametrize("store", ["graph", "postgres", "redis"])
async def test_routes_recover_by_themselves_when_a_store_comes_back(
    stack: TestStack, postgres: PostgresTarget, graph: GraphTarget, store: str
) -> None:
    stack.require_control()
    server = graph.server.name if store == "graph" else store
    paths = ("/api/user/collection/stats", "/api/user/taste/heatmap", "/api/collection/formats")
    async with _loaded(stack, postgres, graph) as api:

        async def statuses() -> list[int]:
            return [answer.status_code for answer in await asyncio.gather(*map(api.get, paths))]

        assert await statuses() == [200, 200, 200]
        await stack.stop(server)
        try:
            away = await statuses()
            assert away == {"graph": [503, 503, 200], "postgres": [503, 503, 503], "redis": [200, 200, 200]}[store]
        finally:
            await stack.start(server)

        async def is_back() -> bool:
            return await statuses() == [200, 200, 200]

        await eventually(is_back, 120, what=f"answers after {store} has come back")
