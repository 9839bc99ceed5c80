"""One connection to the broker: handshake, heartbeats, flow control, and frames handed to their channels.

Made for two jobs that general clients do slowly, publishing in windows and taking in whole queues. There is no reconnecting in
here: a connection that is lost stays lost, and says why.
"""

import asyncio
from collections.abc import Callable
import contextlib
from importlib.metadata import version
import platform
import random
from typing import Any, Final, Self

from pamqp import commands, frame as codec, header

from common.messaging.channel import ACCESS_REFUSED, Channel, ChannelClosed
from common.messaging.endpoint import Endpoint
from common.messaging.frames import FRAME_OVERHEAD, HEARTBEAT, HEARTBEAT_FRAME, METHOD, FrameError, FrameSplitter, decode_method
from common.runtime.errors import ConfigError, DiscogsographyError, StoreUnavailable, describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


FRAME_MAX: Final = 131_072
"""What RabbitMQ suggests; larger frames would only hold back the frames of other channels."""
HEARTBEAT_S: Final = 600
"""Our wish; the smaller of both sides' wishes is used. RabbitMQ wishes 60."""
CONNECT_TIMEOUT_S: Final = 10.0
CLOSE_TIMEOUT_S: Final = 2.0
WRITE_BUFFER_BYTES: Final = 4 * 1024 * 1024
NOT_ALLOWED: Final = 530

_CAPABILITIES: Final = {
    "authentication_failure_close": True,
    "basic.nack": True,
    "connection.blocked": True,
    "consumer_cancel_notify": True,
    "publisher_confirms": True,
}

log = get_logger(__name__)


class Connection(asyncio.Protocol):
    """An open connection; made by `Connection.open`."""

    def __init__(self, endpoint: Endpoint, name: str, heartbeat_s: int) -> None:
        self._endpoint = endpoint
        self._name = name
        self._wanted_heartbeat_s = heartbeat_s
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._splitter = FrameSplitter(FRAME_MAX - FRAME_OVERHEAD)
        self._channels: dict[int, Channel] = {}
        self._outbox: list[bytes] = []
        self._opened: asyncio.Future[None] = self._loop.create_future()
        self._finished: asyncio.Future[None] = self._loop.create_future()
        self._writable = asyncio.Event()
        self._writable.set()
        self._failure: DiscogsographyError | None = None
        self._closing = False
        self._paused = False
        self._heard_at = self._loop.time()
        self._beat: asyncio.TimerHandle | None = None
        self.heartbeat_s = 0
        self.frame_max = FRAME_MAX
        self.blocked: str | None = None
        """Why the broker does not take messages at the moment (a resource alarm), or `None`."""

    @classmethod
    async def open(cls, url: str, *, name: str, heartbeat_s: int = HEARTBEAT_S, timeout_s: float = CONNECT_TIMEOUT_S) -> Self:
        """Connect and log in, to any node that `url` names: they are asked in random order, so that clients spread over a cluster.

        Args:
            name: Shown by the broker's management pages.
            heartbeat_s: Heartbeat interval that we ask for; 0 asks for none.
            timeout_s: For all nodes together.

        Raises:
            ConfigError: the broker refuses the credentials or the virtual host.
            StoreUnavailable: no node can be reached, or each ended the handshake for another reason.
        """
        nodes = Endpoint.parse(url)
        failures: list[StoreUnavailable] = []
        for endpoint in random.sample(nodes, len(nodes)):
            try:
                return await cls._open_at(endpoint, name, heartbeat_s, timeout_s / len(nodes))
            except StoreUnavailable as error:
                failures.append(error)
        if len(failures) == 1:
            raise failures[0]
        raise StoreUnavailable("; ".join(str(failure) for failure in failures)) from failures[-1]

    @classmethod
    async def _open_at(cls, endpoint: Endpoint, name: str, heartbeat_s: int, timeout_s: float) -> Self:
        connection = cls(endpoint, name, heartbeat_s)
        try:
            async with asyncio.timeout(timeout_s):
                await connection._loop.create_connection(lambda: connection, endpoint.host, endpoint.port)
                try:
                    await asyncio.shield(connection._opened)
                except BaseException:
                    connection.abort("the attempt was given up")
                    raise
        except (OSError, TimeoutError) as error:
            reason = f"no answer within {timeout_s:g} s" if isinstance(error, TimeoutError) else describe_exception(error)
            raise StoreUnavailable(f"RabbitMQ at {endpoint} cannot be reached: {reason}") from error
        return connection

    # What users of the connection call.

    @property
    def is_open(self) -> bool:
        """Whether the connection works as far as this side knows."""
        return self._opened.done() and not self._closing and self._failure is None and not self._finished.done()

    async def add_channel[C: Channel](self, make: Callable[[int, Callable[[bytes], None]], C]) -> C:
        """Open a channel; `make` gets its number and the function that sends.

        Raises:
            StoreUnavailable: the connection is or gets lost.
        """
        if not self.is_open:
            raise self._failure or StoreUnavailable(f"The connection to RabbitMQ at {self._endpoint} is closed")
        number = len(self._channels) + 1  # never used again: frames of a closed channel may still be on their way
        channel = make(number, self.send)
        self._channels[number] = channel
        await channel.call(commands.Channel.Open(), "Channel.OpenOk")
        return channel

    def send(self, data: bytes) -> None:
        """Write small frames; all of one turn of the event loop leave together."""
        if not self._outbox:
            self._loop.call_soon(self._flush)
        self._outbox.append(data)

    def write(self, data: bytes) -> None:
        """Write much at once, after what `send` took."""
        self._flush()
        self._transport.write(data)

    @property
    def is_writable(self) -> bool:
        """Whether the socket keeps up with what is written."""
        return self._writable.is_set()

    async def writable(self) -> None:
        """Wait while the socket does not keep up. Returns at once when the connection is lost."""
        await self._writable.wait()

    @property
    def is_paused(self) -> bool:
        """Whether reading is paused."""
        return self._paused

    def pause_reading(self) -> None:
        """Leave what comes in the socket. Our heartbeats go on; the broker's are not expected meanwhile."""
        if not self._paused and self.is_open:
            self._paused = True
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        if self._paused:
            self._paused = False
            self._heard_at = self._loop.time()
            self._transport.resume_reading()

    def abort(self, reason: str) -> None:
        """Take the connection for lost: its channels hear of it, the broker does not."""
        self._failure = self._failure or StoreUnavailable(f"RabbitMQ at {self._endpoint}: {reason}")
        self._transport.abort()

    async def close(self) -> None:
        """Say goodbye and end the connection within `CLOSE_TIMEOUT_S`; no channel is told."""
        if self.is_open:
            self._closing = True
            for channel in self._channels.values():
                channel.mark_closed(ChannelClosed("The connection was closed by this side"))
            self.resume_reading()
            self._tell(commands.Connection.Close(reply_code=200, reply_text="Normal shutdown", class_id=0, method_id=0))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await asyncio.shield(self._finished)
        self._transport.abort()

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=WRITE_BUFFER_BYTES)
        transport.write(header.ProtocolHeader().marshal())

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        try:
            for kind, number, payload in self._splitter.feed(data):
                if number:
                    channel = self._channels.get(number)
                    if channel is not None and channel.closed is None:
                        channel.receive(kind, payload)
                elif kind == METHOD:
                    self._control(payload)
                elif kind != HEARTBEAT:
                    raise FrameError(f"Frame of kind {kind} on channel 0")
        except FrameError as error:
            self.abort(f"protocol violated: {error}")

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._beat is not None:
            self._beat.cancel()
        self._writable.set()
        cause = describe_exception(exc) if exc is not None else "the connection was closed"
        failure = self._failure or StoreUnavailable(f"RabbitMQ at {self._endpoint}: {cause}")
        self._failure = failure
        if not self._opened.done():
            self._opened.set_exception(failure)
            self._opened.exception()  # an attempt that was given up has nobody who asks
        self._finished.set_result(None)
        lost = ChannelClosed(str(failure))
        lost.__cause__ = exc
        for channel in list(self._channels.values()):
            channel.lose(lost)

    # Inside.

    def _flush(self) -> None:
        if self._outbox:
            data = b"".join(self._outbox)
            self._outbox.clear()
            self._transport.write(data)

    def _tell(self, method: Any) -> None:
        self.send(codec.marshal(method, 0))

    def _control(self, payload: bytes) -> None:
        """A method of channel 0."""
        match method := decode_method(0, payload):
            case commands.Connection.Start():
                self._tell(
                    commands.Connection.StartOk(
                        client_properties=self._client_properties(),
                        mechanism="PLAIN",
                        response=f"\0{self._endpoint.username}\0{self._endpoint.password}",
                        locale="en_US",
                    )
                )
            case commands.Connection.Tune():
                self._tune(method)
                self._tell(commands.Connection.Open(virtual_host=self._endpoint.vhost))
            case commands.Connection.OpenOk():
                if not self._opened.done():
                    self._opened.set_result(None)
            case commands.Connection.Close():
                self._failure = self._failure or self._refusal(method)
                self._tell(commands.Connection.CloseOk())
                self._flush()
                self._transport.close()
            case commands.Connection.CloseOk():
                self._transport.close()
            case commands.Connection.Blocked():
                self.blocked = method.reason or "resource alarm"
                log.warning(Mark.RABBITMQ, "RabbitMQ takes no messages for now", reason=self.blocked, connection=self._name)
            case commands.Connection.Unblocked():
                self.blocked = None
                log.info(Mark.RABBITMQ, "RabbitMQ takes messages again", connection=self._name)
            case _:
                raise FrameError(f"Unexpected method {method.name} on channel 0")

    def _client_properties(self) -> dict[str, Any]:
        return {
            "product": "discogsography",
            "version": version("discogsography-common"),
            "platform": f"Python {platform.python_version()}",
            "connection_name": self._name,
            "capabilities": _CAPABILITIES,
        }

    def _tune(self, offer: commands.Connection.Tune) -> None:
        self.frame_max = min(offer.frame_max or FRAME_MAX, FRAME_MAX)
        self._splitter.limit = self.frame_max - FRAME_OVERHEAD
        wishes = [wish for wish in (offer.heartbeat, self._wanted_heartbeat_s) if wish]
        self.heartbeat_s = min(wishes) if wishes and self._wanted_heartbeat_s else 0
        self._tell(commands.Connection.TuneOk(channel_max=offer.channel_max, frame_max=self.frame_max, heartbeat=self.heartbeat_s))
        if self.heartbeat_s:
            self._beat = self._loop.call_later(self.heartbeat_s / 2, self._heartbeat)

    def _heartbeat(self) -> None:
        # The broker takes silence of two intervals for death, so one beat each half interval leaves room for a busy event loop.
        if not self._paused and self._loop.time() - self._heard_at > 2 * self.heartbeat_s:
            self.abort(f"silent for more than {2 * self.heartbeat_s} s")
            return
        self.send(HEARTBEAT_FRAME)
        self._beat = self._loop.call_later(self.heartbeat_s / 2, self._heartbeat)

    def _refusal(self, close: commands.Connection.Close) -> DiscogsographyError:
        text = f"RabbitMQ at {self._endpoint}: {close.reply_text}"
        if not self._opened.done() and close.reply_code == ACCESS_REFUSED:
            return ConfigError(f"{text} (user '{self._endpoint.username}')")
        if not self._opened.done() and close.reply_code == NOT_ALLOWED:
            return ConfigError(text)
        return StoreUnavailable(text)
