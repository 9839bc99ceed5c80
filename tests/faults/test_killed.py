"""kill -9 of every process in the middle of its work: nothing is lost, and nothing is dead-lettered."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
import os
from pathlib import Path
import signal
from typing import Final

import pytest

from common.domain.data_types import TYPES_OF, Source
from common.messaging.topology import CONSUMERS_OF
from common.runtime.state_marker import load_marker
from tests.faults.conftest import Expected
from tests.support.oracle_graph import Messages
from tests.support.pipeline import Pipeline, Tap, controls, records
from tests.support.services import Service
from tests.support.waiting import eventually


CONSUMERS: Final = [name for names in CONSUMERS_OF.values() for name in names]

pytestmark = pytest.mark.timeout(300)

COUNTED = {
    "graphinator": "MATCH (n:Release) WHERE n.sha256 IS NOT NULL RETURN count(n)",
    "tableinator": "SELECT count(*) FROM releases",
    "brainzgraphinator": "MATCH (n:Release|PendingEnrichment) WHERE n.mbid IS NOT NULL AND coalesce(n.kind, 'releases') = 'releases' RETURN count(n)",
    "brainztableinator": "SELECT count(*) FROM musicbrainz.releases",
}
"""Releases that a consumer has written: for the enricher those on a node and those that wait for one."""


async def written(pipe: Pipeline, consumer: str) -> int:
    """Releases that a consumer has written."""
    query = COUNTED[consumer]
    return int(await (pipe.graph.value(query) if query.startswith("MATCH") else pipe.postgres.value(query)))


async def when(count: Callable[[], Awaitable[int]], at_least: int) -> int:
    """Wait until a count has come so far; what it is then."""

    async def reached() -> int:
        found = await count()
        return found if found >= at_least else 0

    return int(await eventually(reached, 60, interval_s=0.02))


def checkpointed(pipe: Pipeline, source: Source) -> int:
    """Records of releases that the marker on disk says need not be sent again."""
    for path in (pipe.state / source.value).rglob(".*extraction_status_*.json"):
        if (marker := load_marker(path)) is not None:
            entries = marker.processing_phase.progress_by_file.items()
            return sum(entry.checkpoint.published for name, entry in entries if "release" in name and "group" not in name and entry.checkpoint)
    return 0


async def kill_in_the_middle(pipe: Pipeline, consumer: str, total: int) -> None:
    """Kill a consumer amid its batches and start another."""
    await when(partial(written, pipe, consumer), total // 10)
    victim = pipe.running[consumer][0]
    await victim.kill()
    assert await written(pipe, consumer) < total, f"{consumer} was killed too late to prove anything"
    await pipe.start(consumer)


async def extract_in_two_goes(pipe: Pipeline, source: Source, dumps: Path, messages: Messages) -> None:
    """Kill the extractor in the middle of the releases, start it again, and look at what was on the wire."""
    tap = await Tap(pipe.broker, source).open()

    async def sent() -> int:
        return checkpointed(pipe, source)

    first = await pipe.begin(source, dumps)
    at_kill = await when(sent, 50)
    await first.kill()
    assert at_kill < len(messages["releases"]), "the extractor was killed too late to prove anything"
    await pipe.until_done(await pipe.extract(source, dumps))
    taken = await tap.take()
    ids = {data_type.value: [message["id"] for message in records(deliveries)] for data_type, deliveries in taken.items()}
    assert {data_type: set(each) for data_type, each in ids.items()} == {data_type: set(by_id) for data_type, by_id in messages.items()}
    published = {data_type: len(by_id) for data_type, by_id in messages.items()}
    assert all(controls(deliveries)[-1]["published_counts"] == published for deliveries in taken.values())
    twice = {data_type: sum(times - 1 for times in Counter(each).values()) for data_type, each in ids.items()}
    print(f"{source}: killed with {at_kill} of {published['releases']} releases in the checkpoint; sent twice: {twice}")
    assert twice["releases"] <= published["releases"] - at_kill


async def test_every_process_may_be_killed_in_the_middle(pipe: Pipeline, catalogue: Expected) -> None:
    """Both extractors and all four consumers are each killed once while both sources are imported at the same time."""
    await pipe.start(*CONSUMERS)
    linked = sum(message["discogs_release_id"] is not None for message in catalogue.musicbrainz["releases"].values())
    totals = {
        "graphinator": len(catalogue.messages["releases"]),
        "tableinator": len(catalogue.messages["releases"]),
        "brainzgraphinator": linked,
        "brainztableinator": len(catalogue.musicbrainz["releases"]),
    }
    await asyncio.gather(
        extract_in_two_goes(pipe, Source.DISCOGS, catalogue.catalogue.discogs, catalogue.messages),
        extract_in_two_goes(pipe, Source.MUSICBRAINZ, catalogue.catalogue.musicbrainz, catalogue.musicbrainz),
        *(kill_in_the_middle(pipe, consumer, total) for consumer, total in totals.items()),
    )
    await catalogue.assert_stored(pipe)


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
    await when(partial(written, pipe, consumer), total // 10)
    await victim.kill()
    assert await written(pipe, consumer) < total


async def kill_worker_when_written(pipe: Pipeline, pid: int, total: int) -> None:
    await when(partial(written, pipe, "tableinator"), total // 10)
    os.kill(pid, signal.SIGKILL)
    assert await written(pipe, "tableinator") < total
