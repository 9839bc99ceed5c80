"""SIGTERM at each stage of every process: it ends within its deadline with exit code 0, and loses nothing.

Stages of the Discogs extractor are in its own suite.
"""

import asyncio
from functools import partial
from pathlib import Path
import time
from typing import Final

import pytest

from common.domain.data_types import DISCOGS_TYPES, Source
from common.messaging.topology import exchange_name
from tests.faults.conftest import Expected
from tests.faults.test_killed import CONSUMERS, when, written
from tests.support.pipeline import PREFIX, Pipeline
from tests.support.services import Service, free_port
from tests.support.waiting import eventually


pytestmark = pytest.mark.timeout(240)

DEADLINE_S: Final = 10.0
"""The default of `shutdown_deadline` is 8 s, container engines wait 10."""
STARTED_AT: Final = "2026-01-02T03:04:05.000000Z"


async def stopped(process: Service) -> float:
    """Seconds that an orderly stop took."""
    began = time.monotonic()
    assert await process.stop(DEADLINE_S) == 0, process.tail()
    return time.monotonic() - began


async def test_while_it_starts_waits_and_idles(pipe: Pipeline) -> None:
    """All four at once: without a broker, without a store, and with nothing to do."""
    away = str(free_port())
    stages = {
        "without a broker": {"RABBITMQ_PORT": away},
        "without a store": {"POSTGRES_PORT": away, "NEO4J_HOST": f"bolt://127.0.0.1:{away}"},
        "before it connects": {"STARTUP_DELAY": "60"},
    }
    for stage, variables in stages.items():
        processes = await asyncio.gather(*(pipe.launch(consumer, **variables) for consumer in CONSUMERS))
        for process in processes:
            await eventually(process.health, what=f"health of {process.name}")
        took = await asyncio.gather(*(stopped(process) for process in processes))
        print(f"{stage}: {max(took):.1f} s")
    idle = await pipe.start(*CONSUMERS)
    print(f"idle: {max(await asyncio.gather(*(stopped(process) for process in idle))):.1f} s")


async def test_while_it_writes(pipe: Pipeline, catalogue: Expected) -> None:
    """Both extractors and all consumers are stopped amid an import of both sources, started again, and finish it."""
    dumps = {Source.DISCOGS: catalogue.catalogue.discogs, Source.MUSICBRAINZ: catalogue.catalogue.musicbrainz}
    consumers = await pipe.start(*CONSUMERS)
    extractors = [await pipe.begin(source, folder, QUEUE_SIZE="1", BATCH_SIZE="1") for source, folder in dumps.items()]
    await asyncio.gather(*(when(partial(written, pipe, consumer), 20) for consumer in CONSUMERS))
    assert extractors[0].is_running, "the stop came too late to prove anything"
    processes = [each for each in (*extractors, *consumers) if each.is_running]
    took = await asyncio.gather(*(stopped(process) for process in processes))
    print("amid an import:", ", ".join(f"{process.name} {seconds:.1f} s" for process, seconds in zip(processes, took, strict=True)))
    pipe.running.clear()
    await pipe.start(*CONSUMERS)
    await asyncio.gather(*(finish(pipe, source, folder) for source, folder in dumps.items()))
    await catalogue.assert_stored(pipe)


async def finish(pipe: Pipeline, source: Source, dumps: Path) -> None:
    """What is left of an import, unless it was complete already."""
    await pipe.until_done(await pipe.extract(source, dumps))


async def test_while_it_cleans_up(pipe: Pipeline) -> None:
    """graphinator in maintenance; the next start takes it up."""
    await pipe.graph.rows("UNWIND range(1, 20000) AS id CREATE (:Artist {id: toString(id)})")
    signal = {"type": "extraction_complete", "version": "20260101", "started_at": STARTED_AT, "record_counts": {}}
    (process,) = await pipe.start("graphinator")
    for data_type in DISCOGS_TYPES:
        await pipe.broker.publish(exchange_name(PREFIX[Source.DISCOGS], data_type), signal)

    async def state(wanted: str) -> bool:
        return (await pipe.states("graphinator")).get(STARTED_AT) == wanted

    await eventually(partial(state, "running"), interval_s=0.005)
    took = await stopped(process)
    print(f"amid maintenance: {took:.1f} s")
    assert not await state("done"), "maintenance was over before the stop"
    await pipe.start("graphinator")
    await eventually(partial(state, "done"), 60)
    assert await pipe.graph.value("MATCH (n:Artist) RETURN count(n)") == 0
