"""Servers that stop, restart or refuse in the middle of an import: it takes longer, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
import time

import pytest

from common.domain.data_types import Source
from common.messaging.topology import CONSUMERS_OF
from tests.faults.conftest import Expected
from tests.faults.test_killed import when, written
from tests.support.pipeline import Pipeline
from tests.support.servers import TestStack
from tests.support.waiting import steadily
from utilities.stack.layout import TEST_MEMORY


pytestmark = [pytest.mark.fault, pytest.mark.timeout(400)]

ALARM_S = 6.0


@pytest.fixture(autouse=True)
def controlled(stack: TestStack) -> None:
    stack.require_control()


async def settle(pipe: Pipeline, expected: Expected, since: float) -> float:
    """Wait for the end of the import; seconds since `since`."""
    run = pipe.latest(Source.DISCOGS)
    await pipe.until_done(run, 120)
    took = time.monotonic() - since
    await expected.assert_stored(pipe)
    for consumer in CONSUMERS_OF[Source.DISCOGS]:
        assert all(each.is_running for each in pipe.running[consumer])
    return took


async def test_the_broker_restarts_while_all_publish_and_consume(pipe: Pipeline, stack: TestStack, discogs_only: Expected) -> None:
    await pipe.start(*CONSUMERS_OF[Source.DISCOGS])
    # So few may be unconfirmed at a time that publishing is not over before the consumers have begun.
    extractor = await pipe.begin(Source.DISCOGS, discogs_only.catalogue.discogs, QUEUE_SIZE="1", BATCH_SIZE="1")
    await asyncio.gather(*(when(partial(written, pipe, consumer), 50) for consumer in CONSUMERS_OF[Source.DISCOGS]))
    assert extractor.is_running, "the extractor was done before the broker went"
    began = time.monotonic()
    await stack.restart("rabbitmq")
    back = time.monotonic()
    assert await extractor.wait(120) == 0, extractor.tail()
    took = await settle(pipe, discogs_only, back)
    print(f"RabbitMQ away for {back - began:.1f} s; import done {took:.1f} s after it came back")


@pytest.mark.parametrize("away_s", [10, pytest.param(60, marks=pytest.mark.long)])
async def test_both_stores_stop_under_load(pipe: Pipeline, stack: TestStack, discogs_only: Expected, away_s: int) -> None:
    await pipe.start(*CONSUMERS_OF[Source.DISCOGS])
    extractor = await pipe.begin(Source.DISCOGS, discogs_only.catalogue.discogs)
    await asyncio.gather(*(when(partial(written, pipe, consumer), 50) for consumer in CONSUMERS_OF[Source.DISCOGS]))
    await asyncio.gather(stack.stop(pipe.graph.server.name), stack.stop("postgres"))
    try:
        await steadily(lambda: all(each.is_running for group in pipe.running.values() for each in group), away_s, interval_s=0.5)
        assert await extractor.wait(60) == 0, extractor.tail()
    finally:
        await asyncio.gather(stack.start(pipe.graph.server.name), stack.start("postgres"))
    took = await settle(pipe, discogs_only, time.monotonic())
    print(f"stores away for {away_s} s; import done {took:.1f} s after they came back")


@pytest.mark.long
@pytest.mark.parametrize("server", ["rabbitmq", "neo4j", "postgres"])
async def test_a_server_crashes(pipe: Pipeline, stack: TestStack, discogs_only: Expected, server: str) -> None:
    await pipe.start(*CONSUMERS_OF[Source.DISCOGS])
    extractor = await pipe.begin(Source.DISCOGS, discogs_only.catalogue.discogs, QUEUE_SIZE="1", BATCH_SIZE="1")
    await asyncio.gather(*(when(partial(written, pipe, consumer), 50) for consumer in CONSUMERS_OF[Source.DISCOGS]))
    name = pipe.graph.server.name if server == "neo4j" else server
    await stack.kill(name)
    await stack.start(name)
    back = time.monotonic()
    assert await extractor.wait(120) == 0, extractor.tail()
    took = await settle(pipe, discogs_only, back)
    print(f"{server} killed; import done {took:.1f} s after it was back")


@asynccontextmanager
async def memory_alarm(stack: TestStack) -> AsyncIterator[None]:
    """The broker takes no message while the block runs."""
    await limit_memory(stack, "1MiB")
    try:
        yield
    finally:
        await limit_memory(stack, f"{TEST_MEMORY.rabbitmq_limit}MiB")


async def limit_memory(stack: TestStack, limit: str) -> None:
    assert stack.control is not None
    command = (str(stack.control / "bin" / "rabbitmqctl"), "set_vm_memory_high_watermark", "absolute", limit)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0


async def test_a_broker_that_refuses_publishes_is_waited_for(pipe: Pipeline, stack: TestStack, discogs_only: Expected) -> None:
    await pipe.start(*CONSUMERS_OF[Source.DISCOGS])
    async with memory_alarm(stack):
        extractor = await pipe.begin(Source.DISCOGS, discogs_only.catalogue.discogs)

        await steadily(lambda: extractor.is_running, ALARM_S)
        assert await written(pipe, "tableinator") < len(discogs_only.messages["releases"])
    assert "RabbitMQ takes no messages for now" in extractor.text()
    lifted = time.monotonic()
    assert await extractor.wait(60) == 0, extractor.tail()
    took = await settle(pipe, discogs_only, lifted)
    print(f"import done {took:.1f} s after the alarm was lifted")
