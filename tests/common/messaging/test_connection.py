import asyncio
from contextlib import closing
import socket

from pamqp import commands
import pytest

from common.messaging.channel import Channel, ChannelClosed
from common.messaging.connection import Connection
from common.runtime.errors import ConfigError, StoreUnavailable
from tests.common.messaging.fake_broker import fake_broker
from tests.support.servers import Broker
from tests.support.waiting import eventually, steadily


class Listener(Channel):
    """Remembers why it was closed."""

    reason: ChannelClosed | None = None

    def on_closed(self, error: ChannelClosed) -> None:
        self.reason = error


async def test_a_port_where_nobody_listens_is_unavailable() -> None:
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            await Connection.open(f"amqp://u:p@127.0.0.1:{unused.getsockname()[1]}/", name="test")


async def test_a_server_that_says_nothing_is_unavailable() -> None:
    async with fake_broker(greeting=b"") as broker:
        with pytest.raises(StoreUnavailable, match="no answer within"):
            await Connection.open(broker.url, name="test", timeout_s=0.2)


async def test_clients_spread_over_the_nodes_of_a_cluster() -> None:
    async with fake_broker() as first, fake_broker() as second:
        url = f"amqp://u:p@127.0.0.1:{first.port},127.0.0.1:{second.port}/"
        for _ in range(40):  # one chance in 2^39 that all ask the same node first
            await (await Connection.open(url, name="test")).close()
        assert first.sessions and second.sessions
        assert len(first.sessions) + len(second.sessions) == 40


async def test_a_node_that_is_down_or_silent_is_passed_over() -> None:
    async with fake_broker() as well, fake_broker(greeting=b"") as silent:
        url = f"amqp://u:p@127.0.0.1:1,127.0.0.1:{silent.port},127.0.0.1:{well.port}/"
        for _ in range(6):
            connection = await Connection.open(url, name="test", timeout_s=1.5)
            assert connection.is_open
            await connection.close()
        assert len(well.sessions) == 6


async def test_a_cluster_without_a_working_node_is_unavailable_and_says_why_each() -> None:
    async with fake_broker(greeting=b"") as silent:
        with pytest.raises(StoreUnavailable, match=rf"127\.0\.0\.1:{silent.port}, .*no answer within 0\.2 s") as caught:
            await Connection.open(f"amqp://u:secret@127.0.0.1:1,127.0.0.1:{silent.port}/", name="test", timeout_s=0.4)
        assert "127.0.0.1:1, " in str(caught.value)
        assert "secret" not in str(caught.value)


async def test_a_node_that_refuses_the_password_is_believed_for_all() -> None:
    async with fake_broker(refusal=commands.Connection.Close(403, "ACCESS_REFUSED - Login was refused", 0, 0)) as broker:
        with pytest.raises(ConfigError):
            await Connection.open(f"amqp://u:p@127.0.0.1:1,127.0.0.1:{broker.port}/", name="test")


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"AMQP\0\0\x09\1", b"\x01\0\0\0\0\0\x04\0\x99\0\x99\xce"])
async def test_a_server_that_is_no_broker_is_unavailable(greeting: bytes) -> None:
    async with fake_broker(greeting=greeting) as broker:
        with pytest.raises(StoreUnavailable, match="protocol violated"):
            await Connection.open(broker.url, name="test")


@pytest.mark.parametrize(
    ("code", "text", "error"),
    [
        (403, "ACCESS_REFUSED - Login was refused", ConfigError),
        (530, "NOT_ALLOWED - vhost / not found", ConfigError),
        (541, "INTERNAL_ERROR - vhost '/' is down", StoreUnavailable),
    ],
)
async def test_a_refused_login_gives_the_brokers_words(code: int, text: str, error: type[Exception]) -> None:
    async with fake_broker(refusal=commands.Connection.Close(code, text, 0, 0)) as broker:
        with pytest.raises(error, match=text) as caught:
            await Connection.open(broker.url, name="test")
        assert "secret" not in str(caught.value)


async def test_the_handshake_tells_who_connects_and_what_it_can() -> None:
    async with fake_broker() as broker:
        connection = await Connection.open(broker.url, name="graphinator")
        start = broker.sessions[0].methods[0]
        assert start.client_properties["product"] == "discogsography"
        assert start.client_properties["connection_name"] == "graphinator"
        assert start.client_properties["capabilities"] == {
            "publisher_confirms": True,
            "basic.nack": True,
            "consumer_cancel_notify": True,
            "connection.blocked": True,
            "authentication_failure_close": True,
        }
        assert connection.heartbeat_s == 60
        await connection.close()
        assert broker.sessions[0].seen(commands.Connection.Close)


async def test_a_broker_that_falls_silent_is_taken_for_dead_and_hears_our_heartbeats_until_then() -> None:
    async with fake_broker() as broker:
        connection = await Connection.open(broker.url, name="test", heartbeat_s=1)
        channel = await connection.add_channel(Listener)
        await eventually(lambda: channel.reason)
        assert "silent for more than 2 s" in str(channel.reason)
        assert broker.sessions[0].heartbeats >= 3
        assert not connection.is_open


async def test_while_reading_is_paused_silence_means_nothing() -> None:
    async with fake_broker() as broker:
        connection = await Connection.open(broker.url, name="test", heartbeat_s=1)
        connection.pause_reading()
        await steadily(lambda: connection.is_open, 3)
        connection.resume_reading()
        assert broker.sessions[0].heartbeats >= 3
        await connection.close()


async def test_closing_does_not_wait_long_for_a_peer_that_does_not_answer() -> None:
    async with fake_broker() as broker:
        connection = await Connection.open(broker.url, name="test")
        broker.answer = lambda *_: None  # type: ignore[method-assign]
        await asyncio.wait_for(connection.close(), 20)


async def test_a_lost_connection_fails_what_waits_and_tells_its_channels() -> None:
    async with fake_broker() as broker:
        connection = await Connection.open(broker.url, name="test")
        channel = await connection.add_channel(Listener)
        waiting = asyncio.create_task(channel.call(commands.Queue.Declare(queue="q", passive=True), "Queue.DeclareOk"))
        await eventually(lambda: broker.sessions[0].seen(commands.Queue.Declare))
        broker.sessions[0].send(commands.Connection.Close(320, "CONNECTION_FORCED - broker goes down", 0, 0))
        with pytest.raises(ChannelClosed, match="CONNECTION_FORCED - broker goes down"):
            await waiting
        assert channel.reason is not None
        with pytest.raises(StoreUnavailable, match="CONNECTION_FORCED"):
            await connection.add_channel(Channel)
        with pytest.raises(ChannelClosed):
            await channel.call(commands.Basic.Qos(), "Basic.QosOk")
        await connection.close()


async def test_frames_that_cannot_come_end_the_connection() -> None:
    async with fake_broker() as broker:
        connection = await Connection.open(broker.url, name="test")
        channel = await connection.add_channel(Listener)
        broker.sessions[0].writer.write(b"\x02\0\1\0\0\0\x0e\0\x3c\0\0\0\0\0\0\0\0\0\5\0\0\xce")
        await eventually(lambda: channel.reason)
        assert "Content header without a method" in str(channel.reason)
        assert not connection.is_open


async def test_wrong_password_and_wrong_vhost_on_the_real_broker(broker: Broker) -> None:
    with pytest.raises(ConfigError, match="ACCESS_REFUSED"):
        await Connection.open(f"amqp://{broker.username}:wrong@{broker.host}:{broker.port}/{broker.vhost}", name="test")
    with pytest.raises(ConfigError, match="nowhere"):
        await Connection.open(f"amqp://{broker.username}:{broker.password}@{broker.host}:{broker.port}/nowhere", name="test")


async def test_heartbeats_keep_an_idle_connection_to_the_real_broker(broker: Broker) -> None:
    connection = await Connection.open(broker.url, name="idle", heartbeat_s=1)
    assert connection.heartbeat_s == 1
    await steadily(lambda: connection.is_open, 3.5)
    await connection.close()
