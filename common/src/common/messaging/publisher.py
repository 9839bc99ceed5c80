"""Confirmed publishing in windows: thousands of messages on their way at once, none given up before the broker has it.

    publish ──► window (messages, bytes) ──► confirmed                          ──► Confirmation
                  ▲    ▲                 ├─► returned or refused ──► held by exchange, first one tried again with back-off
                  │    └─────────────────┘                           until it passes (then all go) or patience ends
                  └── connection lost: reconnect with back-off, send everything unconfirmed again in order

Delivery is at least once: what was on its way when a connection broke may arrive twice.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import groupby
from operator import attrgetter
import re
from typing import Final, Self

from pamqp import commands

from common.domain.messages import RunStamp
from common.messaging.channel import ACCESS_REFUSED, NOT_FOUND, PRECONDITION_FAILED, Channel, ChannelClosed
from common.messaging.connection import HEARTBEAT_S, Connection
from common.messaging.frames import PublishTemplate
from common.messaging.holding import Holding, Unroutable
from common.messaging.window import Confirmation, Pending, Window
from common.runtime.backoff import Backoff
from common.runtime.errors import ConfigError, StoreUnavailable
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


WINDOW_MESSAGES: Final = 4096
WINDOW_BYTES: Final = 32 * 1024 * 1024
WRITE_BYTES: Final = 512 * 1024
"""Bytes joined for one write: large enough to make the system call cheap, small enough to keep confirmations coming in between."""
CHECK_INTERVAL_S: Final = 1.0
_NO_EXCHANGE: Final = re.compile(r"no exchange '(.+)' in vhost")

log = get_logger(__name__)


class BulkPublisher:
    """Publishes to one virtual host over one channel; made by `BulkPublisher.open`. For one event loop, any number of tasks."""

    def __init__(
        self,
        url: str,
        *,
        connection_name: str,
        window: int,
        window_bytes: int,
        confirm_timeout: float,
        unroutable_patience: float,
        give_up_after: float,
        heartbeat_s: int,
        prepare: Callable[[], Awaitable[None]] | None,
    ) -> None:
        self._url = url
        self._connection_name = connection_name
        self._window_messages = window
        self._window_bytes = window_bytes
        self._confirm_timeout_s = confirm_timeout
        self._unroutable_patience_s = unroutable_patience
        self._give_up_after_s = give_up_after
        self._heartbeat_s = heartbeat_s
        self._prepare = prepare
        self._backoff = Backoff(0.5, maximum=30)
        self._loop = asyncio.get_running_loop()

        self._connection: Connection | None = None
        self._channel: _PublishChannel | None = None  # None while there is no working connection
        self._templates: dict[tuple[str, RunStamp | None, bool], PublishTemplate] = {}
        self._sent: Window = Window()
        self._backlog: list[Pending] = []  # to be sent as soon as there is a connection again
        self._holding = Holding(self._loop, self._retransmit, self._give_up, self._renew)
        self._order = 0
        self._unconfirmed = 0
        self._unconfirmed_bytes = 0
        self._congested = False
        self._changed = asyncio.Event()
        self._lost = asyncio.Event()
        self._loss: ChannelClosed | None = None
        self._trouble_since: float | None = None
        self._attempts = 0
        self._progress_at = self._loop.time()
        self._failure: Exception | None = None
        self._unflushed_error: Exception | None = None
        self.confirmed = 0
        """Messages that the broker has taken."""
        self.resent = 0
        """Messages sent again, for whatever reason."""

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        url: str,
        *,
        connection_name: str,
        window: int = WINDOW_MESSAGES,
        window_bytes: int = WINDOW_BYTES,
        confirm_timeout: float = 30.0,
        unroutable_patience: float = 30.0,
        give_up_after: float = 300.0,
        heartbeat_s: int = HEARTBEAT_S,
        prepare: Callable[[], Awaitable[None]] | None = None,
    ) -> AsyncIterator[Self]:
        """Connect; leaving the block flushes and closes, leaving it by an exception only closes.

        Args:
            window: Messages that may be unconfirmed at a time.
            window_bytes: Bytes of bodies that may be; one larger body goes alone.
            confirm_timeout: Seconds without any confirmation after which the connection is taken for dead. Time in which the
                broker refuses messages by an alarm does not count.
            unroutable_patience: Seconds to wait for a queue before messages of an exchange fail with `Unroutable`.
            give_up_after: Seconds of trouble after which everything unconfirmed fails.
            prepare: Awaited after each connect, before anything is sent: declares what a broker that lost its state must have.

        Raises:
            ConfigError: the broker refuses the credentials or the virtual host.
            StoreUnavailable: no connection within `give_up_after`.
        """
        publisher = cls(
            url,
            connection_name=connection_name,
            window=window,
            window_bytes=window_bytes,
            confirm_timeout=confirm_timeout,
            unroutable_patience=unroutable_patience,
            give_up_after=give_up_after,
            heartbeat_s=heartbeat_s,
            prepare=prepare,
        )
        await publisher._connect()
        supervisor = asyncio.create_task(publisher._supervise(), name=f"supervise {connection_name}")
        try:
            yield publisher
            await publisher.flush()
        finally:
            supervisor.cancel()
            with suppress(asyncio.CancelledError):
                await supervisor
            await publisher._close(StoreUnavailable("The publisher was closed before its messages were confirmed"))

    @property
    def unconfirmed(self) -> int:
        """Messages that the broker has not taken yet."""
        return self._unconfirmed

    @property
    def blocked(self) -> str | None:
        """Why the broker takes no messages at the moment (a resource alarm), or `None`."""
        return self._connection.blocked if self._connection is not None else None

    async def publish(
        self, exchange: str, bodies: Sequence[bytes], *, run: RunStamp | None = None, first_sequence: int | None = None
    ) -> Confirmation:
        """Put bodies on their way, in order; returns when all are in the window, which is when it had room for them.

        Args:
            run: Becomes the headers `version` and `started_at`.
            first_sequence: Becomes the header `sequence` of the first body, the others count up; `None` for control messages.

        Raises:
            DiscogsographyError: the publisher has given up, now or earlier; nothing more can be published with it. Also whatever
                else `prepare` raised after a reconnect.
        """
        confirmation = Confirmation(len(bodies))
        start = 0
        while start < len(bodies):
            await self._room()
            messages: list[Pending] = []
            size = 0
            room = self._window_messages - self._unconfirmed
            room_bytes = min(self._window_bytes - self._unconfirmed_bytes, WRITE_BYTES)
            for index in range(start, min(start + room, len(bodies))):
                body = bodies[index]
                self._order += 1
                messages.append(Pending(self._order, exchange, run, None if first_sequence is None else first_sequence + index, body, confirmation))
                size += len(body)
                if size >= room_bytes:
                    break
            start += len(messages)
            self._unconfirmed += len(messages)
            self._unconfirmed_bytes += size
            if not self._holding.take(messages):
                self._transmit(messages)
        return confirmation

    async def flush(self) -> None:
        """Wait until nothing is unconfirmed.

        Raises:
            DiscogsographyError: the first reason since the last flush for which messages were given up.
        """
        while self._unconfirmed and self._failure is None:
            await self._change()
        error, self._unflushed_error = self._failure or self._unflushed_error, None
        if error is not None:
            raise error

    # The window.

    async def _room(self) -> None:
        while True:
            if self._failure is not None:
                raise self._failure
            if self._unconfirmed >= self._window_messages or self._unconfirmed_bytes >= self._window_bytes:
                self._congested = True
            elif self._unconfirmed <= self._window_messages * 3 // 4 and self._unconfirmed_bytes <= self._window_bytes * 3 // 4:
                # Not at the first free place: a window that is refilled message by message is written message by message.
                self._congested = False
            if self._connection is None or self._channel is None or self._congested:
                await self._change()
            elif self._connection.is_writable:
                return
            else:
                await self._connection.writable()

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def _transmit(self, messages: list[Pending]) -> None:
        if self._channel is None or self._connection is None:
            self._backlog += messages
            return
        if not len(self._sent):
            self._progress_at = self._loop.time()
        parts: list[bytes] = []
        for key, group in groupby(messages, key=lambda message: (message.exchange, message.run, message.sequence is not None)):
            template = self._templates.get(key)
            if template is None:
                exchange, run, sequenced = key
                template = PublishTemplate.build(self._channel.number, self._connection.frame_max, exchange, run, sequenced=sequenced)
                self._templates[key] = template
            alike = list(group)
            template.append(parts, [message.body for message in alike], [message.sequence or 0 for message in alike])
        self._sent.add(messages)
        self._connection.write(b"".join(parts))

    def _retransmit(self, messages: list[Pending]) -> None:
        self.resent += len(messages)
        self._transmit(messages)

    def _settled(self, tag: int, multiple: bool, accepted: bool) -> None:
        """The broker's answer about messages of the window."""
        self._progress_at = self._loop.time()
        if accepted:
            self._end_trouble()
        for message in self._sent.settle(tag, multiple=multiple):
            if accepted and not message.returned:
                self.confirmed += 1
                self._unconfirmed -= 1
                self._unconfirmed_bytes -= len(message.body)
                message.confirmation.confirm_one()
                self._holding.confirmed(message)
            elif message.returned:
                self._holding.hold(message, Unroutable(message.exchange, self._unroutable_patience_s), self._unroutable_patience_s)
            else:
                refused = StoreUnavailable(f"RabbitMQ refused messages of the exchange {message.exchange} for {self._give_up_after_s:g} s")
                self._holding.hold(message, refused, self._give_up_after_s)
        self._changed.set()

    def _give_up(self, messages: list[Pending], error: Exception) -> None:
        self._unflushed_error = self._unflushed_error or error
        self._unconfirmed -= len(messages)
        self._unconfirmed_bytes -= sum(len(message.body) for message in messages)
        for message in messages:
            message.confirmation.fail(error)
        self._changed.set()

    def _renew(self) -> None:
        if self._connection is not None:
            self._connection.abort("messages go on being refused on this channel")

    # The connection.

    async def _supervise(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(CHECK_INTERVAL_S, self._confirm_timeout_s / 4)):
                    await self._lost.wait()
            if not self._lost.is_set():
                self._check_progress()
                continue
            try:
                if self._loss is not None and self._loss.code in (ACCESS_REFUSED, PRECONDITION_FAILED):
                    raise ConfigError(str(self._loss))  # sent again it would be refused again
                await self._connect()
            except Exception as error:
                log.exception(Mark.FAILED, "Publishing is given up", error=error, unconfirmed=self._unconfirmed)
                await self._close(error)
                return

    def _end_trouble(self) -> None:
        self._trouble_since = None
        self._attempts = 0

    def _check_progress(self) -> None:
        if not len(self._sent) or self.blocked is not None:
            self._progress_at = self._loop.time()
            self._end_trouble()
        elif self._connection is not None and self._loop.time() - self._progress_at > self._confirm_timeout_s:
            self._connection.abort(f"no confirmation for {self._confirm_timeout_s:g} s")

    async def _connect(self) -> None:
        """Connect, again and again. Attempts count until a message is confirmed: a connection that dies each time is no success."""
        if self._trouble_since is None:
            self._trouble_since = self._loop.time()
        while True:
            if self._attempts:
                left_s = self._trouble_since + self._give_up_after_s - self._loop.time()
                await asyncio.sleep(max(0.0, min(self._backoff.delay(self._attempts - 1), left_s)))
            self._attempts += 1
            try:
                await self._connect_once()
                return
            except StoreUnavailable as error:
                if self._loop.time() - self._trouble_since > self._give_up_after_s:
                    raise
                log.warning(Mark.WAITING, "No connection to RabbitMQ, trying again", error=error, attempt=self._attempts)

    async def _connect_once(self) -> None:
        if self._connection is not None:  # a lost channel leaves its connection behind
            await self._connection.close()
            self._connection = None
        connection = await Connection.open(self._url, name=self._connection_name, heartbeat_s=self._heartbeat_s)
        try:
            if self._prepare is not None:
                await self._prepare()
            channel = await connection.add_channel(lambda number, send: _PublishChannel(number, send, self))
            await channel.call(commands.Confirm.Select(), "Confirm.SelectOk")
        except BaseException:
            await connection.close()
            raise
        self._lost.clear()
        self._templates.clear()
        self._sent = Window()
        self._connection, self._channel = connection, channel
        backlog, self._backlog = self._backlog, []
        if self._loss is not None:
            log.info(Mark.PROCESSING, "Connected to RabbitMQ again", resending=len(backlog))
        self._retransmit(backlog)
        self._holding.resume()
        self._changed.set()

    def _channel_closed(self, error: ChannelClosed) -> None:
        log.warning(Mark.CLOSED, "The connection to RabbitMQ is lost", error=error, unconfirmed=self._unconfirmed)
        self._channel = None
        self._loss = error
        unsent = sorted([*self._backlog, *self._sent.drain()], key=attrgetter("order"))
        missing = _NO_EXCHANGE.search(str(error)) if error.code == NOT_FOUND else None
        self._backlog = []
        for message in unsent:
            if missing is not None and message.exchange == missing[1]:
                self._holding.hold(message, Unroutable(message.exchange, self._unroutable_patience_s), self._unroutable_patience_s)
            elif not self._holding.take([message]):
                self._backlog.append(message)
        self._lost.set()
        self._changed.set()

    async def _close(self, error: Exception) -> None:
        self._failure = self._failure or error
        self._channel = None
        unconfirmed = self._sent.drain() + self._backlog + self._holding.drain()
        self._backlog = []
        self._give_up(unconfirmed, error)
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


class _PublishChannel(Channel):
    """Hands what the broker answers to the publisher."""

    def __init__(self, number: int, send: Callable[[bytes], None], publisher: BulkPublisher) -> None:
        super().__init__(number, send)
        self._publisher = publisher

    def on_confirm(self, tag: int, multiple: bool, accepted: bool) -> None:
        self._publisher._settled(tag, multiple, accepted)

    def on_return(self, exchange: str, body: bytes) -> None:
        self._publisher._sent.mark_returned(exchange, body)

    def on_closed(self, error: ChannelClosed) -> None:
        self._publisher._channel_closed(error)
