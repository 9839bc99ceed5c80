"""The client of the management API: on the real broker, and against answers that a broker gives rarely."""

from collections.abc import AsyncIterator, Callable
import socket
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pytest

from common.domain.data_types import DataType
from common.messaging.management import (
    HeldMessage,
    Management,
    ManagementEndpoint,
    ManagementRefused,
    ManagementSettings,
    ManagementUnavailable,
    QueueState,
)
from common.messaging.topology import declare_consumer_queues, dlq_name, dlx_name, queue_name
from common.runtime.settings import QueueType
from tests.support.servers import Broker
from tests.support.waiting import eventually


PREFIX = "m"
QUEUE = queue_name(PREFIX, "graphinator", DataType.ARTISTS)
DLQ = dlq_name(QUEUE)


def endpoint(broker: Broker, **changes: str) -> ManagementEndpoint:
    told = {"url": f"http://{broker.host}:{broker.management_port}", "username": broker.username, "password": broker.password, "vhost": broker.vhost}
    return ManagementEndpoint(**{**told, **changes})


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@pytest.fixture
async def management(broker: Broker, client: httpx.AsyncClient) -> Management:
    await declare_consumer_queues(broker.url, PREFIX, "graphinator", [DataType.ARTISTS])
    return Management(client, endpoint(broker))


def answering(handler: Callable[[httpx.Request], httpx.Response]) -> Management:
    client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    return Management(client, ManagementEndpoint("http://broker:15672", "someone", "secret word", "/"))


async def test_queues_and_consumers_are_told_with_their_figures(broker: Broker, management: Management) -> None:
    assert await management.consumers() == []
    channel = await broker.channel()
    await channel.set_qos(7)
    queue = await channel.declare_queue(QUEUE, passive=True)
    await queue.consume(AsyncMock(), consumer_tag="reader")
    published = 0

    async def measured() -> dict[str, QueueState]:
        # The broker gathers its figures every five seconds, and a rate is between two of them.
        nonlocal published
        await broker.publish(dlx_name(QUEUE), b"x")
        published += 1
        found = {queue.name: queue for queue in await management.queues()}
        # The two figures are gathered apart: a queue may have a rate before it has messages.
        return found if found[DLQ].publish_rate and found[DLQ].messages and found[QUEUE].consumers else {}

    found = await eventually(measured, interval_s=0.5)
    assert list(found) == [QUEUE, DLQ]
    assert 0 < found[DLQ].messages <= published
    assert (found[DLQ].ready, found[DLQ].unacknowledged, found[DLQ].consumers) == (found[DLQ].messages, 0, 0)
    assert (found[DLQ].kind, found[DLQ].state) == ("classic", "running")
    assert (found[QUEUE].messages, found[QUEUE].kind, found[QUEUE].publish_rate, found[QUEUE].ack_rate) == (0, "quorum", None, None)
    (reader,) = await management.consumers()
    assert (reader.queue, reader.tag, reader.prefetch) == (QUEUE, "reader", 7)
    assert broker.host in reader.connection
    await channel.close()


async def test_what_is_looked_at_stays(broker: Broker, management: Management) -> None:
    await broker.publish(dlx_name(QUEUE), b'{"id":"1","title":"\xc3\xa9"}', headers={"version": "20260101", "sequence": 5})
    await broker.publish(dlx_name(QUEUE), b"\xff\x00 no text")
    await broker.publish(dlx_name(QUEUE), b"")
    for _ in range(2):
        first, second, third = await management.peek(DLQ, 10)
        assert (first.body, second.body, third.body) == (b'{"id":"1","title":"\xc3\xa9"}', b"\xff\x00 no text", b"")
        assert first.headers == {"version": "20260101", "sequence": 5}
        assert first.properties["content_type"] == "application/json"
        assert first.deaths == []
        assert all(message.is_whole for message in (first, second, third))
    assert [message.redelivered for message in await management.peek(DLQ, 2)] == [True, True]
    assert await broker.queue_depth(DLQ) == 3


async def test_only_as_much_of_a_body_comes_as_is_wanted(broker: Broker, management: Management) -> None:
    await broker.publish(dlx_name(QUEUE), "é".encode() * 1000)
    (message,) = await management.peek(DLQ, 1, body_bytes=5)
    assert (message.body, message.size, message.is_whole) == ("éé".encode() + b"\xc3", 2000, False)


async def test_a_dead_letter_tells_why_it_died(broker: Broker, management: Management) -> None:
    await broker.publish("", b'{"id":"9"}', routing_key=QUEUE)
    channel = await broker.channel()
    message = await (await channel.declare_queue(QUEUE, passive=True)).get(timeout=10)
    assert message is not None
    await message.reject(requeue=False)
    await channel.close()
    await eventually(lambda: broker.queue_depth(DLQ))
    (held,) = await management.peek(DLQ, 1)
    (death,) = held.deaths
    assert (death["queue"], death["reason"], death["count"]) == (QUEUE, "rejected", 1)
    assert death["time"] > 1_600_000_000


async def test_purging_empties_one_queue(broker: Broker, management: Management) -> None:
    await broker.publish(dlx_name(QUEUE), b"1")
    await broker.publish("", b"2", routing_key=QUEUE)
    await management.purge(DLQ)
    assert (await broker.queue_depth(DLQ), await broker.queue_depth(QUEUE)) == (0, 1)


async def test_wrong_credentials_are_refused_without_the_password(broker: Broker, client: httpx.AsyncClient) -> None:
    with pytest.raises(ManagementRefused, match="refuses the user 'nobody'") as caught:
        await Management(client, endpoint(broker, username="nobody", password="hidden-word")).queues()
    assert caught.value.status == 401
    assert "hidden-word" not in str(caught.value) + repr(endpoint(broker, password="hidden-word"))


async def test_an_unknown_queue_and_virtual_host_are_refused(broker: Broker, management: Management, client: httpx.AsyncClient) -> None:
    with pytest.raises(ManagementRefused, match="no such/queue") as caught:
        await management.peek("no such/queue", 1)
    assert caught.value.status == 404
    with pytest.raises(ManagementRefused, match="virtual host 'elsewhere'"):
        await Management(client, endpoint(broker, vhost="elsewhere")).queues()


async def test_a_port_where_nobody_listens_is_unavailable(client: httpx.AsyncClient) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(ManagementUnavailable, match="cannot be reached"):
            await Management(client, ManagementEndpoint(url, "u", "p")).queues()


async def test_silence_is_unavailable() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("", request=request)

    with pytest.raises(ManagementUnavailable, match="no answer within 10 s"):
        await answering(silent).queues()


@pytest.mark.parametrize("status", [500, 503])
async def test_a_node_that_starts_is_unavailable(status: int) -> None:
    with pytest.raises(ManagementUnavailable, match=f"not at work: {status} .*: boot"):
        await answering(lambda _: httpx.Response(status, json={"error": "boot"})).queues()


async def test_something_else_on_the_port_is_refused() -> None:
    with pytest.raises(ManagementRefused, match="is not RabbitMQ's"):
        await answering(lambda _: httpx.Response(200, text="<html>")).queues()
    with pytest.raises(ManagementRefused, match="302"):
        await answering(lambda _: httpx.Response(302, headers={"location": "/login"})).queues()


async def test_names_are_escaped() -> None:
    asked: list[str] = []

    def remember(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path.decode())
        return httpx.Response(204)

    await answering(remember).purge("a/b c")
    assert asked == ["/api/queues/%2F/a%2Fb%20c/contents"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"payload": "x", "payload_encoding": "string", "payload_bytes": 1, "properties": []}, HeldMessage(b"x", {}, {}, False, 1)),
        ({"payload": "Pw==", "payload_encoding": "base64", "payload_bytes": 1, "properties": {"headers": []}}, HeldMessage(b"?", {}, {}, False, 1)),
    ],
)
async def test_odd_messages_are_read_as_far_as_they_go(told: dict[str, Any], expected: HeldMessage) -> None:
    assert await answering(lambda _: httpx.Response(200, json=[told])).peek("q", 1) == [expected]


def test_a_queue_without_figures_has_none() -> None:
    assert QueueState.parse({"name": "q"}) == QueueState("q", 0, 0, 0, 0, None, None, None, "unknown", "unknown")


@pytest.mark.parametrize(
    ("host", "management_host", "expected"),
    [
        ("broker", None, "http://broker:15672"),
        ("broker", "elsewhere", "http://elsewhere:15672"),
        ("one:5673,two:5674", None, "http://one:15672"),
        ("::1", None, "http://[::1]:15672"),
        ("[::1]:5673", None, "http://[::1]:15672"),
    ],
)
def test_the_management_api_is_beside_the_broker(host: str, management_host: str | None, expected: str) -> None:
    settings = ManagementSettings.load(rabbitmq_host=host, rabbitmq_management_host=management_host, rabbitmq_password="word")
    assert settings.management == ManagementEndpoint(expected, "discogsography", "word", "/")


async def test_no_number_of_looks_uses_a_dead_letter_up(broker: Broker, client: httpx.AsyncClient) -> None:
    """In a quorum queue, where each look counts as a delivery."""
    await declare_consumer_queues(broker.url, PREFIX, "graphinator", [DataType.LABELS], QueueType.QUORUM)
    queue = queue_name(PREFIX, "graphinator", DataType.LABELS)
    await broker.publish(dlx_name(queue), b"x")
    management = Management(client, endpoint(broker))
    for look in range(30):
        (held,) = await management.peek(dlq_name(queue), 1)
        assert held.headers["x-delivery-count"] == look
