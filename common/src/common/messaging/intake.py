"""Deliveries read as frames: each type on a channel of its own, so that its delivery tags are contiguous and settle many at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final, Self

from pamqp import commands

from common.domain.data_types import DataType
from common.domain.messages import RunStamp
from common.messaging.channel import Channel, ChannelClosed
from common.messaging.connection import HEARTBEAT_S, Connection
from common.messaging.frames import PropertiesReader
from common.runtime.errors import StoreUnavailable


_generations: Final = count(1)
"""One number for each channel that this process opens: tags of a channel that is gone can be told from those of its successor."""

MAX_PREFETCH: Final = 65_535
"""The wire has two bytes for it."""


@dataclass(slots=True)  # not frozen: that would triple the time it takes to make one
class Delivery:
    """One message as it came. `run` is `None` and `sequence` 0 when its headers do not tell them."""

    data_type: DataType
    generation: int
    tag: int
    body: bytes
    redelivered: bool
    run: RunStamp | None
    sequence: int


class Intake:
    """One connection that consumes the queues of a service; made by `Intake.open`.

    Lost connections and channels are reported, not repaired: their unsettled deliveries come again, so it is for the caller to
    throw away what it holds before it opens a new intake or consumes again.
    """

    def __init__(
        self,
        connection: Connection,
        queues: Mapping[DataType, str],
        *,
        consumer_tag: Callable[[DataType], str],
        prefetch: int,
        on_delivery: Callable[[Delivery], None],
        on_lost: Callable[[Exception | None], None],
        on_lost_type: Callable[[DataType, Exception], None],
    ) -> None:
        self._connection = connection
        self._queues = queues
        self._consumer_tag = consumer_tag
        self._prefetch = prefetch
        self._on_delivery = on_delivery
        self._on_lost = on_lost
        self._on_lost_type = on_lost_type
        self._channels: dict[DataType, _ConsumeChannel] = {}
        self._silent = True  # while `open` or `close` is at work, its exception or its end says it all

    @classmethod
    async def open(
        cls,
        url: str,
        queues: Mapping[DataType, str],
        *,
        consumer_tag: Callable[[DataType], str],
        prefetch: int,
        on_delivery: Callable[[Delivery], None],
        on_lost: Callable[[Exception | None], None],
        on_lost_type: Callable[[DataType, Exception], None],
        connection_name: str,
        heartbeat_s: int = HEARTBEAT_S,
    ) -> Self:
        """Connect and consume all `queues`. Deliveries begin before this returns.

        Args:
            prefetch: Unsettled deliveries that each queue may have here.
            on_delivery: Called from the event loop for every message; must be quick and must not raise.
            on_lost: Called once when the connection goes away, unless by `close`.
            on_lost_type: Called when the broker ends one consumer or its channel while the connection stays, for instance because
                the queue was deleted. Unsettled deliveries of the type are void; `consume` starts it again.

        Raises:
            ConfigError: the broker refuses the credentials or the virtual host.
            StoreUnavailable: the broker is away, or a queue does not exist.
        """
        connection = await Connection.open(url, name=connection_name, heartbeat_s=heartbeat_s)
        intake = cls(
            connection,
            queues,
            consumer_tag=consumer_tag,
            prefetch=prefetch,
            on_delivery=on_delivery,
            on_lost=on_lost,
            on_lost_type=on_lost_type,
        )
        try:
            for data_type in queues:
                await intake.consume(data_type)
            for channel in intake._channels.values():
                if channel.closed is not None:  # by the broker, while the next one was opened
                    raise channel.closed
        except BaseException:
            await intake.close()
            raise
        intake._silent = False
        return intake

    @property
    def is_open(self) -> bool:
        """Whether the connection works as far as this side knows."""
        return self._connection.is_open

    @property
    def consuming(self) -> frozenset[DataType]:
        """Types that have a consumer."""
        return frozenset(data_type for data_type, channel in self._channels.items() if channel.consuming and channel.closed is None)

    def unsettled(self, data_type: DataType) -> int:
        """Deliveries of a type that were neither acknowledged nor rejected."""
        channel = self._channels.get(data_type)
        return len(channel.unsettled) if channel is not None and channel.closed is None else 0

    async def consume(self, data_type: DataType) -> None:
        """Start the consumer of a type, at first or after it was cancelled or lost.

        Raises:
            StoreUnavailable: the queue does not exist, the connection is lost, or the intake is paused and could not read the answer.
        """
        if self.paused:
            raise StoreUnavailable(f"The intake is paused: {data_type} cannot be consumed now")
        channel = self._channels.get(data_type)
        if channel is None or channel.closed is not None:
            channel = await self._connection.add_channel(lambda number, send: _ConsumeChannel(number, send, self, data_type))
            self._channels[data_type] = channel
        channel.consuming = channel.starting = True
        consume = commands.Basic.Consume(queue=self._queues[data_type], consumer_tag=self._consumer_tag(data_type), no_ack=False)
        try:
            # Per consumer, not global: quorum queues know no other, and RabbitMQ 4 refuses it.
            await channel.call(commands.Basic.Qos(prefetch_count=min(self._prefetch, MAX_PREFETCH), global_=False), "Basic.QosOk")
            await channel.call(consume, "Basic.ConsumeOk")
        except BaseException as error:
            channel.close(ChannelClosed(f"The consumer of {data_type} was not started: {error}"))  # whatever it is that the broker did
            raise
        finally:
            channel.starting = False

    def ack(self, data_type: DataType, generation: int, tag: int) -> None:
        """Settle one delivery: it is done. One that is settled already, or whose channel is gone, is none of our business any more."""
        channel = self._current(data_type, generation)
        if channel is not None and tag in channel.unsettled:
            channel.unsettled.discard(tag)
            channel.settle(tag, multiple=False)

    def ack_through(self, data_type: DataType, generation: int, tag: int) -> None:
        """Settle all unsettled deliveries of a type up to a tag."""
        channel = self._current(data_type, generation)
        if channel is not None and channel.take_through(tag):
            channel.settle(tag, multiple=True)

    def reject(self, data_type: DataType, generation: int, tag: int) -> None:
        """Settle one delivery: it goes to the dead letters."""
        channel = self._current(data_type, generation)
        if channel is not None and tag in channel.unsettled:
            channel.unsettled.discard(tag)
            channel.tell(commands.Basic.Nack(delivery_tag=tag, multiple=False, requeue=False))

    @property
    def paused(self) -> bool:
        """Whether deliveries are left in the socket."""
        return self._connection.is_paused

    def pause(self) -> None:
        """Stop reading. What was read with the current piece of data is still delivered; heartbeats and settling go on."""
        self._connection.pause_reading()

    def resume(self) -> None:
        """Read again."""
        self._connection.resume_reading()

    async def cancel(self, data_type: DataType) -> None:
        """End the consumer of a type. Deliveries on their way still arrive (those in the socket of a paused intake after `resume`);
        all that arrived can still be settled."""
        channel = self._channels.get(data_type)
        if channel is None or channel.closed is not None or not channel.consuming:
            return
        channel.consuming = False
        tag = self._consumer_tag(data_type)
        if self.paused:
            channel.tell(commands.Basic.Cancel(consumer_tag=tag, nowait=True))  # the answer could not be read
        else:
            await channel.call(commands.Basic.Cancel(consumer_tag=tag), "Basic.CancelOk")

    async def close(self) -> None:
        """Send what was settled and end the connection; what is unsettled goes back to the queues. Nothing is delivered or reported any more."""
        self._silent = True
        await self._connection.close()

    def _current(self, data_type: DataType, generation: int) -> "_ConsumeChannel | None":
        channel = self._channels.get(data_type)
        return channel if channel is not None and channel.generation == generation and channel.closed is None else None

    def _channel_closed(self, channel: "_ConsumeChannel", error: ChannelClosed) -> None:
        if self._silent:
            return
        if not self._connection.is_open:
            self._silent = True
            self._on_lost(error)
        elif not channel.starting:  # else `consume` raises it
            self._on_lost_type(channel.data_type, error)


class _ConsumeChannel(Channel):
    """Consumes one queue. `unsettled` holds the tags of deliveries that were not answered: settling one twice would cost the channel."""

    def __init__(self, number: int, send: Callable[[bytes], None], intake: Intake, data_type: DataType) -> None:
        super().__init__(number, send)
        self.data_type = data_type
        self.generation = next(_generations)
        self.consuming = False
        self.starting = False
        self.unsettled: set[int] = set()
        self._intake = intake
        self._deliver = intake._on_delivery
        self._read = PropertiesReader().read

    def take_through(self, tag: int) -> bool:
        """Forget all unsettled tags up to `tag`; whether there were any."""
        before = len(self.unsettled)
        self.unsettled = {later for later in self.unsettled if later > tag}
        return len(self.unsettled) < before

    def on_delivery(self, tag: int, redelivered: bool, properties: bytes, body: bytes) -> None:
        self.unsettled.add(tag)
        run, sequence = self._read(properties)
        self._deliver(Delivery(self.data_type, self.generation, tag, body, redelivered, run, sequence))

    def on_cancel(self, consumer_tag: str) -> None:
        self.consuming = False
        # With its channel, so that what is held goes back to the queue and is void here, as after any other loss.
        self.close(ChannelClosed(f"RabbitMQ cancelled the consumer {consumer_tag}: its queue was deleted or is not available"))

    def on_closed(self, error: ChannelClosed) -> None:
        self.consuming = False
        self._intake._channel_closed(self, error)
