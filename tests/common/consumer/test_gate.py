"""One outage, one row of waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from common.consumer import gate as gate_module
from common.consumer.gate import StoreGate
from common.consumer.spec import Failure
from tests.support.waiting import eventually


class Server:
    """A store that is up or down."""

    def __init__(self) -> None:
        self.is_up = True
        self.error: Exception = ConnectionError("refused")
        self.changes = 0

    async def probe(self) -> None:
        if not self.is_up:
            raise self.error

    def classify(self, error: BaseException) -> Failure:
        return Failure.TRANSIENT if isinstance(error, (ConnectionError, TimeoutError)) else Failure.BUG

    def changed(self) -> None:
        self.changes += 1


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    made: list[float] = []

    async def sleep(delay: float) -> None:
        made.append(delay)
        await real_sleep(0)

    real_sleep = asyncio.sleep

    class Sleepless:
        """`asyncio` as the gate sees it, with a clock that does not pass."""

        def __getattr__(self, name: str) -> object:
            return sleep if name == "sleep" else getattr(asyncio, name)

    monkeypatch.setattr(gate_module, "asyncio", Sleepless())
    return made


@asynccontextmanager
async def opened(server: Server) -> AsyncIterator[StoreGate]:
    gate = StoreGate("Neo4j", server.probe, server.classify, server.changed)
    task = asyncio.ensure_future(gate.run())
    try:
        yield gate
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_waits_grow_to_thirty_seconds(waits: list[float]) -> None:
    server = Server()
    server.is_up = False
    async with opened(server) as gate:
        await eventually(lambda: len(waits) >= 8, interval_s=0.001)
        assert not gate.is_open and gate.away_since is not None and gate.error == "ConnectionError: refused"
        server.is_up = True
        await asyncio.wait_for(gate.opened(), 5)
    assert waits[:8] == [1, 2, 4, 8, 16, 30, 30, 30]
    assert gate.away_since is None and server.changes == 1


async def test_many_failures_of_one_outage_make_one_row_of_waits(waits: list[float]) -> None:
    server = Server()
    async with opened(server) as gate:
        await gate.opened()
        server.is_up = False
        answers = await asyncio.gather(*(gate.answers(ConnectionError("lost")) for _ in range(20)))
        assert answers == [False] * 20
        await eventually(lambda: len(waits) >= 3, interval_s=0.001)
        server.is_up = True
        await asyncio.wait_for(gate.opened(), 5)
    assert waits[:3] == [1, 2, 4]
    assert server.changes == 3, "opened, closed, opened"


async def test_a_store_that_answers_keeps_the_gate_open() -> None:
    server = Server()
    async with opened(server) as gate:
        await gate.opened()
        assert await gate.answers(RuntimeError("deadlock")) and gate.is_open


async def test_what_no_waiting_heals_ends_the_gate() -> None:
    server = Server()
    server.is_up, server.error = False, PermissionError("wrong password")
    gate = StoreGate("Neo4j", server.probe, lambda _error: Failure.BUG, server.changed)
    with pytest.raises(PermissionError):
        await asyncio.wait_for(gate.run(), 5)
