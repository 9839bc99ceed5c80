"""The engine on a real broker with a store in memory that fails on order."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from functools import partial
import time
from typing import Any

import pytest

from common.consumer.writing import SystematicFailure
from common.domain.data_types import DISCOGS_TYPES, DataType
from common.domain.messages import RunStamp
from common.messaging.topology import dlq_name, exchange_name, queue_name
from tests.common.consumer.fake_store import FakeDatabase, WrongStatementError, fake_spec
from tests.common.consumer.harness import (
    CONSUMER,
    PREFIX,
    RUN,
    dead_count,
    dead_letters,
    declare,
    depth,
    extraction_complete,
    file_complete,
    headers,
    publish,
    records,
    running,
)
from tests.support.servers import Broker
from tests.support.waiting import eventually, steadily


ARTISTS = DataType.ARTISTS


async def test_records_are_written_and_acknowledged(broker: Broker) -> None:
    database = FakeDatabase()
    await declare(broker)
    await publish(broker, ARTISTS, records(35))
    async with running(broker, fake_spec(database)) as consumer:
        await eventually(lambda: len(database.rows[ARTISTS]) == 35)
        await consumer.end()
    assert await depth(broker, ARTISTS) == 0
    assert max(size for _, size in database.batches) <= 10, "the size asked for is never exceeded"


async def test_a_lone_record_waits_no_longer_than_the_interval(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database, flush_interval_s=1.0)) as consumer:
        for number in range(1, 4):
            await publish(broker, ARTISTS, records(1, number))
            began = time.monotonic()
            await eventually(partial(_has_rows, database, number), interval_s=0.01)
            assert 0.5 < time.monotonic() - began < 1.9, "neither alone at once nor up to two intervals"
        await consumer.end()


@pytest.mark.parametrize("body", [b"not json", b"[1]", b'{"type":"data"}', b'{"id":""}', b'{"id":null}', b'{"id":NaN}'])
async def test_an_invalid_record_is_dead_lettered_after_one_delivery(broker: Broker, body: bytes) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database)):
        await publish(broker, ARTISTS, [*records(3), body, *records(3, 4)])
        await eventually(lambda: len(database.rows[ARTISTS]) == 6)
        dead = dlq_name(queue_name(PREFIX, CONSUMER, ARTISTS))
        await eventually(lambda: broker.queue_depth(dead))
    [(found, properties)] = await broker.get_all(dead)
    assert found == body
    told: dict[str, Any] = dict(properties.headers or {})
    assert told["x-death"][0]["reason"] == "rejected"
    assert not told.get("x-delivery-count")
    assert [reject.record_id for reject in database.rejects] == [None], "in the ledger before the rejection"


async def test_one_bad_record_is_dead_lettered_alone(broker: Broker) -> None:
    database = FakeDatabase()
    await declare(broker)
    await publish(broker, ARTISTS, [*records(25), *records(1, 900, poison=True), *records(25, 26)], run=RUN)
    async with running(broker, fake_spec(database, batch_size=50)) as consumer:
        await eventually(lambda: len(database.rows[ARTISTS]) == 50)
        await eventually(lambda: dead_count(broker))
        await consumer.end()
    assert [reject.record_id for reject in database.rejects] == ["900"]
    assert len(await dead_letters(broker, ARTISTS)) == 1
    assert database.write_calls < 30, "halving, not one write a record"


async def test_two_hundred_bad_records_among_many_stop_nothing(broker: Broker) -> None:
    database = FakeDatabase()
    await declare(broker)
    bodies = [record | {"poison": number % 10 == 0} for number, record in enumerate(records(2_000))]
    await publish(broker, ARTISTS, bodies)
    async with running(broker, fake_spec(database, batch_size=100)) as consumer:
        await eventually(lambda: len(database.rows[ARTISTS]) == 1_800, 60)
        await consumer.end()
    assert await dead_count(broker) == 200


async def test_a_fault_of_every_record_stops_the_consumer_and_spares_the_messages(broker: Broker) -> None:
    database = FakeDatabase(broken=True)
    await declare(broker)
    await publish(broker, ARTISTS, records(120))
    async with running(broker, fake_spec(database, batch_size=60), wait=False) as consumer:
        with pytest.raises(SystematicFailure):
            await asyncio.wait_for(asyncio.shield(consumer.task), 30)
    await eventually(lambda: _equals(depth(broker, ARTISTS), 120))
    assert await dead_count(broker) == 0


async def test_a_bug_stops_the_consumer_and_settles_nothing(broker: Broker) -> None:
    database = FakeDatabase(is_schema_missing=True)
    await declare(broker)
    await publish(broker, ARTISTS, records(15))
    async with running(broker, fake_spec(database), wait=False) as consumer:
        with pytest.raises(WrongStatementError):
            await asyncio.wait_for(asyncio.shield(consumer.task), 30)
    await eventually(lambda: _equals(depth(broker, ARTISTS), 15))
    assert await dead_count(broker) == 0


async def test_an_outage_spends_no_delivery_and_loses_nothing(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database)) as consumer:
        database.is_down = True
        await publish(broker, ARTISTS, records(60))
        await eventually(lambda: not consumer.health["connections"]["postgresql"]["connected"])
        await steadily(lambda: not database.rows[ARTISTS], 2.0)
        assert database.write_calls == 1, "the store is probed, the batch is not tried again and again"
        assert consumer.health["connections"]["rabbitmq"]["paused"]
        database.is_down = False
        await eventually(lambda: len(database.rows[ARTISTS]) == 60)
        await consumer.end()
    assert await dead_count(broker) == 0
    assert await depth(broker, ARTISTS) == 0


async def test_a_long_outage_hands_back_once_and_stays_away(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database), hand_back_after_s=1.0) as consumer:
        database.is_down = True
        await publish(broker, ARTISTS, records(20))
        await eventually(lambda: _equals(depth(broker, ARTISTS), 20), what="handed back")
        await steadily(lambda: not consumer.health["active_consumers"], 1.0)
        database.is_down = False
        await eventually(lambda: len(database.rows[ARTISTS]) == 20)
        await consumer.end()
    assert await depth(broker, ARTISTS) == 0


async def test_deadlocks_are_tried_again_at_once(broker: Broker) -> None:
    database = FakeDatabase(deadlocks=3)
    await declare(broker)
    await publish(broker, ARTISTS, records(10))
    async with running(broker, fake_spec(database)):
        began = time.monotonic()
        await eventually(lambda: len(database.rows[ARTISTS]) == 10)
        assert time.monotonic() - began < 5.0, "the waits of a store that is away would be longer"
    assert database.batches == [(ARTISTS, 10)]


async def test_a_store_that_answers_but_keeps_failing_gets_smaller_batches(broker: Broker) -> None:
    database = FakeDatabase(deadlocks=6)
    await declare(broker)
    await publish(broker, ARTISTS, records(40))
    async with running(broker, fake_spec(database, batch_size=40)) as consumer:
        await eventually(lambda: len(database.rows[ARTISTS]) == 40)
        await consumer.end()
    assert [size for _, size in database.batches] == [20, 20]


async def test_one_write_a_type_and_two_at_a_time(broker: Broker) -> None:
    database = FakeDatabase(delay_s=0.1)
    await declare(broker)
    for data_type in DISCOGS_TYPES:
        await publish(broker, data_type, records(30))
    async with running(broker, fake_spec(database)):
        await eventually(lambda: sum(map(len, database.rows.values())) == 120)
    assert database.most_concurrent == 2


async def test_a_stop_writes_what_is_in_memory(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database, flush_interval_s=60.0)) as consumer:
        await publish(broker, ARTISTS, records(5))
        await eventually(lambda: consumer.health["pending"][ARTISTS] == 5)
        await consumer.end()
    assert len(database.rows[ARTISTS]) == 5
    assert await depth(broker, ARTISTS) == 0


async def test_a_stop_takes_nothing_in_again(broker: Broker) -> None:
    database = FakeDatabase(delay_s=2.0)
    async with running(broker, fake_spec(database), queue_check_interval=0.2) as consumer:
        await publish(broker, ARTISTS, records(10))
        await eventually(lambda: consumer.engine.lanes[ARTISTS].in_flight == 10)
        consumer.stop.set()
        await eventually(lambda: not consumer.health["active_consumers"])
        await steadily(lambda: not consumer.health["active_consumers"], 1.0)
        await consumer.end()


async def test_a_stop_during_an_outage_is_quick_and_returns_everything(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database)) as consumer:
        database.is_down = True
        await publish(broker, ARTISTS, records(25))
        await eventually(lambda: not consumer.health["connections"]["postgresql"]["connected"])
        began = time.monotonic()
        await consumer.end()
        assert time.monotonic() - began < 4.5, "it does not use up the deadline of 5 s"
    await eventually(lambda: _equals(depth(broker, ARTISTS), 25))
    assert await dead_count(broker) == 0


async def test_a_stop_before_the_store_was_ever_up_ends_in_order(broker: Broker) -> None:
    database = FakeDatabase(is_down=True)
    async with running(broker, fake_spec(database), wait=False) as consumer:
        await eventually(lambda: database.probes)
        assert consumer.health["status"] == "starting"
        assert consumer.health["current_task"] == "Initializing PostgreSQL connection"
        await consumer.end()


async def test_a_fault_while_stopping_is_still_a_fault(broker: Broker) -> None:
    database = FakeDatabase(is_schema_missing=True)
    async with running(broker, fake_spec(database, flush_interval_s=60.0)) as consumer:
        await publish(broker, ARTISTS, records(5))
        await eventually(lambda: consumer.health["pending"][ARTISTS] == 5)
        with pytest.raises(WrongStatementError):
            await consumer.end()


async def test_background_work_may_end_but_not_fail(broker: Broker) -> None:
    database = FakeDatabase()
    fault = asyncio.Event()

    async def short(_store: object) -> None:
        return None

    async def failing(_store: object) -> None:
        await fault.wait()
        raise ValueError("background")

    async with running(broker, fake_spec(database, background=short)) as consumer:
        await publish(broker, ARTISTS, records(3))
        await eventually(lambda: len(database.rows[ARTISTS]) == 3)
        await consumer.end()
    async with running(broker, fake_spec(database, background=failing)) as consumer:
        fault.set()
        with pytest.raises(ValueError, match="background"):
            await asyncio.wait_for(asyncio.shield(consumer.task), 30)


async def test_a_slow_write_is_bounded_by_the_deadline_of_a_stop(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database), shutdown_deadline=0.5) as consumer:
        database.delay_s = 30
        await publish(broker, ARTISTS, records(10))
        await eventually(lambda: consumer.health["in_flight"][ARTISTS])
        began = time.monotonic()
        await consumer.end()
        assert time.monotonic() - began < 15.0, "the write takes 30 s"
    await eventually(lambda: _equals(depth(broker, ARTISTS), 10))


async def test_the_memory_budget_pauses_the_intake(broker: Broker) -> None:
    database = FakeDatabase(delay_s=0.05)
    await declare(broker)
    await publish(broker, ARTISTS, records(60, text="x" * 100_000))
    async with running(broker, fake_spec(database, batch_size=50), consumer_memory_budget=1_000_000) as consumer:
        await eventually(lambda: consumer.health["connections"]["rabbitmq"]["paused"], interval_s=0.005)
        await eventually(lambda: len(database.rows[ARTISTS]) == 60)
        await consumer.end()
    assert max(size for _, size in database.batches) == 1, "a batch takes an eighth of the budget at most"


async def test_a_record_larger_than_the_budget_goes_alone(broker: Broker) -> None:
    database = FakeDatabase()
    await declare(broker)
    await publish(broker, ARTISTS, [*records(3), *records(1, 10, text="x" * 5_000_000), *records(3, 20)])
    async with running(broker, fake_spec(database), consumer_memory_budget=1_000_000) as consumer:
        await eventually(lambda: len(database.rows[ARTISTS]) == 7)
        await consumer.end()
    assert (ARTISTS, 1) in database.batches


async def test_of_one_id_in_a_batch_the_highest_sequence_wins(broker: Broker) -> None:
    database = FakeDatabase()
    await declare(broker)
    exchange = exchange_name(PREFIX, ARTISTS)
    for sequence, text in ((5, "five"), (7, "seven"), (6, "six")):
        await broker.publish(exchange, {"id": "1", "text": text}, headers(sequence))
    async with running(broker, fake_spec(database)) as consumer:
        await eventually(lambda: database.rows[ARTISTS])
        await consumer.end()
    assert database.rows[ARTISTS]["1"].text == "seven"
    assert database.batches == [(ARTISTS, 1)]
    assert await depth(broker, ARTISTS) == 0, "the others are settled with it"


async def test_file_complete_waits_for_what_came_before_it(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database, flush_interval_s=60.0)) as consumer:
        database.is_down = True
        await publish(broker, ARTISTS, [*records(15), file_complete(ARTISTS)])
        await eventually(lambda: not consumer.health["connections"]["postgresql"]["connected"])
        await steadily(lambda: not consumer.health["completed_files"], 1.0)
        database.is_down = False
        await eventually(lambda: consumer.health["completed_files"] == [ARTISTS])
        assert len(database.rows[ARTISTS]) == 15
        await consumer.end()
    assert await depth(broker, ARTISTS) == 0


async def test_the_completion_signal_survives_an_outage(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database)) as consumer:
        database.is_down = True
        await publish(broker, ARTISTS, [extraction_complete({})])
        await eventually(lambda: not consumer.health["connections"]["postgresql"]["connected"])
        database.is_down = False
        await eventually(lambda: database.signals)
        await consumer.end()
    assert await dead_count(broker) == 0 and await depth(broker, ARTISTS) == 0


async def test_a_run_is_settled_by_its_counts_and_done_once(broker: Broker) -> None:
    database = FakeDatabase()
    await declare(broker)
    counts = dict.fromkeys(DISCOGS_TYPES, 12)
    for data_type in DISCOGS_TYPES:
        await publish(broker, data_type, [*records(12), extraction_complete(counts)], run=RUN)
    async with running(broker, fake_spec(database)) as one, running(broker, fake_spec(database)) as two:
        began = time.monotonic()
        await eventually(lambda: list(database.states.values()) == ["done"])
        assert time.monotonic() - began < 10, "work starts within 10 s"
        await one.end()
        await two.end()
    assert len(database.settled_runs) == 1
    assert sorted(database.settled_types) == sorted((data_type, "complete") for data_type in DISCOGS_TYPES)


async def test_rejected_records_count_and_unreadable_ones_veto(broker: Broker) -> None:
    database = FakeDatabase()
    await declare(broker)
    await publish(broker, ARTISTS, [*records(4), *records(1, 5, poison=True), extraction_complete({ARTISTS: 5})], run=RUN)
    await publish(broker, DataType.LABELS, [*records(4), b"{", extraction_complete({DataType.LABELS: 5})], run=RUN)
    async with running(broker, fake_spec(database)):
        await eventually(lambda: len(database.settled_types) == 2)
    assert dict(database.settled_types) == {ARTISTS: "complete", DataType.LABELS: "incomplete"}
    assert not database.settled_runs, "two types have not ended"


async def test_failing_work_after_a_run_is_tried_again_and_the_next_start_resumes(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    from common.consumer import completion

    monkeypatch.setattr(completion, "RETRY", replace(completion.RETRY, initial=0.05, factor=1.0))
    monkeypatch.setattr(completion, "POLL_OPEN_S", 0.1)
    database = FakeDatabase(failing_run_work=3)
    await declare(broker)
    for data_type in DISCOGS_TYPES:
        await publish(broker, data_type, [*records(1), extraction_complete(dict.fromkeys(DISCOGS_TYPES, 1))], run=RUN)
    async with running(broker, fake_spec(database)) as consumer:
        await eventually(lambda: list(database.states.values()) == ["failed"])
        await steadily(lambda: list(database.states.values()) == ["failed"], 0.5)
        await consumer.end()
    async with running(broker, fake_spec(database)):
        await eventually(lambda: list(database.states.values()) == ["done"])
    assert len(database.settled_runs) == 1


async def test_complete_types_are_cancelled_the_connection_closes_and_all_come_back(broker: Broker) -> None:
    database = FakeDatabase()
    # Long enough for the other types to be seen awake, before they rest again.
    async with running(broker, fake_spec(database), consumer_cancel_delay=2.0) as consumer:
        for data_type in DISCOGS_TYPES:
            await publish(broker, data_type, [file_complete(data_type), extraction_complete({})])
        await eventually(lambda: consumer.health["connections"]["rabbitmq"]["resting"])
        health = consumer.health
        assert (health["status"], health["active_consumers"], health["current_task"]) == ("healthy", [], None)
        assert sorted(health["completed_files"]) == sorted(DISCOGS_TYPES)
        await publish(broker, ARTISTS, records(1), run=RUN)  # of a run whose end has not come, so that the type stays open
        await eventually(lambda: database.rows[ARTISTS])
        await eventually(lambda: len(consumer.health["active_consumers"]) == 4)
        assert ARTISTS not in consumer.health["completed_files"]
        await consumer.end()


async def test_a_cancelled_type_is_looked_at_while_others_are_at_work(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database), consumer_cancel_delay=0.3) as consumer:
        await publish(broker, ARTISTS, [extraction_complete({})])
        await eventually(lambda: ARTISTS not in consumer.health["active_consumers"])
        assert len(consumer.health["active_consumers"]) == 3
        await publish(broker, ARTISTS, records(3))
        await eventually(lambda: len(database.rows[ARTISTS]) == 3)
        await eventually(lambda: len(consumer.health["active_consumers"]) == 4)
        await consumer.end()


async def test_records_of_a_newer_run_reopen_a_complete_type(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database)) as consumer:
        await publish(broker, ARTISTS, [*records(2), extraction_complete({ARTISTS: 2})], run=RUN)
        await eventually(lambda: consumer.health["completed_files"] == [ARTISTS])
        await publish(broker, ARTISTS, records(1, 2), run=RUN)  # a late copy of the same run
        await steadily(lambda: consumer.health["completed_files"] == [ARTISTS], 0.5)
        await publish(broker, ARTISTS, records(2), run=RunStamp("20260401", "2026-04-05T10:00:00.000000Z"))
        await eventually(lambda: not consumer.health["completed_files"])
        await consumer.end()


async def test_a_lost_connection_voids_what_is_in_memory_and_nothing_is_lost(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database, flush_interval_s=60.0)) as consumer:
        await publish(broker, ARTISTS, records(5))
        await eventually(lambda: consumer.health["pending"][ARTISTS] == 5)
        await _kill_connections(broker)
        await eventually(lambda: not consumer.health["active_consumers"])
        assert consumer.health["pending"][ARTISTS] == 0
        await eventually(lambda: consumer.health["pending"][ARTISTS] == 5 and consumer.health["active_consumers"])
        await consumer.end()
    assert len(database.rows[ARTISTS]) == 5
    assert await depth(broker, ARTISTS) == 0 and await dead_count(broker) == 0


async def test_a_deleted_queue_is_made_again(broker: Broker) -> None:
    database = FakeDatabase()
    async with running(broker, fake_spec(database)) as consumer:
        await broker.management.delete(f"/api/queues/{broker.vhost}/{queue_name(PREFIX, CONSUMER, ARTISTS)}")
        await eventually(lambda: ARTISTS not in consumer.health["active_consumers"])
        await eventually(lambda: len(consumer.health["active_consumers"]) == 4)
        await publish(broker, ARTISTS, records(1))
        await eventually(lambda: database.rows[ARTISTS])
        await consumer.end()


async def test_two_engines_share_a_queue(broker: Broker) -> None:
    database = FakeDatabase(delay_s=0.02)
    await declare(broker)
    await publish(broker, ARTISTS, records(1_000))
    async with running(broker, fake_spec(database)) as one, running(broker, fake_spec(database)) as two:
        await eventually(lambda: len(database.rows[ARTISTS]) == 1_000)
        await eventually(lambda: not one.health["in_flight"][ARTISTS] and not two.health["in_flight"][ARTISTS])
        written = [one.health["written"][ARTISTS], two.health["written"][ARTISTS]]
        await one.end()
        await two.end()
    assert sum(written) == 1_000 and min(written) > 0
    assert await depth(broker, ARTISTS) == 0


async def _kill_connections(broker: Broker) -> None:
    async def kill() -> bool:
        answer = await broker.management.get(f"/api/vhosts/{broker.vhost}/connections")
        names = [c["name"] for c in answer.json() if c.get("client_properties", {}).get("connection_name") == CONSUMER]
        for name in names:
            await broker.management.delete(f"/api/connections/{name.replace(' ', '%20')}")
        return bool(names)

    await eventually(kill)


async def _equals(value: Awaitable[int], expected: int) -> bool:
    return await value == expected


def _has_rows(database: FakeDatabase, count: int) -> bool:
    return len(database.rows[ARTISTS]) == count
