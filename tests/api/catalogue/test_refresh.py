"""The run of all derivations: one at a time, stopped at any time."""

import asyncio

import pytest

from api.catalogue import refresh as module
from api.catalogue.refresh import Step, refresh
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore
from tests.support.api import Api
from tests.support.waiting import eventually


async def test_two_refreshes_take_turns(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOCK_POLL_S", 0.01)
    running = most = ended = 0

    async def step(_postgres: PostgresStore, _graph: Neo4jStore) -> int:
        nonlocal running, most, ended
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        ended += 1
        return 1

    monkeypatch.setattr(module, "STEPS", (Step("counted", step),))
    await asyncio.gather(*(refresh(api.state.postgres, api.state.graph) for _ in range(3)))

    assert (most, ended) == (1, 3)


async def test_a_refresh_that_is_cancelled_leaves_the_lock(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOCK_POLL_S", 0.01)
    started = asyncio.Event()

    async def for_ever(_postgres: PostgresStore, _graph: Neo4jStore) -> int:
        started.set()
        await asyncio.Event().wait()
        return 0

    monkeypatch.setattr(module, "STEPS", (Step("endless", for_ever),))
    endless = asyncio.create_task(refresh(api.state.postgres, api.state.graph))
    await started.wait()
    monkeypatch.setattr(module, "STEPS", ())
    waiting = asyncio.create_task(refresh(api.state.postgres, api.state.graph))
    endless.cancel()

    await eventually(waiting.done, what="the second refresh")
    await waiting
    with pytest.raises(asyncio.CancelledError):
        await endless


async def test_what_a_step_raises_is_raised_and_the_next_run_goes_on(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_postgres: PostgresStore, _graph: Neo4jStore) -> int:
        raise ConnectionError("gone")

    monkeypatch.setattr(module, "STEPS", (Step("broken", broken),))
    with pytest.raises(ConnectionError):
        await refresh(api.state.postgres, api.state.graph)

    monkeypatch.setattr(module, "STEPS", ())
    await refresh(api.state.postgres, api.state.graph)
