"""What health says, and when it is not well."""

import asyncio
import time

import pytest

from common.consumer.engine import Engine
from common.consumer.health import AWAY_S, NO_COMMIT_S, health_payload
from common.consumer.settings import EngineSettings
from common.consumer.spec import Batch, BatchResult
from common.consumer.workers import sum_payloads
from common.domain.data_types import DISCOGS_TYPES, DataType
from common.messaging.intake import Delivery
from tests.common.consumer.fake_store import FakeDatabase, FakeWriter, Note, fake_spec
from tests.common.consumer.harness import declare, publish, records, running
from tests.support.servers import Broker
from tests.support.waiting import eventually


ARTISTS = DataType.ARTISTS
DOCUMENTED = {
    "status",
    "service",
    "current_task",
    "progress",
    "message_counts",
    "last_message_time",
    "active_consumers",
    "completed_files",
    "timestamp",
}
ADDED = {"connections", "written", "rate", "batch_p95_ms", "pending", "in_flight", "last_commit", "runs", "maintenance", "rejected", "fake"}


async def test_before_anything_is_open_it_is_starting() -> None:
    engine: Engine[Note] = Engine(fake_spec(FakeDatabase()), EngineSettings.load())
    payload = health_payload(engine)
    assert payload["status"] == "starting" and payload["current_task"] == "Initializing PostgreSQL connection"
    assert set(payload) >= DOCUMENTED
    engine.opened_at = time.monotonic() - AWAY_S - 1
    assert health_payload(engine)["status"] == "unhealthy", "it cannot start for ever"


async def test_all_documented_fields_and_ours(broker: Broker) -> None:
    async with running(broker, fake_spec(FakeDatabase())) as consumer:
        payload = consumer.health
        assert set(payload) >= DOCUMENTED | ADDED
        assert payload["status"] == "healthy" and payload["current_task"] == "Idle - waiting for messages"
        assert list(payload["message_counts"]) == list(DISCOGS_TYPES) == payload["active_consumers"]
        consumer.engine.lanes[DataType.LABELS].last_message_at = time.time() - 5
        assert consumer.health["current_task"] == "Processing labels"


@pytest.mark.parametrize("part", ["store", "broker"])
async def test_half_a_minute_without_a_server_is_unhealthy(broker: Broker, part: str) -> None:
    async with running(broker, fake_spec(FakeDatabase())) as consumer:
        engine = consumer.engine
        assert engine.gate is not None and engine.link is not None
        for away_s, status in ((AWAY_S - 5, "healthy"), (AWAY_S + 5, "unhealthy")):
            since = asyncio.get_running_loop().time() - away_s
            if part == "store":
                engine.gate.away_since = since
            else:
                engine.link.away_since = since
            assert consumer.health["status"] == status
        assert len(consumer.health["reasons"]) == 1


async def test_deliveries_that_wait_without_a_commit_are_unhealthy(broker: Broker) -> None:
    async with running(broker, fake_spec(FakeDatabase())) as consumer:
        lane = consumer.engine.lanes[ARTISTS]
        lane.waiting_since = time.monotonic() - NO_COMMIT_S - 1
        assert consumer.health["status"] == "unhealthy" and "artists" in consumer.health["reasons"][0]
        lane.committed(1, 0, 0.1)
        assert consumer.health["status"] == "healthy"


class Returning:
    """A server that comes back between two looks at it."""

    def __init__(self) -> None:
        self.is_open = False
        self.error = None
        self.attempts = 0
        self._answers = iter([time.monotonic() - AWAY_S - 1])

    @property
    def away_since(self) -> float | None:
        return next(self._answers, None)


async def test_a_server_that_comes_back_while_health_is_told_is_no_fault_of_health() -> None:
    engine: Engine[Note] = Engine(fake_spec(FakeDatabase()), EngineSettings.load())
    engine.gate = Returning()  # type: ignore[assignment]
    assert ["PostgreSQL is away" in reason for reason in health_payload(engine)["reasons"]] == [True]


async def test_a_batch_that_was_prepared_behind_another_counts_as_waiting(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    database = FakeDatabase(delay_s=0.3)
    write = FakeWriter.write

    async def only_once(self: FakeWriter, batch: Batch[Note], /) -> BatchResult:
        if database.write_calls:
            database.write_calls += 1
            await asyncio.Event().wait()
        return await write(self, batch)

    monkeypatch.setattr(FakeWriter, "write", only_once)
    await declare(broker)
    await publish(broker, ARTISTS, records(20))
    async with running(broker, fake_spec(database)) as consumer:
        lane = consumer.engine.lanes[ARTISTS]
        await eventually(lambda: database.write_calls == 2)
        assert lane.in_flight == 10 and not lane.pending
        assert lane.waiting_since is not None


async def test_stuck_when_no_consumer_is_left_and_files_are_open(broker: Broker) -> None:
    async with running(broker, fake_spec(FakeDatabase())) as consumer:
        engine = consumer.engine
        assert engine.link is not None
        engine.lanes[ARTISTS].received = 1
        engine.link.active = []
        engine.link.away_since = asyncio.get_running_loop().time() - AWAY_S - 1
        payload = consumer.health
        assert (payload["status"], payload["current_task"]) == ("unhealthy", "STUCK - consumers died, awaiting recovery")


async def test_the_payload_can_be_read_from_a_thread_while_deliveries_come(broker: Broker) -> None:
    async with running(broker, fake_spec(FakeDatabase(), flush_interval_s=60.0, batch_size=500)) as consumer:
        await asyncio.gather(*(asyncio.to_thread(health_payload, consumer.engine) for _ in range(20)))
        consumer.engine._on_delivery(Delivery(ARTISTS, 0, 1, b'{"id":"1"}', False, None, 0))
        await eventually(lambda: consumer.health["pending"][ARTISTS] == 1)


def payload(status: str = "healthy", **changes: object) -> dict[str, object]:
    base: dict[str, object] = {
        "status": status,
        "service": "tableinator",
        "current_task": None,
        "message_counts": {"artists": 2, "labels": 0},
        "last_message_time": {"artists": 10.0, "labels": 0.0},
        "active_consumers": ["artists"],
        "completed_files": ["artists", "labels"],
        "batch_p95_ms": {"artists": 5.0, "labels": 0.0},
        "progress": 0.5,
        "timestamp": "2026-03-05T09:28:09+00:00",
        "maintenance": {"running": False, "run": None},
        "runs": [],
    }
    return base | changes


def test_health_of_several_processes_adds_up() -> None:
    one = payload()
    two = payload(
        "unhealthy",
        current_task="Processing artists",
        message_counts={"artists": 3, "labels": 4},
        last_message_time={"artists": 9.0, "labels": 7.0},
        active_consumers=["artists", "labels"],
        completed_files=["artists"],
        maintenance={"running": True, "run": "1:20260301"},
        timestamp="2026-03-05T09:28:10+00:00",
    )
    total = sum_payloads([one, two])
    assert total == payload(
        "unhealthy",
        current_task="Processing artists",
        message_counts={"artists": 5, "labels": 4},
        last_message_time={"artists": 10.0, "labels": 7.0},
        active_consumers=["artists", "labels"],
        completed_files=["artists"],
        maintenance={"running": True, "run": "1:20260301"},
        timestamp="2026-03-05T09:28:10+00:00",
    )
    assert one == payload(), "the parts stay as they were"


def test_a_run_is_shown_as_the_process_has_it_that_saw_most_of_it() -> None:
    run = {"version": "20260101", "started_at": "2026-01-01T00:00:00Z"}
    later = {"version": "20260201", "started_at": "2026-02-01T00:00:00Z", "state": "pending"}
    total = sum_payloads([{"runs": []}, {"runs": [run | {"state": "done"}]}, {"runs": [run | {"state": "running"}, later]}])
    assert total["runs"] == [run | {"state": "done"}, later]


@pytest.mark.parametrize(("received", "expected"), [(0, ["artists", "labels"]), (4, ["artists"])])
def test_a_type_is_complete_when_no_process_that_received_any_of_it_waits_for_its_end(received: int, expected: list[str]) -> None:
    saw_the_end = payload(completed_files=["labels"], message_counts={"artists": 0, "labels": 9})
    missed_it = payload(completed_files=["artists"], message_counts={"artists": 7, "labels": received})

    assert sorted(sum_payloads([saw_the_end, missed_it])["completed_files"]) == expected
