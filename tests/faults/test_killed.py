"""kill -9 of every process in the middle of its work: nothing is lost, and nothing is dead-lettered."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
import os
import signal

import pytest

from common.domain.data_types import TYPES_OF, Source
from common.messaging.topology import CONSUMERS_OF
from common.runtime.state_marker import load_marker
from tests.faults.conftest import Expected
from tests.support.pipeline import Pipeline, Tap, controls, records
from tests.support.services import Service
from tests.support.waiting import eventually


pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]

COUNTED = {
    "graphinator": "MATCH (n:Release) WHERE n.sha256 IS NOT NULL RETURN count(n)",
    "tableinator": "SELECT count(*) FROM releases",
    "brainzgraphinator": "MATCH (n:Release) WHERE n.mbid IS NOT NULL RETURN count(n)",
    "brainztableinator": "SELECT count(*) FROM musicbrainz.releases",
}


async def written(pipe: Pipeline, consumer: str) -> int:
    """Releases that a consumer has written."""
    query = COUNTED[consumer]
    return int(await (pipe.graph.value(query) if query.startswith("MATCH") else pipe.postgres.value(query)))


async def when(count: Callable[[], Awaitable[int]], at_least: int) -> int:
    """Wait until a count has come so far; what it is then."""

    async def reached() -> int:
        found = await count()
        return found if found >= at_least else 0

    return int(await eventually(reached, 60, interval_s=0.005))


def checkpointed(pipe: Pipeline, source: Source) -> int:
    """Records of releases that the marker on disk says need not be sent again."""
    for path in (pipe.state / source.value).rglob(".*extraction_status_*.json"):
        if (marker := load_marker(path)) is not None:
            entries = marker.processing_phase.progress_by_file.items()
            return sum(entry.checkpoint.published for name, entry in entries if "release" in name and "group" not in name and entry.checkpoint)
    return 0


async def kill_in_the_middle(pipe: Pipeline, consumer: str, total: int) -> None:
    """Kill a consumer amid its batches and start another."""
    await when(lambda: written(pipe, consumer), total // 10)
    victim = pipe.running[consumer][0]
    await victim.kill()
    assert await written(pipe, consumer) < total, f"{consumer} was killed too late to prove anything"
    await pipe.start(consumer)


@pytest.mark.parametrize("source", Source)
async def test_every_process_may_be_killed_in_the_middle(pipe: Pipeline, catalogue: Expected, discogs_only: Expected, source: Source) -> None:
    """Extractor, graph consumer and table consumer of one source are each killed once in one import."""
    if source is Source.MUSICBRAINZ:
        await pipe.start(*CONSUMERS_OF[Source.DISCOGS])
        await pipe.until_done(await pipe.extract(Source.DISCOGS, catalogue.catalogue.discogs))
    dumps = catalogue.catalogue.discogs if source is Source.DISCOGS else catalogue.catalogue.musicbrainz
    messages = catalogue.messages if source is Source.DISCOGS else catalogue.musicbrainz
    tap = await Tap(pipe.broker, source).open()
    await pipe.start(*CONSUMERS_OF[source])

    kills = [asyncio.create_task(kill_in_the_middle(pipe, consumer, count)) for consumer, count in totals(catalogue, source).items()]
    first = await pipe.begin(source, dumps)
    sent = await when(lambda: _now(checkpointed(pipe, source)), 50)
    await first.kill()
    assert sent < len(messages["releases"]), "the extractor was killed too late to prove anything"
    run = await pipe.extract(source, dumps)
    await asyncio.gather(*kills)
    await pipe.until_done(run)

    taken = await tap.take()
    published = {data_type: [message["id"] for message in records(deliveries)] for data_type, deliveries in taken.items()}
    for data_type, ids in published.items():
        assert set(ids) == set(messages[data_type])
        assert controls(taken[data_type])[-1]["published_counts"][data_type] == len(messages[data_type])
    twice = {data_type.value: sum(times - 1 for times in Counter(ids).values()) for data_type, ids in published.items()}
    print(f"{source}: killed with {sent} of {len(messages['releases'])} releases in the checkpoint; sent twice: {twice}")
    assert twice["releases"] <= len(messages["releases"]) - sent
    await (discogs_only if source is Source.DISCOGS else catalogue).assert_stored(pipe)


def totals(catalogue: Expected, source: Source) -> dict[str, int]:
    """Releases that each consumer of a source writes in the end."""
    if source is Source.DISCOGS:
        return dict.fromkeys(CONSUMERS_OF[source], len(catalogue.messages["releases"]))
    enriched = sum("mbid" in properties for (label, _), properties in catalogue.graph.nodes.items() if label == "Release")
    return {"brainzgraphinator": enriched, "brainztableinator": len(catalogue.musicbrainz["releases"])}


async def _now(value: int) -> int:
    return value


async def test_two_processes_of_each_consumer_and_one_of_each_dies(pipe: Pipeline, discogs_only: Expected) -> None:
    """Two services beside each other for the graph, `--workers 2` for the tables."""
    graphinator, _ = await pipe.start("graphinator", "graphinator")
    (tableinator,) = await pipe.start("tableinator", arguments=("--workers", "2"))
    workers = [worker["pid"] for worker in (await tableinator.health())["workers"]]
    extractor = await pipe.begin(Source.DISCOGS, discogs_only.catalogue.discogs)
    total = len(discogs_only.messages["releases"])
    await asyncio.gather(
        kill_when_written(pipe, graphinator, "graphinator", total),
        kill_worker_when_written(pipe, workers[0], total),
    )
    assert await extractor.wait(90) == 0
    await pipe.until_done(pipe.latest(Source.DISCOGS))
    await discogs_only.assert_stored(pipe)
    assert [worker["restarts"] for worker in (await tableinator.health())["workers"]] == [1, 0]
    outcomes = await pipe.postgres.rows("SELECT outcome FROM import_signals WHERE consumer = 'tableinator'")
    assert [row["outcome"] for row in outcomes] == ["complete"] * len(TYPES_OF[Source.DISCOGS])


async def kill_when_written(pipe: Pipeline, victim: Service, consumer: str, total: int) -> None:
    await when(lambda: written(pipe, consumer), total // 10)
    await victim.kill()
    assert await written(pipe, consumer) < total


async def kill_worker_when_written(pipe: Pipeline, pid: int, total: int) -> None:
    await when(lambda: written(pipe, "tableinator"), total // 10)
    os.kill(pid, signal.SIGKILL)
    assert await written(pipe, "tableinator") < total
