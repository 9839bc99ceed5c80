import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from pamqp import commands
import pytest

from common.domain.data_types import DataType
from common.domain.messages import RunStamp
from common.messaging.intake import Delivery, Intake
from common.messaging.publisher import BulkPublisher
from common.messaging.topology import declare_consumer_queues, queue_depths, queue_name
from common.runtime.errors import StoreUnavailable
from tests.common.messaging.broker_connections import find_connection, force_close
from tests.common.messaging.fake_broker import FakeBroker, Session, fake_broker
from tests.support.servers import Broker
from tests.support.waiting import eventually, steadily


RUN = RunStamp("20260101", "2026-01-05T10:20:01.000000Z")
TYPES = (DataType.ARTISTS, DataType.LABELS)
ARTISTS, LABELS = TYPES
QUEUES = {data_type: queue_name("p", "graphinator", data_type) for data_type in TYPES}


@dataclass
class Taken:
    """What an intake reported."""

    deliveries: list[Delivery] = field(default_factory=list)
    lost: list[Exception | None] = field(default_factory=list)
    lost_types: list[tuple[DataType, Exception]] = field(default_factory=list)

    def of(self, data_type: DataType) -> list[Delivery]:
        return [delivery for delivery in self.deliveries if delivery.data_type is data_type]


type Opener = Callable[..., Any]


@pytest.fixture
async def taken(broker: Broker) -> Taken:
    await declare_consumer_queues(broker.url, "p", "graphinator", TYPES)
    return Taken()


@pytest.fixture
async def opened(broker: Broker, taken: Taken) -> AsyncIterator[Opener]:
    intakes: list[Intake] = []

    async def make(prefetch: int = 1000, name: str = "intake", **options: Any) -> Intake:
        intake = await Intake.open(
            broker.url,
            QUEUES,
            consumer_tag=lambda data_type: f"graphinator-{data_type}",
            prefetch=prefetch,
            on_delivery=taken.deliveries.append,
            on_lost=taken.lost.append,
            on_lost_type=lambda data_type, error: taken.lost_types.append((data_type, error)),
            connection_name=name,
            **options,
        )
        intakes.append(intake)
        return intake

    yield make
    for intake in intakes:
        await intake.close()


async def publish(broker: Broker, data_type: DataType, bodies: list[bytes], **options: Any) -> None:
    async with BulkPublisher.open(broker.url, connection_name="publisher") as publisher:
        await publisher.publish(f"p-{data_type}", bodies, **options)


def numbered(count: int, start: int = 0) -> list[bytes]:
    return [str(number).encode() for number in range(start, start + count)]


async def depths(broker: Broker) -> dict[DataType, int | None]:
    found = await queue_depths(broker.url, QUEUES.values())
    return {data_type: found[queue] for data_type, queue in QUEUES.items()}


async def test_deliveries_carry_body_order_run_and_sequence(broker: Broker, taken: Taken, opened: Opener) -> None:
    await publish(broker, ARTISTS, numbered(300), run=RUN, first_sequence=1 << 24)
    await publish(broker, LABELS, [b"", b"{}"])
    await opened()
    await eventually(lambda: len(taken.deliveries) == 302)
    artists = taken.of(ARTISTS)
    assert [delivery.body for delivery in artists] == numbered(300)
    assert [delivery.tag for delivery in artists] == list(range(1, 301))
    assert [delivery.sequence for delivery in artists] == list(range(1 << 24, (1 << 24) + 300))
    assert all(delivery.run == RUN and not delivery.redelivered for delivery in artists)
    assert [(delivery.body, delivery.run, delivery.sequence, delivery.tag) for delivery in taken.of(LABELS)] == [
        (b"", None, 0, 1),
        (b"{}", None, 0, 2),
    ]
    assert len({delivery.generation for delivery in taken.deliveries}) == 2


async def test_graph_03_tags_and_prefetch_are_set_on_each_consumer(broker: Broker, taken: Taken, opened: Opener) -> None:
    await opened(prefetch=200)

    async def consumers() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await broker.management.get(f"/api/consumers/{broker.vhost}")).raise_for_status().json()
        return found if len(found) == 2 else []

    for consumer in await eventually(consumers):
        assert consumer["consumer_tag"] == f"graphinator-{consumer['queue']['name'].rpartition('-')[2]}"
        assert (consumer["prefetch_count"], consumer["ack_required"], consumer["exclusive"]) == (200, True, False)


async def test_settled_deliveries_are_gone_and_unsettled_ones_come_again(broker: Broker, taken: Taken, opened: Opener) -> None:
    await publish(broker, ARTISTS, numbered(10), run=RUN, first_sequence=0)
    intake = await opened()
    await eventually(lambda: len(taken.deliveries) == 10)
    generation = taken.deliveries[0].generation
    intake.ack_through(ARTISTS, generation, 4)
    intake.ack(ARTISTS, generation, 6)
    intake.reject(ARTISTS, generation, 8)
    assert intake.unsettled(ARTISTS) == 4
    await intake.close()
    taken.deliveries.clear()
    await opened()
    await eventually(lambda: len(taken.deliveries) == 4)
    assert [delivery.body for delivery in taken.deliveries] == [b"4", b"6", b"8", b"9"]
    # The broker added a header of its own: run and sequence are found all the same.
    assert [(delivery.run, delivery.sequence, delivery.redelivered) for delivery in taken.deliveries] == [
        (RUN, number, True) for number in (4, 6, 8, 9)
    ]
    assert [body for body, _ in await broker.get_all(f"{QUEUES[ARTISTS]}.dlq")] == [b"7"]


async def test_settling_twice_costs_nothing(broker: Broker, taken: Taken, opened: Opener) -> None:
    await publish(broker, ARTISTS, numbered(5))
    intake = await opened()
    await eventually(lambda: len(taken.deliveries) == 5)
    generation = taken.deliveries[0].generation
    for _ in range(2):
        intake.ack(ARTISTS, generation, 2)
        intake.reject(ARTISTS, generation, 3)
        intake.ack_through(ARTISTS, generation, 4)
        intake.ack(ARTISTS, generation, 99)
    assert intake.unsettled(ARTISTS) == 1
    await publish(broker, ARTISTS, [b"later"])
    await eventually(lambda: len(taken.deliveries) == 6)
    assert taken.lost_types == []


async def test_prefetch_bounds_what_is_unsettled(broker: Broker, taken: Taken, opened: Opener) -> None:
    await publish(broker, ARTISTS, numbered(50))
    intake = await opened(prefetch=20)
    await eventually(lambda: len(taken.deliveries) == 20)
    await steadily(lambda: len(taken.deliveries) == 20, 0.3)
    intake.ack_through(ARTISTS, taken.deliveries[0].generation, 20)
    await eventually(lambda: len(taken.deliveries) == 40)


async def test_a_lost_connection_is_reported_once_and_its_tags_mean_nothing_any_more(broker: Broker, taken: Taken, opened: Opener) -> None:
    await publish(broker, ARTISTS, numbered(100))
    intake = await opened(name="victim")
    await eventually(lambda: len(taken.deliveries) == 100)
    stale = taken.deliveries[0].generation
    intake.ack_through(ARTISTS, stale, 10)
    await force_close(broker, await find_connection(broker, "victim"))
    await eventually(lambda: taken.lost)
    assert isinstance(taken.lost[0], StoreUnavailable) and "CONNECTION_FORCED" in str(taken.lost[0])
    assert not intake.is_open and intake.consuming == frozenset()
    intake.ack_through(ARTISTS, stale, 100)
    taken.deliveries.clear()
    second = await opened()
    await eventually(lambda: len(taken.deliveries) == 90)
    assert [delivery.body for delivery in taken.deliveries] == numbered(90, 10)
    assert all(delivery.redelivered and delivery.generation != stale for delivery in taken.deliveries)
    second.ack_through(ARTISTS, stale, 90)
    assert second.unsettled(ARTISTS) == 90
    second.ack_through(ARTISTS, taken.deliveries[0].generation, 90)
    await second.close()
    assert (await depths(broker))[ARTISTS] == 0
    assert len(taken.lost) == 1 and taken.lost_types == []


async def test_closing_is_not_a_loss_and_sends_what_was_settled(broker: Broker, taken: Taken, opened: Opener) -> None:
    await publish(broker, ARTISTS, numbered(10))
    intake = await opened()
    await eventually(lambda: len(taken.deliveries) == 10)
    intake.ack_through(ARTISTS, taken.deliveries[0].generation, 7)
    await intake.close()
    assert (taken.lost, taken.lost_types) == ([], [])
    await eventually(lambda: broker.queue_depth(QUEUES[ARTISTS]))
    assert [body for body, _ in await broker.get_all(QUEUES[ARTISTS])] == numbered(3, 7)


async def test_a_deleted_queue_is_reported_for_its_type_and_can_be_consumed_again(broker: Broker, taken: Taken, opened: Opener) -> None:
    intake = await opened()
    channel = await broker.channel()
    await channel.queue_delete(QUEUES[ARTISTS])
    await channel.close()
    await eventually(lambda: taken.lost_types)
    assert [data_type for data_type, _ in taken.lost_types] == [ARTISTS]
    assert "cancelled the consumer graphinator-artists" in str(taken.lost_types[0][1])
    assert intake.consuming == {LABELS}
    with pytest.raises(StoreUnavailable, match="NOT_FOUND"):
        await intake.consume(ARTISTS)
    await declare_consumer_queues(broker.url, "p", "graphinator", TYPES)
    await intake.consume(ARTISTS)
    assert intake.consuming == set(TYPES)
    await publish(broker, ARTISTS, [b"a"])
    await publish(broker, LABELS, [b"l"])
    await eventually(lambda: len(taken.deliveries) == 2)
    assert len(taken.lost_types) == 1


async def test_an_absent_queue_fails_the_opening(broker: Broker, taken: Taken, opened: Opener) -> None:
    channel = await broker.channel()
    await channel.queue_delete(QUEUES[LABELS])
    await channel.close()
    with pytest.raises(StoreUnavailable, match="NOT_FOUND"):
        await opened()
    assert (taken.lost, taken.lost_types) == ([], [])


async def test_a_cancelled_type_gets_nothing_more_and_can_still_be_settled(broker: Broker, taken: Taken, opened: Opener) -> None:
    await publish(broker, ARTISTS, numbered(5))
    intake = await opened()
    await eventually(lambda: len(taken.deliveries) == 5)
    await intake.cancel(ARTISTS)
    await intake.cancel(ARTISTS)
    assert intake.consuming == {LABELS}
    await publish(broker, ARTISTS, numbered(5, 5))
    await publish(broker, LABELS, [b"label"])
    await eventually(lambda: len(taken.deliveries) == 6)
    intake.ack_through(ARTISTS, taken.deliveries[0].generation, 5)
    assert await depths(broker) == {ARTISTS: 5, LABELS: 0}
    await intake.consume(ARTISTS)
    await eventually(lambda: len(taken.of(ARTISTS)) == 10)
    assert [delivery.body for delivery in taken.of(ARTISTS)] == numbered(10)


async def test_a_paused_intake_takes_nothing_keeps_its_connection_and_settles(broker: Broker, taken: Taken, opened: Opener) -> None:
    await publish(broker, ARTISTS, numbered(5))
    intake = await opened(heartbeat_s=1)
    await eventually(lambda: len(taken.deliveries) == 5)
    intake.pause()
    await publish(broker, ARTISTS, [b"x" * 10_000] * 900)
    intake.ack_through(ARTISTS, taken.deliveries[0].generation, 5)
    await steadily(lambda: len(taken.deliveries) == 5 and intake.is_open, 5)  # several times what the broker takes for death
    await intake.cancel(LABELS)
    intake.resume()
    await eventually(lambda: len(taken.deliveries) == 905)
    assert intake.consuming == {ARTISTS}
    assert taken.lost == []


async def test_a_paused_intake_starts_no_consumer(broker: Broker, taken: Taken, opened: Opener) -> None:
    intake = await opened()
    await intake.cancel(ARTISTS)
    intake.pause()
    with pytest.raises(StoreUnavailable, match="paused"):
        await intake.consume(ARTISTS)
    intake.resume()
    await intake.consume(ARTISTS)
    assert intake.consuming == set(TYPES)


async def test_closing_while_paused_delivers_nothing_more(broker: Broker, taken: Taken, opened: Opener) -> None:
    intake = await opened()
    intake.pause()
    await publish(broker, ARTISTS, numbered(500))
    await intake.close()
    assert taken.deliveries == []
    await eventually(lambda: broker.queue_depth(QUEUES[ARTISTS]))


async def test_a_body_of_twenty_megabytes_arrives_whole(broker: Broker, taken: Taken, opened: Opener) -> None:
    body = bytes(range(256)) * (20 * 4096)
    await publish(broker, ARTISTS, [b"before", body, b"after"], run=RUN, first_sequence=7)
    await opened()
    await eventually(lambda: len(taken.deliveries) == 3)
    assert [delivery.body for delivery in taken.deliveries] == [b"before", body, b"after"]
    assert [delivery.sequence for delivery in taken.deliveries] == [7, 8, 9]


async def test_no_message_is_missed_when_a_connection_breaks_in_the_middle(broker: Broker, taken: Taken, opened: Opener) -> None:
    total, prefetch = 20_000, 500
    await publish(broker, ARTISTS, numbered(total))
    done: list[bytes] = []

    async def consume(until: Callable[[], bool], at_most: int = 2 * total) -> None:
        while not until():
            batch: list[Delivery] = []
            if len(done) < at_most:
                batch, taken.deliveries[:] = taken.deliveries[:], []
            if batch:
                done.extend(delivery.body for delivery in batch)
                intake.ack_through(ARTISTS, batch[-1].generation, batch[-1].tag)
            await asyncio.sleep(0.005)

    intake = await opened(prefetch, name="victim")
    connection = await find_connection(broker, "victim")
    closing = asyncio.create_task(force_close(broker, connection))
    await consume(lambda: bool(taken.lost), at_most=total // 2)
    await closing
    assert 0 < len(done) < total
    taken.deliveries.clear()
    intake = await opened(prefetch)
    await consume(lambda: len(set(done)) == total)
    assert len(done) <= total + prefetch
    await intake.close()
    assert (await depths(broker))[ARTISTS] == 0


async def test_a_consumer_that_ends_while_others_are_started_is_not_overlooked(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(broker: FakeBroker, session: Session, channel: int, method: Any) -> None:
        if isinstance(method, commands.Basic.Consume) and session.seen(commands.Basic.Consume):
            session.send(commands.Basic.Cancel(consumer_tag="first"), channel - 1)
        reply(broker, session, channel, method)

    reply = FakeBroker.answer
    monkeypatch.setattr(FakeBroker, "answer", answer)
    async with fake_broker() as broker:
        with pytest.raises(StoreUnavailable, match="cancelled the consumer"):
            await Intake.open(
                broker.url,
                QUEUES,
                consumer_tag=lambda data_type: f"graphinator-{data_type}",
                prefetch=10,
                on_delivery=lambda _delivery: None,
                on_lost=lambda _error: None,
                on_lost_type=lambda _data_type, _error: None,
                connection_name="intake",
            )
