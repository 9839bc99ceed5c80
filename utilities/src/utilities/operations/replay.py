"""Dead letters put back into the queue that they came from: published, confirmed, and only then taken out of the dead letters.

    <queue>.dlq ── delivered, unacknowledged ──► publish to <queue>, mandatory ──► confirmed ──► acknowledged

So a message is in one of the two queues at any time, whatever is killed when. Between the confirmation and the acknowledgement it is in
both: consumers write a record twice as if once. Body, properties and headers go through as they are, byte for byte; what was read in at a
time is bounded in number and in bytes.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
import struct
from typing import Final

from pamqp import body as content, commands, frame as codec

from common.messaging.channel import Channel, ChannelClosed
from common.messaging.connection import Connection
from common.messaging.frames import FRAME_END, FRAME_OVERHEAD, HEADER
from common.messaging.topology import dlq_name, queue_depths
from common.runtime.errors import ConfigError, StoreUnavailable


WINDOW: Final = 200
"""Dead letters that are on their way at a time."""
WINDOW_BYTES: Final = 64 * 1024 * 1024
"""Bytes of them after which no more are read from the broker."""
PATIENCE_S: Final = 30.0
"""Without a delivery or a confirmation for so long, the replay is given up; what is unconfirmed stays a dead letter."""
_HEAD: Final = struct.Struct(">BHI")
_CONTENT: Final = struct.Struct(">HHQ")


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivered dead letter. `properties` are the bytes of its content header after the body size."""

    tag: int
    properties: bytes
    body: bytes


class _Letters(Channel):
    """Deliveries of the dead-letter queue."""

    def __init__(self, number: int, send: Callable[[bytes], None], changed: asyncio.Event) -> None:
        super().__init__(number, send)
        self.waiting: deque[Letter] = deque()
        self.failure: Exception | None = None
        self._changed = changed

    def on_delivery(self, tag: int, redelivered: bool, properties: bytes, body: bytes) -> None:  # noqa: ARG002
        self.waiting.append(Letter(tag, properties, body))
        self._changed.set()

    def on_cancel(self, consumer_tag: str) -> None:  # noqa: ARG002
        self.failure = StoreUnavailable("The dead-letter queue was deleted while it was replayed")
        self._changed.set()

    def on_closed(self, error: ChannelClosed) -> None:
        self.failure = error
        self._changed.set()


class _Publications(Channel):
    """Publications on their way, by their sequence numbers."""

    def __init__(self, number: int, send: Callable[[bytes], None], changed: asyncio.Event) -> None:
        super().__init__(number, send)
        self.unconfirmed: dict[int, Letter] = {}
        self.confirmed: deque[Letter] = deque()
        self.failure: Exception | None = None
        self._changed = changed
        self._sequence = 0

    def sent(self, letter: Letter) -> None:
        """A letter was written to the socket."""
        self._sequence += 1
        self.unconfirmed[self._sequence] = letter

    def on_confirm(self, tag: int, multiple: bool, accepted: bool) -> None:
        tags = [known for known in self.unconfirmed if known <= tag] if multiple else [tag]
        letters = [self.unconfirmed.pop(known) for known in tags if known in self.unconfirmed]
        if self.failure is None and accepted:
            self.confirmed.extend(letters)
        elif self.failure is None:
            self.failure = StoreUnavailable("RabbitMQ does not take the messages at the moment")
        self._changed.set()

    def on_return(self, exchange: str, body: bytes) -> None:  # noqa: ARG002
        # The confirmation that follows a return means nothing, and which one that is cannot be told: from here on none counts.
        self.failure = ConfigError("The queue was deleted while its dead letters were replayed")
        self._changed.set()

    def on_closed(self, error: ChannelClosed) -> None:
        self.failure = self.failure or error
        self._changed.set()


async def replay(
    url: str, queue: str, *, limit: int | None = None, on_progress: Callable[[int], None] = lambda _: None, patience_s: float = PATIENCE_S
) -> int:
    """Put dead letters of `queue` back into it, oldest first; how many.

    What is dead-lettered again meanwhile is not replayed a second time.

    Args:
        limit: At most so many.
        on_progress: Called with the number of those that are done.
    Raises:
        ConfigError: there is no such queue, or the broker refuses the credentials.
        StoreUnavailable: the broker is or goes away, or stands still; what was not confirmed stays a dead letter.
    """
    letters = dlq_name(queue)
    depths = await queue_depths(url, [queue, letters])
    for name in (queue, letters):
        if depths[name] is None:
            raise ConfigError(f"There is no queue '{name}'")
    wanted = min(depths[letters] or 0, depths[letters] or 0 if limit is None else limit)
    return await move(url, queue, wanted, on_progress=on_progress, patience_s=patience_s) if wanted else 0


async def move(url: str, queue: str, wanted: int, *, on_progress: Callable[[int], None] = lambda _: None, patience_s: float = PATIENCE_S) -> int:
    """Put `wanted` dead letters of `queue` back into it; how many there were, when others take or delete some meanwhile.

    Raises: as `replay`, also when one of the two queues is deleted meanwhile.
    """
    # Two connections: one that is not read from, because enough is in memory, must not hold back confirmations.
    reading = await Connection.open(url, name="dlq replay, reading")
    try:
        writing = await Connection.open(url, name="dlq replay, writing")
        try:
            return await _move(reading, writing, queue, wanted, on_progress, patience_s)
        finally:
            await writing.close()
    finally:
        await reading.close()


async def _move(reading: Connection, writing: Connection, queue: str, wanted: int, on_progress: Callable[[int], None], patience_s: float) -> int:
    changed = asyncio.Event()
    source = await reading.add_channel(lambda number, send: _Letters(number, send, changed))
    target = await writing.add_channel(lambda number, send: _Publications(number, send, changed))
    await target.call(commands.Confirm.Select(), "Confirm.SelectOk")
    await source.call(commands.Basic.Qos(prefetch_count=min(WINDOW, wanted), global_=False), "Basic.QosOk")
    await source.call(commands.Basic.Consume(queue=dlq_name(queue), no_ack=False), "Basic.ConsumeOk")
    sent = done = held_bytes = 0
    while done < wanted:
        changed.clear()
        while source.waiting and sent < wanted:
            letter = source.waiting.popleft()
            sent += 1
            held_bytes += len(letter.body)
            target.sent(letter)
            writing.write(publication(target.number, writing.frame_max, queue, letter))
        while target.confirmed:
            letter = target.confirmed.popleft()
            source.settle(letter.tag, multiple=False)
            done += 1
            held_bytes -= len(letter.body)
            on_progress(done)
        failure = target.failure or source.failure
        if failure is not None:
            raise failure
        if held_bytes > WINDOW_BYTES:
            reading.pause_reading()
        else:
            reading.resume_reading()
        if done < wanted:
            try:
                async with asyncio.timeout(patience_s):
                    await changed.wait()
            except TimeoutError:
                if not target.unconfirmed:  # somebody else has taken or deleted the rest
                    break
                raise StoreUnavailable(f"RabbitMQ has confirmed nothing for {patience_s:g} s") from None
    return done


def publication(channel: int, frame_max: int, queue: str, letter: Letter) -> bytes:
    """Frames of a message to a queue by its name, mandatory, with the properties that it had."""
    method = codec.marshal(commands.Basic.Publish(exchange="", routing_key=queue, mandatory=True), channel)
    head = _CONTENT.pack(commands.Basic.frame_id, 0, len(letter.body)) + letter.properties
    room = frame_max - FRAME_OVERHEAD
    pieces = [codec.marshal(content.ContentBody(letter.body[start : start + room]), channel) for start in range(0, len(letter.body), room)]
    return b"".join((method, _HEAD.pack(HEADER, channel, len(head)), head, bytes([FRAME_END]), *pieces))
