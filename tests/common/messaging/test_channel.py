import asyncio
import itertools
import struct

from hypothesis import given, strategies as st
from pamqp import commands, frame as codec, header
import pytest

from common.messaging.channel import Channel, ChannelClosed
from common.messaging.frames import BODY, HEADER, HEARTBEAT, METHOD, FrameError
from common.runtime.errors import StoreUnavailable


def payload(frame: commands.Basic.Deliver | commands.Basic.Return | header.ContentHeader | commands.Channel.Close) -> bytes:
    return codec.marshal(frame, 1)[7:-1]


class Recorder(Channel):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        super().__init__(1, self.sent.append)
        self.got: list[tuple[object, ...]] = []

    def on_delivery(self, tag: int, redelivered: bool, properties: bytes, body: bytes) -> None:
        assert properties == b"\0\0"
        self.got.append(("delivery", tag, redelivered, body))

    def on_return(self, exchange: str, body: bytes) -> None:
        self.got.append(("return", exchange, body))

    def on_confirm(self, tag: int, multiple: bool, accepted: bool) -> None:
        self.got.append(("confirm", tag, multiple, accepted))

    def on_closed(self, error: ChannelClosed) -> None:
        self.got.append(("closed", error.code))


@given(body=st.binary(max_size=60), cuts=st.lists(st.integers(0, 60), max_size=5), redelivered=st.booleans(), tag=st.integers(1, 2**62))
def test_content_is_put_together_from_any_number_of_frames(body: bytes, cuts: list[int], redelivered: bool, tag: int) -> None:
    channel = Recorder()
    channel.receive(METHOD, payload(commands.Basic.Deliver("some tag", tag, redelivered, "e", "")))
    channel.receive(HEADER, payload(header.ContentHeader(body_size=len(body))))
    borders = [0, *sorted({min(cut, len(body)) for cut in cuts} - {0}), len(body)]
    for start, end in itertools.pairwise(borders):
        if end > start:
            channel.receive(BODY, body[start:end])
    assert channel.got == [("delivery", tag, redelivered, body)]


def test_a_return_names_its_exchange() -> None:
    channel = Recorder()
    channel.receive(METHOD, payload(commands.Basic.Return(312, "NO_ROUTE", "some.exchange", "")))
    channel.receive(HEADER, payload(header.ContentHeader(body_size=2)))
    channel.receive(BODY, b"ab")
    assert channel.got == [("return", "some.exchange", b"ab")]


@pytest.mark.parametrize(("bits", "multiple"), [(0, False), (1, True), (2, False), (3, True)])
def test_confirmations_are_read_bit_by_bit(bits: int, multiple: bool) -> None:
    channel = Recorder()
    channel.receive(METHOD, struct.pack(">HHQB", 60, 80, 7, bits))
    channel.receive(METHOD, struct.pack(">HHQB", 60, 120, 8, bits))
    assert channel.got == [("confirm", 7, multiple, True), ("confirm", 8, multiple, False)]


def test_frames_out_of_turn_are_errors() -> None:
    channel = Recorder()
    with pytest.raises(FrameError, match="too many"):
        channel.receive(BODY, b"x")
    with pytest.raises(FrameError, match="without a method"):
        channel.receive(HEADER, payload(header.ContentHeader(body_size=1)))
    with pytest.raises(FrameError, match="kind 8"):
        channel.receive(HEARTBEAT, b"")
    with pytest.raises(FrameError, match="Confirmation of 4 bytes"):
        channel.receive(METHOD, struct.pack(">HH", 60, 80))
    for cut_short in (struct.pack(">HH", 60, 60), struct.pack(">HHB", 60, 60, 9), struct.pack(">HH", 60, 50)):
        channel.receive(METHOD, cut_short)
        with pytest.raises(FrameError):
            channel.receive(HEADER, payload(header.ContentHeader(body_size=0)))


async def test_a_channel_that_the_broker_closes_says_so_once() -> None:
    channel = Recorder()
    waiting = asyncio.create_task(channel.call(commands.Basic.Qos(), "Basic.QosOk"))
    await asyncio.sleep(0)
    channel.receive(METHOD, payload(commands.Channel.Close(404, "NOT_FOUND - no queue", 60, 20)))
    with pytest.raises(ChannelClosed, match="NOT_FOUND - no queue"):
        await waiting
    channel.lose(ChannelClosed("again"))
    channel.close(ChannelClosed("and again"))
    assert channel.got == [("closed", 404)]
    with pytest.raises(ChannelClosed, match="NOT_FOUND"):
        await channel.call(commands.Basic.Qos(), "Basic.QosOk")


async def test_an_answer_that_does_not_come_is_not_taken_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.messaging.channel.CALL_TIMEOUT_S", 0.01)
    channel = Recorder()
    with pytest.raises(StoreUnavailable, match=r"No answer to Basic\.Qos"):
        await channel.call(commands.Basic.Qos(), "Basic.QosOk")
    waiting = asyncio.create_task(channel.call(commands.Basic.Cancel("t"), "Basic.CancelOk"))
    await asyncio.sleep(0)
    channel.receive(METHOD, codec.marshal(commands.Basic.QosOk(), 1)[7:-1])
    channel.receive(METHOD, codec.marshal(commands.Basic.CancelOk("t"), 1)[7:-1])
    assert isinstance(await waiting, commands.Basic.CancelOk)
