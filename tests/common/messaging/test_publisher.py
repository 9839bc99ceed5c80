import asyncio
from collections.abc import AsyncIterator

import orjson
from pamqp import commands
import pytest

from common.domain.data_types import DataType
from common.domain.messages import RunStamp
from common.messaging.holding import REFUSED_PROBES, Unroutable
from common.messaging.intake import Delivery, Intake
from common.messaging.publisher import BulkPublisher
from common.messaging.topology import declare_consumer_queues, declare_exchanges
from common.runtime.errors import ConfigError, StoreUnavailable
from tests.common.messaging.broker_connections import find_connection, force_close
from tests.common.messaging.fake_broker import fake_broker
from tests.support.servers import Broker
from tests.support.waiting import eventually, steadily


RUN = RunStamp("20260101", "2026-01-05T10:20:01.000000Z")
EXCHANGE, QUEUE = "p-artists", "p-graphinator-artists"


@pytest.fixture
async def queue(broker: Broker) -> AsyncIterator[str]:
    await declare_consumer_queues(broker.url, "p", "graphinator", [DataType.ARTISTS])
    yield QUEUE


def bodies(count: int, start: int = 0) -> list[bytes]:
    return [orjson.dumps({"type": "data", "id": str(number)}) for number in range(start, start + count)]


async def drained(broker: Broker, queue: str, distinct: int) -> list[bytes]:
    """All bodies of a queue in order, when so many different ones have come; faster than getting them one by one."""
    deliveries: list[Delivery] = []
    intake = await Intake.open(
        broker.url,
        {DataType.ARTISTS: queue},
        consumer_tag=str,
        prefetch=30_000,
        on_delivery=deliveries.append,
        on_lost=lambda _: None,
        on_lost_type=lambda *_: None,
        connection_name="drain",
    )
    await eventually(lambda: len({delivery.body for delivery in deliveries}) >= distinct)
    await intake.close()
    return [delivery.body for delivery in deliveries]


async def test_messages_arrive_in_order_with_the_properties_of_the_contract(broker: Broker, queue: str) -> None:
    async with BulkPublisher.open(broker.url, connection_name="t") as publisher:
        first = await publisher.publish(EXCHANGE, bodies(3), run=RUN, first_sequence=(5 << 24) + 1)
        await publisher.publish(EXCHANGE, [b'{"type":"file_complete"}'], run=RUN)
        await publisher.publish(EXCHANGE, [b"{}"], first_sequence=9)
        await first
        await publisher.flush()
        assert (publisher.confirmed, publisher.unconfirmed, publisher.resent) == (5, 0, 0)
    got = await broker.get_all(queue)
    assert [body for body, _ in got] == [*bodies(3), b'{"type":"file_complete"}', b"{}"]
    for _, properties in got:
        assert (properties.content_type, properties.content_encoding, properties.delivery_mode) == ("application/json", "UTF-8", 2)
        assert not any((properties.message_id, properties.timestamp, properties.message_type, properties.expiration, properties.priority))
    stamp = {"version": RUN.version, "started_at": RUN.started_at}
    headers = [{key: value for key, value in (properties.headers or {}).items() if key != "x-delivery-count"} for _, properties in got]
    assert headers == [*({**stamp, "sequence": (5 << 24) + 1 + index} for index in range(3)), stamp, {}]


async def test_leaving_the_block_flushes(broker: Broker, queue: str) -> None:
    async with BulkPublisher.open(broker.url, connection_name="t", window=8) as publisher:
        confirmation = await publisher.publish(EXCHANGE, bodies(100))
    assert confirmation.done
    assert await broker.queue_depth(queue) == 100


async def test_a_large_body_and_an_empty_one_pass(broker: Broker, queue: str) -> None:
    large = bytes(range(256)) * (20 * 4096)
    async with BulkPublisher.open(broker.url, connection_name="t", window_bytes=1_000_000) as publisher:
        await (await publisher.publish(EXCHANGE, [b"", large, b"x"]))
    assert [body for body, _ in await broker.get_all(queue)] == [b"", large, b"x"]


async def test_the_window_bounds_what_is_unconfirmed() -> None:
    async with fake_broker() as broker, BulkPublisher.open(broker.url, connection_name="t", window=10, window_bytes=100) as publisher:
        task = asyncio.create_task(publisher.publish("e", [b"x"] * 30))
        await eventually(lambda: broker.sessions[0].published == 10)
        await steadily(lambda: publisher.unconfirmed == 10 and not task.done(), 0.2)
        broker.sessions[0].send(commands.Basic.Ack(10, multiple=True), 1)
        await eventually(lambda: broker.sessions[0].published == 20)
        broker.sessions[0].send(commands.Basic.Ack(20, multiple=True), 1)
        await eventually(lambda: broker.sessions[0].published == 30)
        broker.sessions[0].send(commands.Basic.Ack(30, multiple=True), 1)
        await (await task)
        task = asyncio.create_task(publisher.publish("e", [b"y" * 60] * 4))
        await eventually(lambda: broker.sessions[0].published == 32)
        await steadily(lambda: broker.sessions[0].published == 32, 0.2)
        broker.confirm = True
        broker.sessions[0].send(commands.Basic.Ack(32, multiple=True), 1)
        await (await task)


async def test_nothing_is_lost_when_the_broker_closes_the_connection(broker: Broker, queue: str) -> None:
    total = 0
    async with BulkPublisher.open(broker.url, connection_name="victim", window=2000) as publisher:
        connection = await find_connection(broker, "victim")
        closing: asyncio.Task[None] | None = None
        while total < 20_000 or not publisher.resent:
            if total == 4000:
                closing = asyncio.create_task(force_close(broker, connection))
            await publisher.publish(EXCHANGE, bodies(200, total), run=RUN, first_sequence=total)
            total += 200
        assert closing is not None
        await closing
        await publisher.flush()
        assert publisher.confirmed == total
    numbers = [int(orjson.loads(body)["id"]) for body in await drained(broker, queue, total)]
    assert list(dict.fromkeys(numbers)) == list(range(total))  # each for the first time in order


async def test_messages_wait_for_a_queue_and_keep_their_order(broker: Broker) -> None:
    await declare_exchanges(broker.url, "p", [DataType.ARTISTS])
    async with BulkPublisher.open(broker.url, connection_name="t") as publisher:
        early = await publisher.publish(EXCHANGE, bodies(50))
        await eventually(lambda: publisher.resent > 0)
        late = await publisher.publish(EXCHANGE, bodies(50, 50))
        assert not early.done and not late.done and publisher.confirmed == 0
        await declare_consumer_queues(broker.url, "p", "graphinator", [DataType.ARTISTS])
        await early
        await late
        assert publisher.confirmed == 100
    assert [body for body, _ in await broker.get_all(QUEUE)] == bodies(100)


async def test_extraction_28_messages_that_nobody_takes_fail_in_the_end_and_spoil_no_other_exchange(broker: Broker, queue: str) -> None:
    await declare_exchanges(broker.url, "p", [DataType.LABELS])
    async with BulkPublisher.open(broker.url, connection_name="t", unroutable_patience=0.5) as publisher:
        lost = await publisher.publish("p-labels", bodies(20))
        fine = await publisher.publish(EXCHANGE, bodies(20))
        await fine
        with pytest.raises(Unroutable, match="p-labels") as caught:
            await lost
        assert caught.value.exchange == "p-labels"
        with pytest.raises(Unroutable):
            await publisher.flush()
        await publisher.flush()  # said once
        await (await publisher.publish(EXCHANGE, bodies(1)))
        assert publisher.unconfirmed == 0
    assert await broker.queue_depth(queue) == 21


async def test_an_exchange_that_does_not_exist_fails_in_the_end_too(broker: Broker, queue: str) -> None:
    async with BulkPublisher.open(broker.url, connection_name="t", unroutable_patience=0.5) as publisher:
        lost = await publisher.publish("p-nothing", bodies(3))
        fine = await publisher.publish(EXCHANGE, bodies(20))
        with pytest.raises(Unroutable, match="p-nothing"):
            await lost
        await fine
        with pytest.raises(Unroutable):
            await publisher.flush()
    assert {body for body, _ in await broker.get_all(queue)} == set(bodies(20))


async def test_what_must_exist_is_declared_again_after_a_reconnect(broker: Broker, queue: str) -> None:
    prepared = 0

    async def prepare() -> None:
        nonlocal prepared
        prepared += 1
        await declare_consumer_queues(broker.url, "p", "graphinator", [DataType.ARTISTS])

    async with BulkPublisher.open(broker.url, connection_name="t", prepare=prepare) as publisher:
        channel = await broker.channel()
        await channel.queue_delete(queue)
        await channel.exchange_delete(EXCHANGE)
        await channel.close()
        await (await publisher.publish(EXCHANGE, bodies(5)))
        assert prepared == 2
    assert await broker.queue_depth(queue) == 5


async def test_refused_messages_are_sent_again() -> None:
    async with fake_broker() as broker, BulkPublisher.open(broker.url, connection_name="t") as publisher:
        confirmation = await publisher.publish("e", [b"a", b"b", b"c"])
        session = broker.sessions[0]
        await eventually(lambda: session.published == 3)
        session.send(commands.Basic.Ack(1), 1)
        session.send(commands.Basic.Nack(3, multiple=True), 1)
        await eventually(lambda: session.published == 4)  # one to find out
        session.send(commands.Basic.Ack(4), 1)
        await eventually(lambda: session.published == 5)
        session.send(commands.Basic.Ack(5), 1)
        await confirmation
        assert (publisher.confirmed, publisher.resent) == (3, 2)


async def test_a_channel_that_refuses_for_long_is_given_up_for_another() -> None:
    """As one does that was opened while a replicated queue had no leader, however long it has one again."""
    async with fake_broker(refusing=1, confirm=True) as broker, BulkPublisher.open(broker.url, connection_name="t") as publisher:
        confirmation = await publisher.publish("e", [b"a", b"b", b"c"])
        await eventually(lambda: confirmation.done)
        await confirmation
        assert broker.sessions[0].published > REFUSED_PROBES
        assert broker.sessions[1].published == 3
        assert publisher.confirmed == 3


async def test_a_confirmation_that_does_not_come_breaks_the_connection_and_all_is_sent_again() -> None:
    async with fake_broker() as broker, BulkPublisher.open(broker.url, connection_name="t", confirm_timeout=0.3) as publisher:
        confirmation = await publisher.publish("e", [b"a", b"b"])
        await eventually(lambda: len(broker.sessions) == 2 and broker.sessions[1].published == 2)
        broker.sessions[1].send(commands.Basic.Ack(2, multiple=True), 1)
        await confirmation


async def test_a_resource_alarm_is_waited_for_and_visible() -> None:
    async with fake_broker() as broker, BulkPublisher.open(broker.url, connection_name="t", confirm_timeout=0.3) as publisher:
        broker.sessions[0].send(commands.Connection.Blocked("low on memory"))
        await eventually(lambda: publisher.blocked == "low on memory")
        confirmation = await publisher.publish("e", [b"a"])
        await steadily(lambda: len(broker.sessions) == 1 and not confirmation.done, 1.0)
        broker.sessions[0].send(commands.Connection.Unblocked())
        broker.sessions[0].send(commands.Basic.Ack(1), 1)
        await confirmation
        assert publisher.blocked is None


async def test_a_broker_that_stays_away_fails_everything_after_the_time_given() -> None:
    async with fake_broker() as broker:
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            async with BulkPublisher.open(broker.url, connection_name="t", give_up_after=0.3) as publisher:
                confirmation = await publisher.publish("e", [b"a"])
                port, broker.port = broker.port, 1
                publisher._url = broker.url
                broker.sessions[0].writer.transport.abort()
                with pytest.raises(StoreUnavailable):
                    await confirmation
                with pytest.raises(StoreUnavailable):
                    await publisher.publish("e", [b"b"])
                assert publisher.unconfirmed == 0 and port
                await publisher.flush()


async def test_a_broker_that_is_away_at_first_is_tried_until_the_time_is_over() -> None:
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        async with BulkPublisher.open("amqp://u:p@127.0.0.1:1/", connection_name="t", give_up_after=0.3):
            pass


async def test_wrong_credentials_are_not_tried_twice() -> None:
    async with fake_broker(refusal=commands.Connection.Close(403, "ACCESS_REFUSED - no", 0, 0)) as broker:
        with pytest.raises(ConfigError, match="ACCESS_REFUSED"):
            async with BulkPublisher.open(broker.url, connection_name="t"):
                pass
        assert len(broker.sessions) == 1


async def test_a_message_that_the_broker_refuses_for_good_ends_publishing_with_its_words() -> None:
    async with fake_broker() as broker:
        with pytest.raises(ConfigError, match="larger than"):
            async with BulkPublisher.open(broker.url, connection_name="t") as publisher:
                confirmation = await publisher.publish("e", [b"a"])
                broker.sessions[0].send(commands.Channel.Close(406, "PRECONDITION_FAILED - message size 1 is larger than 0", 60, 40), 1)
                with pytest.raises(ConfigError):
                    await confirmation


async def test_leaving_by_an_exception_does_not_wait_for_confirmations() -> None:
    async with fake_broker() as broker:
        with pytest.raises(KeyError):
            async with BulkPublisher.open(broker.url, connection_name="t") as publisher:
                confirmation = await publisher.publish("e", [b"a"])
                raise KeyError
        with pytest.raises(StoreUnavailable, match="closed before"):
            await confirmation


async def test_several_tasks_share_a_publisher(broker: Broker, queue: str) -> None:
    async with BulkPublisher.open(broker.url, connection_name="t", window=64) as publisher:

        async def publish(start: int) -> None:
            for first in range(start, start + 500, 50):
                await publisher.publish(EXCHANGE, bodies(50, first))

        await asyncio.gather(*(publish(start) for start in range(0, 2000, 500)))
    numbers = [int(orjson.loads(body)["id"]) for body, _ in await broker.get_all(queue)]
    assert sorted(numbers) == list(range(2000))
    for start in range(0, 2000, 500):
        own = [number for number in numbers if start <= number < start + 500]
        assert own == sorted(own)


async def test_an_unexpected_error_of_the_preparation_ends_publishing_and_is_raised() -> None:
    rounds = 0

    async def prepare() -> None:
        nonlocal rounds
        rounds += 1
        if rounds > 1:
            raise ZeroDivisionError("a bug")

    async with fake_broker() as broker:
        with pytest.raises(ZeroDivisionError):
            async with BulkPublisher.open(broker.url, connection_name="t", prepare=prepare) as publisher:
                confirmation = await publisher.publish("e", [b"a"])
                broker.sessions[0].writer.transport.abort()
                with pytest.raises(ZeroDivisionError):
                    await confirmation
