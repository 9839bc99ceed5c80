"""Acceptance checks of the graph chapter: signals, stops, outages and health of the running service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from common.consumer.metrics import FAMILIES, STORE_AWAY, WRITTEN
from tests.graphinator.conftest import Feed, Start
from tests.graphinator.messages import TYPES, artist, exchange, extraction_complete, file_complete, label, queue, release, run_headers
from tests.support.scraping import scrape
from tests.support.servers import Broker, GraphTarget, TestStack
from tests.support.services import Service
from tests.support.waiting import eventually, steadily


STARTED_AT = "2026-03-05T10:00:00.000000Z"
COUNT_ARTISTS = "MATCH (n:Artist) WHERE n.sha256 IS NOT NULL RETURN count(n)"
LATCHES = "MATCH (c:ExtractionCompletion) RETURN c.version AS version, c.signals AS signals, c.state AS state ORDER BY version, c.key"


async def signal_all(broker: Broker, message: dict[str, Any], types: tuple[str, ...] = TYPES) -> None:
    for name in types:
        await broker.publish(exchange(name), message)


async def until_done(graph: GraphTarget, runs: int = 1) -> None:
    async def is_done() -> bool:
        return [row["state"] for row in await graph.rows(LATCHES)].count("done") == runs

    await eventually(is_done, 40, what="maintenance done")


@asynccontextmanager
async def graph_away(stack: TestStack, graph: GraphTarget) -> AsyncIterator[None]:
    """The server of the test's own graph is down while the block runs."""
    await stack.stop(graph.server.name)
    try:
        yield
    finally:
        await stack.start(graph.server.name)


@pytest.mark.fault
@pytest.mark.parametrize("away_s", [8, pytest.param(180, marks=[pytest.mark.long, pytest.mark.timeout(400)])])
async def test_graph_18_a_long_outage_loses_nothing(start: Start, feed: Feed, graph: GraphTarget, stack: TestStack, away_s: float) -> None:
    stack.require_control()
    async with start(NEO4J_BATCH_SIZE="50") as service:
        async with graph_away(stack, graph):
            await feed.send("releases", *(release(str(number)) for number in range(1, 501)))
            await steadily(lambda: service.is_running, away_s)
            assert await feed.dead("releases") == 0

        async def is_written() -> bool:
            return bool(await graph.value("MATCH (n:Release) RETURN count(n)") == 500)

        await eventually(is_written, 60)
        assert await feed.dead("releases") == 0


async def test_graph_20_a_stop_writes_and_acks_what_is_buffered(start: Start, feed: Feed, broker: Broker, graph: GraphTarget) -> None:
    async with start(NEO4J_BATCH_FLUSH_INTERVAL="60") as service:
        await feed.send("artists", *(artist(str(number)) for number in range(1, 6)))

        async def is_buffered() -> bool:
            return bool((await service.health())["pending"]["artists"] == 5)

        await eventually(is_buffered)
        assert await service.stop() == 0
    assert await graph.value(COUNT_ARTISTS) == 5
    assert await broker.queue_depth(queue("artists")) == 0


async def test_graph_21_a_stop_amid_a_backlog_loses_nothing(start: Start, feed: Feed, broker: Broker, graph: GraphTarget) -> None:
    async with start() as service:
        await feed.send("artists", *(artist(str(number)) for number in range(1, 1001)))
        await service.stop()
    async with start(NEO4J_BATCH_SIZE="200"):

        async def is_written() -> bool:
            return bool(await graph.value(COUNT_ARTISTS) == 1000)

        await eventually(is_written)
        assert await feed.dead("artists") == 0


async def test_graph_22_completion_cancels_only_that_consumer(start: Start, broker: Broker) -> None:
    async with start(CONSUMER_CANCEL_DELAY="1") as service:
        await broker.publish(exchange("artists"), file_complete("artists"))
        await broker.publish(exchange("artists"), extraction_complete())

        async def is_cancelled() -> bool:
            health = await service.health()
            return "artists" in health["completed_files"] and "artists" not in health["active_consumers"]

        await eventually(is_cancelled)
        assert sorted((await service.health())["active_consumers"]) == ["labels", "masters", "releases"]


@pytest.mark.fault
async def test_graph_23_a_marker_waits_for_the_records_before_it(
    start: Start, feed: Feed, broker: Broker, graph: GraphTarget, stack: TestStack
) -> None:
    stack.require_control()
    async with start() as service:
        async with graph_away(stack, graph):
            await feed.send("artists", *(artist(str(number)) for number in range(1, 6)))
            await broker.publish(exchange("artists"), file_complete("artists"))
            await steadily(lambda: service.is_running, 3)
            assert (await service.health())["completed_files"] == []

        async def is_completed() -> bool:
            return (await service.health()).get("completed_files") == ["artists"]

        await eventually(is_completed, 60)
        assert await graph.value(COUNT_ARTISTS) == 5


async def complete_all(service: Service, broker: Broker) -> None:
    """Send every completion message, and wait until the service rests without a connection."""
    for name in TYPES:
        await broker.publish(exchange(name), file_complete(name))
    await signal_all(broker, extraction_complete())

    async def is_resting() -> bool:
        health = await service.health()
        return bool(health["status"] == "healthy" and health["active_consumers"] == [] and health["current_task"] is None)

    await eventually(is_resting)


async def test_graph_24_after_completion_the_service_rests_and_is_healthy(start: Start, broker: Broker) -> None:
    async with start(CONSUMER_CANCEL_DELAY="1") as service:
        await complete_all(service, broker)
        assert sorted((await service.health())["completed_files"]) == list(TYPES)


async def test_graph_25_a_message_brings_all_consumers_back(start: Start, feed: Feed, broker: Broker) -> None:
    async with start() as service:
        await complete_all(service, broker)
        await feed.send("artists", artist("77"))

        async def is_back() -> bool:
            return len((await service.health())["active_consumers"]) == 4

        await eventually(is_back)
        await feed.write("artists", artist("78"))


async def test_graph_26_delay_zero_never_cancels(start: Start, broker: Broker, graph: GraphTarget) -> None:
    async with start(CONSUMER_CANCEL_DELAY="0") as service:
        await signal_all(broker, extraction_complete())
        await until_done(graph)
        assert sorted((await service.health())["active_consumers"]) == list(TYPES)


STUBS = "CREATE (:Artist {id: '1'}), (:Master {id: '1'}), (:Label {id: '2'}), (:Artist {id: '2'})-[:MEMBER_OF]->(:Artist {id: '3', sha256: 'x'})"


async def test_graph_27_three_signals_start_nothing(start: Start, feed: Feed, broker: Broker, graph: GraphTarget) -> None:
    await graph.rows(STUBS)
    async with start():
        await feed.write("releases", release("3", genres=["Jazz"]))
        await signal_all(broker, extraction_complete(), TYPES[1:])

        async def has_three() -> bool:
            return [row["signals"] for row in await graph.rows(LATCHES)] == [["labels", "masters", "releases"]]

        await eventually(has_three)

        async def is_untouched() -> bool:
            return await graph.rows("MATCH (a:Artist {id: '1'}), (g:Genre) RETURN g.release_count AS count") == [{"count": None}]

        await steadily(is_untouched, 3)
        assert [await broker.queue_depth(queue(name)) for name in TYPES] == [0, 0, 0, 0]


async def test_graph_28_the_fourth_signal_cleans_up_and_counts(start: Start, feed: Feed, broker: Broker, graph: GraphTarget) -> None:
    await graph.rows(STUBS)
    async with start():
        shared = {
            "genres": ["Electronic"],
            "styles": ["House", "Techno"],
            "labels": [{"id": "7", "name": "L"}],
            "artists": [{"id": "9", "name": "A"}],
        }
        await feed.write("releases", release("1", released="1990", **shared), release("2", released="1985-01-01", **shared))
        await feed.write("releases", release("3", genres=["Jazz"], labels=[{"id": "7", "name": "L"}], extraartists=[{"name": "P", "role": "Bass"}]))
        await signal_all(broker, extraction_complete())
        await until_done(graph)
    assert await graph.rows("MATCH (n:Artist) RETURN n.id AS id ORDER BY id") == [{"id": "2"}, {"id": "3"}, {"id": "9"}]
    assert await graph.value("MATCH (n:Label {id: '2'}) RETURN count(n)") == await graph.value("MATCH (n:Master) RETURN count(n)") == 0
    genres = await graph.rows("MATCH (n:Genre) RETURN properties(n) AS p ORDER BY n.name")
    assert [row["p"] for row in genres] == [
        {"name": "Electronic", "release_count": 2, "artist_count": 1, "label_count": 1, "style_count": 2, "first_year": 1985},
        {"name": "Jazz", "release_count": 1, "artist_count": 0, "label_count": 1, "style_count": 0},
    ]
    style = await graph.value("MATCH (n:Style {name: 'House'}) RETURN properties(n)")
    assert style == {"name": "House", "release_count": 2, "artist_count": 1, "label_count": 1, "genre_count": 1, "first_year": 1985}
    found = await graph.value("MATCH (n:Label {id: '7'}) RETURN n {.release_count, .artist_count, .genre_count}")
    assert found == {"release_count": 3, "artist_count": 1, "genre_count": 2}
    assert await graph.value("MATCH (n:Person) RETURN n.credit_count") == 1


async def test_graph_29_four_signals_at_once_run_maintenance_once(start: Start, broker: Broker, graph: GraphTarget) -> None:
    async with start() as service:
        pass  # declares the queues
    await asyncio.gather(*(broker.publish(exchange(name), extraction_complete()) for name in TYPES))
    async with start() as service:
        await until_done(graph)
        assert [row["signals"] for row in await graph.rows(LATCHES)] == [list(TYPES)]
        assert service.text().count("Maintenance done") == 1


async def test_graph_30_signals_survive_a_restart(start: Start, broker: Broker, graph: GraphTarget) -> None:
    async with start():
        await signal_all(broker, extraction_complete("A"), TYPES[:3])

        async def has_three() -> bool:
            return [len(row["signals"]) for row in await graph.rows(LATCHES)] == [3]

        await eventually(has_three)
    async with start():
        await broker.publish(exchange("releases"), extraction_complete("A"))
        await until_done(graph)


async def test_graph_31_versions_stay_apart(start: Start, broker: Broker, graph: GraphTarget) -> None:
    async with start():
        await signal_all(broker, extraction_complete("A"))
        await until_done(graph)
        await broker.publish(exchange("artists"), extraction_complete("B"))

        async def has_b() -> bool:
            return len(await graph.rows(LATCHES)) == 2

        await eventually(has_b)

        async def is_apart() -> bool:
            found = [(row["version"], row["signals"], row["state"] == "done") for row in await graph.rows(LATCHES)]
            return found == [("A", list(TYPES), True), ("B", ["artists"], False)]

        await steadily(is_apart, 3)


async def test_graph_32_maintenance_is_resumed_after_a_kill(start: Start, broker: Broker, graph: GraphTarget) -> None:
    await graph.rows("UNWIND range(1, 20000) AS i CREATE (:Artist {id: toString(i)})")
    async with start() as service:
        await signal_all(broker, extraction_complete())

        async def is_running() -> bool:
            return "running" in [row["state"] for row in await graph.rows(LATCHES)]

        await eventually(is_running, interval_s=0.005)
        await service.kill()
    assert "done" not in [row["state"] for row in await graph.rows(LATCHES)]
    async with start():
        await until_done(graph)
    assert await graph.value("MATCH (n:Artist) RETURN count(n)") == 0


async def test_graph_39_health_and_other_paths(graphinator: Service, feed: Feed) -> None:
    await feed.write("artists", artist("1"))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{graphinator.port}", trust_env=False) as client:
        answer = await client.get("/health")
        assert answer.status_code == 200
        health = answer.json()
        assert health["status"] == "healthy"
        assert health["service"] == "graphinator"
        assert health["current_task"] == "Processing artists"
        assert health["message_counts"] == {"artists": 1, "labels": 0, "masters": 0, "releases": 0}
        assert health["last_message_time"]["artists"] > datetime.now(UTC).timestamp() - 60
        assert health["last_message_time"]["labels"] == 0.0
        assert isinstance(health["progress"], float)
        assert health["post_import"]["vetoes"] == []
        assert {"active_consumers", "completed_files", "timestamp"} <= set(health)
        assert [(await client.get(path)).status_code for path in ("/", "/health?x=1")] == [404, 404]
    told = await scrape(graphinator.port)
    told.tells_exactly(FAMILIES)
    assert told.value(WRITTEN.name, consumer="graphinator", type="artists") == 1
    assert told.value(STORE_AWAY.name, store="neo4j") == 0


async def test_a_vanished_record_goes_or_becomes_a_stub(start: Start, feed: Feed, broker: Broker, graph: GraphTarget) -> None:
    """Two runs: the second lacks an artist that a release names, one that nothing names, and a label."""
    second = "2026-04-05T10:00:00.000000Z"
    records = {
        "artists": [artist(str(number)) for number in range(1, 6)],
        "labels": [label(str(number)) for number in range(1, 6)],
        "masters": [],
        "releases": [release("1", artists=[{"id": "1", "name": "Artist 1"}])],
    }
    async with start(PURGE_MAX_DELETE_FRACTION="0.5"):
        for started_at, gone in ((STARTED_AT, 0), (second, 2)):
            kept = {name: messages[gone:] if name in ("artists", "labels") else messages for name, messages in records.items()}
            for name, messages in kept.items():
                for sequence, message in enumerate(messages):
                    await feed.send(name, message, headers=run_headers(started_at, sequence))
            counts = {name: len(messages) for name, messages in kept.items()} | {"masters": 1}
            await feed.send("masters", {"type": "data", "id": "8", "sha256": "m", "title": "M"}, headers=run_headers(started_at))
            await signal_all(broker, extraction_complete(started_at=started_at, published=counts))
            await until_done(graph, runs=2 if gone else 1)
    assert await graph.rows("MATCH (n:Artist) RETURN n.id AS id, n.sha256 IS NULL AS stub ORDER BY id") == [
        {"id": "1", "stub": True},
        *({"id": str(number), "stub": False} for number in (3, 4, 5)),
    ]
    assert await graph.value("MATCH (n:Artist {id: '1'}) RETURN properties(n)") == {"id": "1", "name": "Artist 1", "release_count": 1}
    assert [row["id"] for row in await graph.rows("MATCH (n:Label) RETURN n.id AS id ORDER BY id")] == ["3", "4", "5"]
