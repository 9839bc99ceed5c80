"""What must never happen to tableinator: a record lost, or a good one dead-lettered, because of a kill, an outage or a bad neighbour."""

import asyncio
from collections.abc import AsyncIterator
import contextlib
from contextlib import AsyncExitStack
import random
import string
from typing import Any, Final

import orjson
import pytest

from common.domain.data_types import DISCOGS_TYPES
from common.messaging.publisher import BulkPublisher
from common.messaging.topology import declare_consumer_queues
from tests.support.servers import Broker, PostgresTarget, TestStack
from tests.support.services import Service, free_port, running
from tests.support.waiting import eventually, steadily


PREFIX: Final = "discogsography-discogs"
RELEASES: Final = f"{PREFIX}-releases"
QUEUE: Final = f"{PREFIX}-tableinator-releases"
WAIT_S: Final = 90.0


@pytest.fixture
async def prefilled(broker: Broker) -> AsyncIterator[Broker]:
    await declare_consumer_queues(broker.url, PREFIX, "tableinator", DISCOGS_TYPES)
    yield broker


async def publish(broker: Broker, bodies: list[bytes]) -> None:
    async with BulkPublisher.open(broker.url, connection_name="test") as publisher:
        await (await publisher.publish(RELEASES, bodies, run=None, first_sequence=0))


def release(number: int, **fields: Any) -> bytes:
    record = {"type": "data", "id": str(number), "sha256": f"{number:064x}", "title": f"release {number}", "released": "1999-01-01"}
    return orjson.dumps(record | {"notes": "x" * 500} | fields)


def environment(broker: Broker, postgres: PostgresTarget, **variables: str) -> dict[str, str]:
    return {**broker.env, **postgres.env, "POSTGRES_BATCH_FLUSH_INTERVAL": "0.2", "CONSUMER_CANCEL_DELAY": "0", **variables}


async def stored(postgres: PostgresTarget) -> int:
    return int(await postgres.value("SELECT count(*) FROM releases"))


async def until_stored(postgres: PostgresTarget, number: int) -> None:
    async def reached() -> bool:
        return await stored(postgres) >= number

    await eventually(reached, WAIT_S, what=f"{number} releases stored")


async def test_a_killed_process_loses_nothing_and_rejects_nothing(prefilled: Broker, postgres: PostgresTarget) -> None:
    total = 40_000
    await publish(prefilled, [release(n) for n in range(1, total + 1)])
    for survived in (1_000, 10_000):
        async with running("tableinator", env=environment(prefilled, postgres, POSTGRES_BATCH_SIZE="200")) as victim:
            await until_stored(postgres, survived)
            await victim.kill()
        assert await stored(postgres) < total, "the kill came too late to prove anything"
    async with running("tableinator", env=environment(prefilled, postgres)):
        await until_stored(postgres, total)
        await eventually(lambda: _is_empty(prefilled), WAIT_S)
    assert await stored(postgres) == total
    assert await prefilled.queue_depth(f"{QUEUE}.dlq") == 0


async def _is_empty(broker: Broker) -> bool:
    return await broker.queue_depth(QUEUE) == 0


async def test_two_processes_share_a_queue_and_one_may_die(prefilled: Broker, postgres: PostgresTarget) -> None:
    total = 20_000
    started = "2026-03-05T10:00:00.000000Z"
    headers = {"version": "20260301", "started_at": started}
    # Each record twice: both processes meet the same ids, and the run counts each of them once.
    twice: list[bytes | dict[str, Any]] = [release(n) for n in range(1, 501)]
    await prefilled.publish_many(RELEASES, twice * 2, headers)
    await publish(prefilled, [release(n) for n in range(501, total + 1)])
    async with AsyncExitStack() as processes:
        pair: list[Service] = [
            await processes.enter_async_context(running("tableinator", env=environment(prefilled, postgres, POSTGRES_BATCH_SIZE="100")))
            for _ in range(2)
        ]
        await until_stored(postgres, 2_000)
        await pair[0].kill()
        await until_stored(postgres, total)
        await eventually(lambda: _is_empty(prefilled), WAIT_S)
        assert pair[1].is_running
    assert await stored(postgres) == total
    assert await postgres.value("SELECT sum(seen) FROM import_progress WHERE data_type = 'releases'") == 500
    assert await prefilled.queue_depth(f"{QUEUE}.dlq") == 0


def poison(number: int) -> bytes:
    """One of five kinds of bad record, by turns."""
    too_long = "".join(random.Random(number).choices(string.ascii_letters + string.digits, k=4_000))
    record_id = 1_000_000 + number
    kinds = (
        orjson.dumps({"type": "data", "id": record_id, "title": "the id is a number"}),
        orjson.dumps({"type": "data", "title": f"no id {number}"}),
        release(record_id, title="nul").replace(b"nul", b"nu\\u0000l"),
        orjson.dumps({"type": "data", "id": {"value": str(record_id)}, "title": "a map where the id belongs"}),
        release(record_id, title=too_long),
    )
    return kinds[number % len(kinds)]


async def test_of_two_hundred_bad_records_among_ten_thousand_only_those_are_dead_lettered(prefilled: Broker, postgres: PostgresTarget) -> None:
    good, bad = [release(n) for n in range(1, 9_801)], [poison(n) for n in range(200)]
    mixed = [*good, *bad]
    random.Random(7).shuffle(mixed)
    await publish(prefilled, mixed)
    async with running("tableinator", env=environment(prefilled, postgres)) as tableinator:
        await until_stored(postgres, len(good))

        async def all_rejected() -> bool:
            return await prefilled.queue_depth(f"{QUEUE}.dlq") == len(bad)

        await eventually(all_rejected, WAIT_S)
        assert tableinator.is_running
    assert await stored(postgres) == len(good)
    assert sorted(body for body, _ in await prefilled.get_all(f"{QUEUE}.dlq")) == sorted(bad)
    assert await postgres.value("SELECT count(*) FROM import_rejects WHERE consumer = 'tableinator'") == 160 + 40


class Wire:
    """A TCP relay before PostgreSQL that a test can cut: what a process sees of a server or a network that went away."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = free_port()

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self.port)

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        self._writers |= {writer, far_writer}
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65_536):
                writer.write(chunk)
                await writer.drain()
        writer.close()
        self._writers.discard(writer)


async def test_a_cut_wire_to_the_database_only_delays(stack: TestStack, prefilled: Broker, postgres: PostgresTarget) -> None:
    total = 40_000
    await publish(prefilled, [release(n) for n in range(1, total + 1)])
    wire = Wire(stack.postgres["host"], stack.postgres["port"])
    await wire.mend()
    variables = {"POSTGRES_PORT": str(wire.port), "POSTGRES_BATCH_SIZE": "100"}
    async with running("tableinator", env=environment(prefilled, postgres, **variables)) as tableinator:
        for survived in (1_000, 10_000):
            await until_stored(postgres, survived)
            await wire.cut()
            during = await stored(postgres)
            await steadily(lambda: tableinator.is_running, 4.0)
            assert await stored(postgres) - during <= 200, "at most what was being committed when the wire was cut"
            await wire.mend()
        await until_stored(postgres, total)
        await eventually(lambda: _is_empty(prefilled), WAIT_S)
    await wire.cut()
    assert await stored(postgres) == total
    assert await prefilled.queue_depth(f"{QUEUE}.dlq") == 0


@pytest.mark.fault
@pytest.mark.parametrize("away_s", [8, pytest.param(60, marks=pytest.mark.long)])
async def test_tables_20_an_outage_of_the_database_only_delays(stack: TestStack, prefilled: Broker, postgres: PostgresTarget, away_s: float) -> None:
    stack.require_control()
    total = 30_000
    async with running("tableinator", env=environment(prefilled, postgres, POSTGRES_BATCH_SIZE="100")) as tableinator:
        publishing = asyncio.create_task(publish(prefilled, [release(n) for n in range(1, total + 1)]))
        await until_stored(postgres, 1_000)
        await stack.stop("postgres")
        try:
            await publishing
            await steadily(lambda: tableinator.is_running, away_s)
        finally:
            await stack.start("postgres")
        await until_stored(postgres, total)
        assert tableinator.is_running
    assert await prefilled.queue_depth(f"{QUEUE}.dlq") == 0
