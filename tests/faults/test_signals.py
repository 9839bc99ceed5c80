"""SIGTERM at each stage of every process: it ends within its deadline with exit code 0, and loses nothing.

Stages of the Discogs extractor are in its own suite.
"""

import asyncio
from functools import partial
import time
from typing import Final

import pytest

from common.domain.data_types import DISCOGS_TYPES, Source
from common.messaging.topology import CONSUMERS_OF, exchange_name
from tests.faults.conftest import Expected
from tests.faults.test_killed import when, written
from tests.support.pipeline import PREFIX, Pipeline
from tests.support.services import Service, free_port
from tests.support.waiting import eventually


pytestmark = [pytest.mark.fault, pytest.mark.timeout(180)]

DEADLINE_S: Final = 10.0
"""The default of `shutdown_deadline` is 8 s, container engines wait 10."""
STARTED_AT: Final = "2026-01-02T03:04:05.000000Z"
CONSUMERS: Final = [name for names in CONSUMERS_OF.values() for name in names]


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
            await eventually(process.health, 30, what=f"health of {process.name}")
        took = await asyncio.gather(*(stopped(process) for process in processes))
        print(f"{stage}: {max(took):.1f} s")
    idle = await pipe.start(*CONSUMERS)
    print(f"idle: {max(await asyncio.gather(*(stopped(process) for process in idle))):.1f} s")


@pytest.mark.parametrize("source", Source)
async def test_while_it_writes(pipe: Pipeline, catalogue: Expected, discogs_only: Expected, source: Source) -> None:
    """Extractor and consumers of one source are stopped amid an import, started again, and finish it."""
    if source is Source.MUSICBRAINZ:
        await pipe.start(*CONSUMERS_OF[Source.DISCOGS])
        await pipe.until_done(await pipe.extract(Source.DISCOGS, catalogue.catalogue.discogs))
    dumps = catalogue.catalogue.discogs if source is Source.DISCOGS else catalogue.catalogue.musicbrainz
    consumers = CONSUMERS_OF[source]
    extractor = await pipe.begin(source, dumps, QUEUE_SIZE="1", BATCH_SIZE="1")
    first = await pipe.start(*consumers)
    await asyncio.gather(*(when(partial(written, pipe, consumer), 20) for consumer in consumers))
    was_busy = extractor.is_running
    took = await asyncio.gather(*(stopped(process) for process in [extractor, *first]))
    print(f"{source}, amid an import (extractor still at work: {was_busy}): {', '.join(f'{seconds:.1f} s' for seconds in took)}")
    for consumer in consumers:
        pipe.running[consumer].clear()
    await pipe.start(*consumers)
    await pipe.until_done(await pipe.extract(source, dumps))
    await (discogs_only if source is Source.DISCOGS else catalogue).assert_stored(pipe)


async def test_while_it_cleans_up(pipe: Pipeline) -> None:
    """graphinator in maintenance; the next start takes it up."""
    await pipe.graph.rows("UNWIND range(1, 60000) AS id CREATE (:Artist {id: toString(id)})")
    signal = {"type": "extraction_complete", "version": "20260101", "started_at": STARTED_AT, "record_counts": {}}
    (process,) = await pipe.start("graphinator")
    for data_type in DISCOGS_TYPES:
        await pipe.broker.publish(exchange_name(PREFIX[Source.DISCOGS], data_type), signal)

    async def state(wanted: str) -> bool:
        return (await pipe.states("graphinator")).get(STARTED_AT) == wanted

    await eventually(partial(state, "running"), 30, interval_s=0.005)
    took = await stopped(process)
    print(f"amid maintenance: {took:.1f} s")
    assert not await state("done"), "maintenance was over before the stop"
    await pipe.start("graphinator")
    await eventually(partial(state, "done"), 60)
    assert await pipe.graph.value("MATCH (n:Artist) RETURN count(n)") == 0
