"""The collector against real stores, with small servers in the services' place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any
import uuid

import httpx
import orjson
import pytest
from redis.asyncio import Redis

from common.domain.data_types import DISCOGS_TYPES, DataType
from common.domain.messages import ExtractionComplete, RunStamp
from common.messaging.topology import declare_consumer_queues, dlq_name, queue_name
from dashboard.board import Board
from dashboard.collector import Pace, gathering
from dashboard.models import SystemMetrics
from dashboard.settings import DashboardSettings
from tests.dashboard.support.serving import dashboard
from tests.dashboard.support.stand_ins import Mute, StandIns, stand_ins
from tests.support.servers import Broker, GraphTarget, PostgresTarget, TestStack
from tests.support.services import free_port
from tests.support.waiting import eventually


FAST = Pace(cycle_s=0.1, services_s=0.1, queues_s=0.3, ledgers_s=0.2, stores_s=0.3, dead_letters_s=0.2, timeout_s=10.0)
NOWHERE: dict[str, Any] = {
    "rabbitmq_management_host": "127.0.0.1",
    "rabbitmq_management_port": 1,
    "postgres_host": "127.0.0.1:1",
    "neo4j_host": "bolt://127.0.0.1:1",
}
NO_REDIS = {"redis_host": "127.0.0.1", "redis_port": 1}
DISCOGS_SERVICES = ("extractor-discogs", "graphinator", "tableinator")
STARTED = "2026-08-02T20:29:05.000000Z"
RUN = RunStamp("20260801", STARTED)


@pytest.fixture
async def services() -> AsyncIterator[StandIns]:
    """Discogs services that are well; those of MusicBrainz are absent."""
    async with stand_ins() as services:
        services.tell(*DISCOGS_SERVICES)
        yield services


@asynccontextmanager
async def watching(services: StandIns, *, pace: Pace | None = None, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """The dashboard over these services; what is not told is away, which the first figures wait for, so not long."""
    pace = pace or (FAST if "postgres_host" in settings else replace(FAST, timeout_s=0.6))
    async with dashboard(partial(gathering, pace=pace), **services.settings | NOWHERE | NO_REDIS | settings) as client:
        yield client


async def figures(client: httpx.AsyncClient) -> dict[str, Any]:
    """All of them."""
    told: dict[str, Any] = (await client.get("/api/metrics")).raise_for_status().json()
    return told


def lowered(env: dict[str, str]) -> dict[str, Any]:
    """Variables as settings."""
    return {name.lower(): value for name, value in env.items()}


def redis_settings(stack: TestStack) -> dict[str, Any]:
    """Of the real server, with keys of the test's own."""
    told = stack.redis
    return {
        "redis_host": told["host"],
        "redis_port": told["port"],
        "redis_password": told.get("password"),
        "redis_key_prefix": f"test-{uuid.uuid4().hex}:",
    }


async def test_ui_32_a_pipeline_whose_services_all_keep_silent_is_left_out(services: StandIns) -> None:
    async with watching(services) as client:
        told = await figures(client)
        assert list(told["pipelines"]) == ["discogs"]
        assert [each["status"] for each in told["pipelines"]["discogs"]["services"]] == ["healthy"] * 3
        assert told["status"] == "operational"

        services.tell("brainztableinator")

        async def has_musicbrainz() -> Any:
            return (await figures(client))["pipelines"].get("musicbrainz")

        pipeline = await eventually(has_musicbrainz)
    assert [(each["name"], each["status"]) for each in pipeline["services"]] == [
        ("extractor-musicbrainz", "unknown"),
        ("brainzgraphinator", "unknown"),
        ("brainztableinator", "healthy"),
    ]


async def test_everything_away_is_told_as_such_and_stops_nothing(services: StandIns) -> None:
    services.answers.clear()
    async with watching(services) as client:
        told = await figures(client)
        health = await client.get("/health")

    assert (told["pipelines"], told["status"], told["imports"]) == ({}, "unknown", [])
    assert [(each["status"], each["connection_count"], each["size"]) for each in told["databases"]] == [("unhealthy", 0, None)] * 2
    assert all(each["error"] for each in told["databases"])
    assert (told["broker"]["status"], told["cache"]["status"]) == ("unhealthy", "unhealthy")
    assert "queues" in told["collector"]["errors"]
    assert health.status_code == 200


async def test_ui_weak_35_a_probe_that_hangs_delays_nobody(services: StandIns) -> None:
    services.answers["graphinator"] = Mute.SILENT
    services.answers["tableinator"] = (503, {"status": "starting"})
    slow = Pace(cycle_s=0.1, services_s=0.1, timeout_s=1.0)
    async with watching(services, pace=slow) as client:
        first = await figures(client)
        counted = services.asked["extractor-discogs"]

        async def newer() -> bool:
            told = await figures(client)
            return bool(told["timestamp"] > first["timestamp"] and services.asked["extractor-discogs"] > counted + 5)

        await eventually(newer)
        told = {each["name"]: each for each in (await figures(client))["pipelines"]["discogs"]["services"]}

    assert (told["graphinator"]["status"], told["graphinator"]["error"]) == ("unknown", "No answer within 1 s")
    assert told["extractor-discogs"]["status"] == "healthy"
    assert (told["tableinator"]["status"], told["tableinator"]["error"]) == ("starting", None)
    assert services.asked["graphinator"] < services.asked["extractor-discogs"]


@pytest.mark.parametrize("behaviour", [(200, "no JSON"), (200, "[1]"), Mute.ABSENT])
async def test_an_answer_that_cannot_be_read_is_none(services: StandIns, behaviour: Any) -> None:
    services.answers["graphinator"] = behaviour
    async with watching(services) as client:
        told = (await figures(client))["pipelines"]["discogs"]["services"][1]

    assert (told["status"], told["last_seen"]) == ("unknown", None)
    assert told["error"]


async def test_ui_34_queues_are_those_of_the_prefix_told_by_one_question_and_no_broker_connection(services: StandIns, broker: Broker) -> None:
    prefix = "own-discogs"
    for consumer in ("graphinator", "tableinator"):
        await declare_consumer_queues(broker.url, prefix, consumer, DISCOGS_TYPES)
    await declare_consumer_queues(broker.url, "own-discogs-old", "graphinator", [DataType.LABELS])
    await broker.publish_many(f"{prefix}-labels", [{"id": str(number)} for number in range(7)])
    async with watching(services, **lowered(broker.env), discogs_exchange_prefix=prefix) as client:

        async def has_counted() -> Any:
            queues = {queue["name"]: queue for queue in (await figures(client))["pipelines"]["discogs"]["queues"]}
            return queues if queues.get(f"{prefix}-tableinator-labels", {}).get("messages") == 7 else None

        queues = await eventually(has_counted)
        connections = (await broker.management.get(f"/api/vhosts/{broker.vhost}/connections")).json()

    assert len(queues) == 16
    assert all(name.startswith(f"{prefix}-graphinator-") or name.startswith(f"{prefix}-tableinator-") for name in queues)
    assert queues[f"{prefix}-graphinator-labels"]["messages_ready"] == 7
    # The test's own connection is the only one.
    assert len(connections) <= 1


class CountingApi:
    """Stands for the management API and counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, of many requests."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.asked.append(head.split(b" ")[1].decode())
                writer.write(b"HTTP/1.1 200 X\r\ncontent-length: 2\r\n\r\n[]")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


async def test_ui_weak_35_queues_are_fetched_once_a_cycle(services: StandIns) -> None:
    api, port = CountingApi(), free_port()
    services.tell("extractor-musicbrainz", "brainzgraphinator", "brainztableinator")
    server = await asyncio.start_server(api.serve, "127.0.0.1", port)
    pace = Pace(cycle_s=0.1, services_s=0.1, queues_s=0.1, timeout_s=2.0)
    async with watching(services, pace=pace, rabbitmq_management_port=port) as client:
        await figures(client)
        before, rounds = len(api.asked), services.asked["graphinator"]
        await eventually(lambda: services.asked["graphinator"] >= rounds + 20)
        asked, passed = len(api.asked) - before, services.asked["graphinator"] - rounds
    server.close()

    assert {path.partition("?")[0] for path in api.asked} == {"/api/queues/%2F"}
    assert asked <= passed * 1.5 + 2  # once for both pipelines


async def test_ui_35_neo4j_without_apoc_is_healthy_and_its_figures_are_told_beside_the_documented_words(
    services: StandIns, graph: GraphTarget, postgres: PostgresTarget
) -> None:
    await graph.rows("CREATE (a:Artist {id: 'd1'})-[:ALIAS_OF]->(b:Artist {id: 'd2'}), (b)-[:ALIAS_OF]->(a), (:Label {id: 'd3'})")
    async with watching(services, **lowered(graph.env), **lowered(postgres.env)) as client:

        async def are_there() -> Any:
            databases = (await client.get("/api/databases")).json()
            return databases if all(each["status"] == "healthy" for each in databases) else None

        tables, nodes = await eventually(are_there)

    assert (nodes["name"], nodes["status"], nodes["size"]) == ("Neo4j", "healthy", "unknown (APOC unavailable)")
    assert (nodes["nodes"], nodes["relationships"], nodes["connection_count"]) == (3, 2, 1)
    assert (tables["name"], tables["status"], tables["error"]) == ("PostgreSQL", "healthy", None)
    assert tables["size"].endswith(" MB")
    assert tables["connection_count"] >= 1
    assert tables["max_connections"] >= tables["connection_count"]
    assert tables["size_bytes"] > 1_000_000


async def test_an_import_is_followed_in_both_stores_until_its_end(services: StandIns, graph: GraphTarget, postgres: PostgresTarget) -> None:
    counts = {"artists": 40, "labels": 0, "masters": 10, "releases": 100}
    services.tell(
        "extractor-discogs",
        extraction_status="running",
        version=RUN.version,
        started_at=STARTED,
        extraction_progress={**counts, "total": 150},
        bytes_by_type={"releases": {"read": 50, "total": 100}},
        bytes_read=50,
        bytes_total=100,
    )
    services.tell("graphinator", rate={"releases": 5.0}, written={"releases": 60})
    services.tell("tableinator", rate={"releases": 9.0}, written={"releases": 80})
    await seen_in_tables(postgres, {"releases": 70, "artists": 40})
    await seen_in_tables(postgres, {"releases": 10}, writer="b")
    await seen_in_tables(postgres, {"releases": 999}, run=RUN.number - 5)
    await seen_in_graph(graph, {"releases": 60, "artists": 40})
    async with watching(services, **lowered(graph.env), **lowered(postgres.env)) as client:

        async def in_both() -> Any:
            (told,) = (await figures(client))["imports"]
            return told if told["types"]["releases"]["graph"] and told["types"]["releases"]["tables"] else None

        reading = await eventually(in_both)
        service = (await figures(client))["pipelines"]["discogs"]["services"][1]

        await announce(postgres, graph, counts)
        await seen_in_graph(graph, {"releases": 40, "masters": 10}, writer="b")
        await seen_in_tables(postgres, {"releases": 20, "masters": 10}, writer="c")
        services.tell("extractor-discogs", extraction_status="waiting", version=RUN.version, started_at=STARTED, extraction_progress=counts)
        finishing = await state_of(client, "finishing")

        await postgres.rows(
            "INSERT INTO public.import_runs (source, version, started_at, run, state, counts, tables_done_at)"
            " VALUES ('discogs', %s, %s, %s, 'complete', %s, now())",
            (RUN.version, STARTED, RUN.number, orjson.dumps({kind: {"published": count} for kind, count in counts.items()}).decode()),
        )
        await graph.rows("MATCH (c:ExtractionCompletion) SET c.state = 'done', c.updated_at = datetime()")
        complete = await state_of(client, "complete")
        events = [event["text"] for event in (await figures(client))["events"]]

    releases = reading["types"]["releases"]
    assert (reading["state"], reading["version"], reading["started_at"]) == ("reading", RUN.version, "2026-08-02T20:29:05Z")
    assert (releases["read"], releases["graph"], releases["tables"]) == (100, 60, 80)
    assert (releases["expected"], releases["is_estimate"], releases["rate"], releases["eta_seconds"]) == (200, True, 5.0, 28.0)
    assert (service["types"]["releases"]["count"], service["types"]["releases"]["expected"]) == (60, 200)
    assert finishing["types"]["releases"]["published"] == 100
    assert (complete["progress"], complete["eta_seconds"], bool(complete["ended_at"])) == (1.0, 0.0, True)
    assert "Discogs import 20260801 complete" in events


async def test_dead_letters_are_told_with_the_reasons_that_the_stores_or_the_broker_know(
    services: StandIns, broker: Broker, graph: GraphTarget, postgres: PostgresTarget
) -> None:
    prefix = "discogsography-discogs"
    for consumer in ("graphinator", "tableinator"):
        await declare_consumer_queues(broker.url, prefix, consumer, DISCOGS_TYPES)
    for consumer, kind in (("graphinator", DataType.RELEASES), ("tableinator", DataType.ARTISTS), ("tableinator", DataType.LABELS)):
        await broker.publish("", b"{}", routing_key=dlq_name(queue_name(prefix, consumer, kind)))
    await reject(broker, queue_name(prefix, "graphinator", DataType.LABELS))
    await graph.rows(
        "CREATE (:ImportReject {key: 'graphinator:1:releases:7', consumer: 'graphinator', run: 1, data_type: 'releases', record_id: '7',"
        " readable: true, reason: 'year out of range', rejected_at: datetime()})"
    )
    await postgres.rows(
        "INSERT INTO public.import_rejects (consumer, run, data_type, record_id, readable, reason)"
        " VALUES ('tableinator', 1, 'artists', 'unreadable:x', false, 'no JSON'), ('tableinator', 1, 'masters', '9', true, 'not held')"
    )
    async with watching(services, **lowered(broker.env), **lowered(graph.env), **lowered(postgres.env)) as client:

        async def are_told() -> Any:
            told = {(each["consumer"], each["type"]): each for each in (await figures(client))["dead_letters"]}
            return told if len(told) == 4 and all(each["reasons"] for each in told.values()) else None

        told = await eventually(are_told)
        alerts = {alert["name"]: alert for alert in (await figures(client))["alerts"] if alert["kind"] == "dead_letters"}

    (graph_reason,) = told["graphinator", "releases"]["reasons"]
    assert (graph_reason["reason"], graph_reason["count"], graph_reason["last_id"]) == ("year out of range", 1, "7")
    assert graph_reason["last_at"].endswith("Z")
    (table_reason,) = told["tableinator", "artists"]["reasons"]
    assert (table_reason["reason"], table_reason["last_id"]) == ("no JSON", None)
    assert told["graphinator", "labels"]["reasons"][0]["reason"] == "rejected by its consumer"
    assert told["tableinator", "labels"]["reasons"][0]["reason"] == "unknown"
    assert len(alerts) == 4
    assert alerts[f"{prefix}-graphinator-releases.dlq"]["detail"] == "last reason: year out of range, record 7"
    # The letters stay where they are.
    assert await broker.queue_depth(f"{prefix}-graphinator-labels.dlq") == 1


async def test_alerts_events_and_history_survive_a_restart(services: StandIns, stack: TestStack) -> None:
    settings = redis_settings(stack)
    services.answers["graphinator"] = (503, {"status": "unhealthy", "reasons": ["Neo4j is away for 40 s"]})
    services.tell("extractor-discogs", extraction_progress={"labels": 5})
    async with watching(services, **settings) as client:
        told = await figures(client)
        assert told["cache"]["status"] == "healthy"
        assert told["cache"]["memory_bytes"] > 0

        async def has_point() -> bool:
            line = (await client.get("/api/history", params={"minutes": 1})).json()
            return any(value is not None for value in line["stores"]["cache_memory_bytes"])

        await eventually(has_point)
    redis = Redis.from_url(stack.redis_url)
    async with redis:
        assert await redis.exists(f"{settings['redis_key_prefix']}dashboard:history")
    async with watching(services, **settings) as client:
        line = (await client.get("/api/history", params={"minutes": 1})).json()
        thresholds = (await client.get("/api/thresholds")).json()

    assert any(value is not None for value in line["stores"]["cache_memory_bytes"])
    assert {each["kind"] for each in thresholds} >= {"queue_depth", "dead_letters", "slow_batches", "import_stalled"}


async def state_of(client: httpx.AsyncClient, state: str) -> dict[str, Any]:
    """The import, once it is in a state."""

    async def reached() -> Any:
        (told,) = (await figures(client))["imports"]
        return told if told["state"] == state else None

    found: dict[str, Any] = await eventually(reached, what=f"the import is {state}")
    return found


async def seen_in_tables(postgres: PostgresTarget, counts: dict[str, int], *, run: int = RUN.number, writer: str = "a") -> None:
    """What tableinator counts."""
    for kind, count in counts.items():
        await postgres.rows(
            "INSERT INTO public.import_progress (consumer, run, data_type, writer, seen) VALUES ('tableinator', %s, %s, %s, %s)",
            (run, kind, writer, count),
        )


async def seen_in_graph(graph: GraphTarget, counts: dict[str, int], *, writer: str = "a") -> None:
    """What graphinator counts."""
    for kind, count in counts.items():
        await graph.rows(
            "CREATE (:ImportProgress {key: 'graphinator:' + toString($run) + ':' + $kind + ':' + $writer, consumer: 'graphinator', run: $run,"
            " data_type: $kind, writer: $writer, seen: $count})",
            run=RUN.number,
            kind=kind,
            writer=writer,
            count=count,
        )


async def announce(postgres: PostgresTarget, graph: GraphTarget, counts: dict[str, int]) -> None:
    """What both consumers keep of the extractor's last message."""
    message = ExtractionComplete(RUN.version, STARTED, STARTED, dict(counts), counts).body().decode()
    await postgres.rows(
        "INSERT INTO public.import_signals (consumer, source, version, run, started_at, data_type, message)"
        " VALUES ('tableinator', 'discogs', %s, %s, %s, 'releases', %s)",
        (RUN.version, RUN.number, STARTED, message),
    )
    await graph.rows(
        "CREATE (:ExtractionCompletion {key: 'k', consumer: 'graphinator', version: $version, run: $run, state: 'pending', signals: ['releases'],"
        " message_releases: $message, updated_at: datetime()})",
        version=RUN.version,
        run=RUN.number,
        message=message,
    )


async def reject(broker: Broker, queue: str) -> None:
    """Publish a message to a queue, and refuse it."""
    await broker.publish("", b"{}", routing_key=queue)
    channel = await broker.channel()
    message = await (await channel.get_queue(queue, ensure=False)).get(timeout=10)
    assert message is not None
    await message.reject(requeue=False)
    await channel.close()


async def test_operations_40_rates_of_queues_are_not_zero_under_load(services: StandIns, broker: Broker) -> None:
    await declare_consumer_queues(broker.url, "discogsography-discogs", "graphinator", [DataType.LABELS])
    async with watching(services, **lowered(broker.env)) as client:

        async def is_moving() -> bool:
            await broker.publish_many("discogsography-discogs-labels", [{"id": "1"}] * 20)
            queues = (await client.get("/api/queues")).json().get("discogs", [])
            return any(queue["message_rate"] > 0 for queue in queues)

        await eventually(is_moving, interval_s=0.5)
        assert 'discogsography_queue_publish_rate{consumer="graphinator"' in (await client.get("/metrics")).text


async def test_an_error_ends_the_cycle_that_has_it_and_no_other(services: StandIns) -> None:
    failures = 2

    @asynccontextmanager
    async def with_a_listener_that_fails(settings: DashboardSettings, board: Board) -> AsyncIterator[None]:
        def fail(_metrics: SystemMetrics) -> None:
            nonlocal failures
            failures -= 1
            if failures >= 0:
                raise RuntimeError("a listener failed")

        board.tell(fail)
        async with gathering(settings, board, replace(FAST, timeout_s=0.6)):
            yield

    async with dashboard(with_a_listener_that_fails, **services.settings | NOWHERE | NO_REDIS) as client:
        await eventually(lambda: failures < -3)
        assert (await client.get("/health")).json()["status"] == "healthy"
