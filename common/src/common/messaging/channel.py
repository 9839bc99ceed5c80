"""One AMQP channel: requests with their answers, and content put together from its frames.

Deliveries and confirmations are read straight from the payload, since they come by the hundred thousand; all other methods by pamqp.
"""

import asyncio
from collections import deque
from collections.abc import Callable
import struct
from typing import Final

from pamqp import base, commands, frame as codec

from common.messaging.frames import BODY, HEADER, METHOD, FrameError, decode_method
from common.runtime.errors import StoreUnavailable


NOT_FOUND: Final = 404
ACCESS_REFUSED: Final = 403
PRECONDITION_FAILED: Final = 406
CALL_TIMEOUT_S: Final = 30.0

_DELIVER: Final = struct.pack(">HH", 60, 60)
_RETURN: Final = struct.pack(">HH", 60, 50)
_ACK: Final = struct.pack(">HH", 60, 80)
_NACK: Final = struct.pack(">HH", 60, 120)
_TAG_AND_BIT: Final = struct.Struct(">QB")
_ACK_FRAME: Final = struct.Struct(">BHIHHQBB")


class ChannelClosed(StoreUnavailable):
    """The broker closed the channel, or the connection went away under it (`code` 0). The text holds the broker's reply."""

    def __init__(self, text: str, code: int = 0) -> None:
        super().__init__(text)
        self.code = code


class Channel:
    """Base of the publisher's and the intake's channel, which say what happens with content and confirmations.

    Args:
        number: Number of the channel on its connection.
        send: Puts bytes on the wire, in order.
    """

    def __init__(self, number: int, send: Callable[[bytes], None]) -> None:
        self.number = number
        self.closed: ChannelClosed | None = None
        self._send = send
        self._answers: deque[tuple[tuple[str, ...], asyncio.Future[base.Frame]]] = deque()
        self._opening = b""  # method payload of the content that is being received
        self._properties = b""
        self._missing = 0
        self._chunks: list[bytes] = []

    # What a user of the channel overrides. All are called from the event loop, between two reads of the socket.

    def on_delivery(self, tag: int, redelivered: bool, properties: bytes, body: bytes) -> None:
        """A message for a consumer."""

    def on_return(self, exchange: str, body: bytes) -> None:
        """A mandatory message that no queue took; its confirmation follows."""

    def on_confirm(self, tag: int, multiple: bool, accepted: bool) -> None:
        """The broker took responsibility (or could not), for one message or all up to it."""

    def on_cancel(self, consumer_tag: str) -> None:
        """The broker ended a consumer, for instance because its queue was deleted."""

    def on_closed(self, error: ChannelClosed) -> None:
        """The channel is gone; called once, not after `mark_closed` was called by its owner."""

    # Requests.

    async def call(self, method: base.Frame, *answers: str) -> base.Frame:
        """Send a method and wait for one of the methods named in `answers`, e.g. `"Basic.QosOk"`.

        Raises:
            ChannelClosed: the broker answered by closing the channel or the connection.
            StoreUnavailable: no answer within `CALL_TIMEOUT_S`.
        """
        if self.closed is not None:
            raise self.closed
        answer: asyncio.Future[base.Frame] = asyncio.get_running_loop().create_future()
        self._answers.append((answers, answer))
        self.tell(method)
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                return await answer
        except TimeoutError as error:
            raise StoreUnavailable(f"No answer to {method.name} within {CALL_TIMEOUT_S:.0f} s") from error

    def tell(self, method: base.Frame) -> None:
        """Send a method without waiting."""
        self._send(codec.marshal(method, self.number))

    def close(self, error: ChannelClosed) -> None:
        """End the channel from this side: unsettled deliveries go back to their queues. `on_closed` is told."""
        if self.closed is None:
            self.tell(commands.Channel.Close(reply_code=200, reply_text="Normal shutdown", class_id=0, method_id=0))
            self.lose(error)

    def settle(self, tag: int, *, multiple: bool) -> None:
        """Acknowledge a delivery, or all up to it."""
        self._send(_ACK_FRAME.pack(METHOD, self.number, 13, 60, 80, tag, multiple, 0xCE))

    # Called by the connection.

    def receive(self, kind: int, payload: bytes) -> None:
        """One frame of this channel.

        Raises:
            FrameError: it cannot come at this point.
        """
        if kind == BODY:
            size = len(payload)
            if size == self._missing and not self._chunks:
                self._missing = 0
                self._complete(payload)
                return
            if size > self._missing:
                raise FrameError(f"{size - self._missing} bytes of content too many on channel {self.number}")
            self._chunks.append(payload)
            self._missing -= size
            if not self._missing:
                body = b"".join(self._chunks)
                self._chunks.clear()
                self._complete(body)
        elif kind == HEADER:
            if not self._opening:
                raise FrameError(f"Content header without a method on channel {self.number}")
            self._missing = int.from_bytes(payload[4:12])
            self._properties = payload[12:]
            if not self._missing:
                self._complete(b"")
        elif kind == METHOD:
            index = payload[:4]
            if index in (_DELIVER, _RETURN):
                self._opening = payload
            elif index in (_ACK, _NACK):
                if len(payload) != 13:
                    raise FrameError(f"Confirmation of {len(payload)} bytes on channel {self.number}")
                tag, bits = _TAG_AND_BIT.unpack_from(payload, 4)
                self.on_confirm(tag, bool(bits & 1), index == _ACK)
            else:
                self._method(decode_method(self.number, payload))
        else:
            raise FrameError(f"Frame of kind {kind} on channel {self.number}")

    def mark_closed(self, error: ChannelClosed) -> None:
        """Fail everything that waits; nothing is sent or reported any more."""
        self.closed = error
        while self._answers:
            _, answer = self._answers.popleft()
            if not answer.done():
                answer.set_exception(error)

    def lose(self, error: ChannelClosed) -> None:
        """The broker or the network ended the channel."""
        if self.closed is None:
            self.mark_closed(error)
            self.on_closed(error)

    def _complete(self, body: bytes) -> None:
        opening, self._opening = self._opening, b""
        if opening[:4] == _DELIVER:
            try:
                tag, redelivered = _TAG_AND_BIT.unpack_from(opening, 5 + opening[4])
            except (IndexError, struct.error) as error:
                raise FrameError(f"Delivery without its fields on channel {self.number}") from error
            self.on_delivery(tag, redelivered & 1 == 1, self._properties, body)
        else:
            returned = decode_method(self.number, opening)
            assert isinstance(returned, commands.Basic.Return)
            self.on_return(returned.exchange, body)

    def _method(self, method: base.Frame) -> None:
        if isinstance(method, commands.Channel.Close):
            self.tell(commands.Channel.CloseOk())
            self.lose(ChannelClosed(f"RabbitMQ closed the channel: {method.reply_text}", method.reply_code or 0))
        elif isinstance(method, commands.Basic.Cancel):
            self.on_cancel(method.consumer_tag or "")
        else:
            while self._answers and self._answers[0][1].done():  # nobody waits any more
                self._answers.popleft()
            if self._answers and method.name in self._answers[0][0]:
                self._answers.popleft()[1].set_result(method)
