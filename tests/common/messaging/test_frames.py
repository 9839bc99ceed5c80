import itertools

from hypothesis import given, strategies as st
from pamqp import body, commands, frame as codec, header
import pytest

from common.domain.messages import RunStamp
from common.messaging.frames import (
    BODY,
    FRAME_OVERHEAD,
    HEADER,
    HEARTBEAT_FRAME,
    METHOD,
    FrameError,
    FrameSplitter,
    PropertiesReader,
    PublishTemplate,
    decode_properties,
    message_properties,
)


RUN = RunStamp("20260101", "2026-01-05T10:20:01.000000001Z")
LIMIT = 131_064

runs = st.none() | st.builds(RunStamp, st.text(max_size=20), st.datetimes().map(lambda moment: moment.isoformat() + "Z"))
sequences = st.none() | st.integers(0, 2**63 - 1)
frames = st.tuples(st.integers(1, 8), st.integers(0, 65535), st.binary(max_size=200))


def raw(kind: int, channel: int, payload: bytes) -> bytes:
    return bytes([kind]) + channel.to_bytes(2) + len(payload).to_bytes(4) + payload + b"\xce"


@given(frames=st.lists(frames, max_size=20), cuts=st.lists(st.integers(0, 5000), max_size=20))
def test_chunking_never_changes_the_frames(frames: list[tuple[int, int, bytes]], cuts: list[int]) -> None:
    stream = b"".join(raw(*frame) for frame in frames)
    borders = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    splitter = FrameSplitter(LIMIT)
    got = [frame for start, end in itertools.pairwise(borders) for frame in splitter.feed(stream[start:end])]
    assert got == frames


def test_frames_come_out_byte_by_byte_as_soon_as_they_are_whole() -> None:
    splitter = FrameSplitter(LIMIT)
    stream = raw(METHOD, 1, b"abc") + HEARTBEAT_FRAME
    got = [splitter.feed(stream[i : i + 1]) for i in range(len(stream))]
    assert [i for i, frames in enumerate(got) if frames] == [10, 18]
    assert got[10] == [(METHOD, 1, b"abc")]


@pytest.mark.parametrize(
    "stream",
    [
        b"AMQP\0\0\x09\1",  # what a broker answers that speaks another version
        b"HTTP/1.1 400 Bad Request\r\n",
        raw(METHOD, 1, b"x" * 101),
        raw(METHOD, 1, b"abc")[:-1] + b"\0",
    ],
)
def test_a_stream_that_is_not_amqp_is_an_error(stream: bytes) -> None:
    with pytest.raises(FrameError):
        FrameSplitter(100).feed(stream)


@given(
    bodies=st.lists(st.binary(max_size=100), max_size=5),
    run=runs,
    first=sequences,
    frame_max=st.integers(FRAME_OVERHEAD + 1, 64),
    channel=st.integers(1, 2047),
)
def test_published_bytes_are_what_pamqp_reads(bodies: list[bytes], run: RunStamp | None, first: int | None, frame_max: int, channel: int) -> None:
    first = None if first is None else min(first, 2**63 - 1 - len(bodies))
    template = PublishTemplate.build(channel, frame_max, "some.exchange", run, sequenced=first is not None)
    parts: list[bytes] = []
    template.append(parts, bodies, range(first or 0, (first or 0) + len(bodies)))
    stream = b"".join(parts)
    for index, sent in enumerate(bodies):
        used, number, method = codec.unmarshal(stream)
        stream = stream[used:]
        assert isinstance(method, commands.Basic.Publish) and number == channel
        assert (method.exchange, method.routing_key, method.mandatory, method.immediate) == ("some.exchange", "", True, False)
        used, number, content = codec.unmarshal(stream)
        stream = stream[used:]
        assert isinstance(content, header.ContentHeader) and number == channel and content.body_size == len(sent)
        properties = content.properties
        assert (properties.content_type, properties.content_encoding, properties.delivery_mode) == ("application/json", "UTF-8", 2)
        expected = {} if run is None else {"version": run.version, "started_at": run.started_at}
        if run is not None and first is not None:
            expected["sequence"] = first + index  # type: ignore[assignment]
        assert (properties.headers or {}) == expected
        got = b""
        while len(got) < len(sent):
            used, number, piece = codec.unmarshal(stream)
            assert isinstance(piece, body.ContentBody) and number == channel and used <= frame_max
            assert piece.value is not None
            got += piece.value
            stream = stream[used:]
        assert got == sent
    assert stream == b""


@given(messages=st.lists(st.tuples(runs, sequences), max_size=20))
def test_a_reader_reads_back_what_was_written_whatever_it_read_before(messages: list[tuple[RunStamp | None, int | None]]) -> None:
    reader = PropertiesReader()
    for run, sequence in messages:
        expected = (run, (sequence or 0) if run is not None else 0)
        assert reader.read(message_properties(run, sequence)) == expected


def written(**properties: object) -> bytes:
    content = header.ContentHeader(body_size=5, properties=commands.Basic.Properties(**properties))  # type: ignore[arg-type]
    return content.marshal()[12:]


STAMP = {"version": RUN.version, "started_at": RUN.started_at}


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        (written(), (None, 0)),
        (written(headers={"x-delivery-count": 2, **STAMP, "sequence": 7}, delivery_mode=2), (RUN, 7)),
        (written(headers={"sequence": 2**40, **STAMP}), (RUN, 2**40)),
        (written(headers={**STAMP, "sequence": 7, "x-death": [{"count": 1, "queue": "q"}]}, message_id="m", priority=3), (RUN, 7)),
        (written(headers={"version": "20260101"}), (None, 0)),
        (written(headers={**STAMP, "started_at": "yesterday", "sequence": 7}), (None, 7)),
        (written(headers={**STAMP, "sequence": "7"}), (RUN, 0)),
        (written(headers={**STAMP, "sequence": True}), (RUN, 0)),
        (written(headers={"version": 20260101, "started_at": 1}), (None, 0)),
    ],
)
def test_headers_of_other_publishers_are_read_leniently(properties: bytes, expected: tuple[RunStamp | None, int]) -> None:
    reader = PropertiesReader()
    assert [reader.read(properties), reader.read(properties), decode_properties(properties)] == [expected] * 3


@pytest.mark.parametrize(
    "properties", [b"", b"\x20\0\0\0\0\xff", b"\x20\0\0\0\0\x03\1k\x99", b"\x20\0\0\0\0\x04\2\xff\xfeV", message_properties(RUN, 7)[:-20]]
)
def test_properties_that_cannot_be_read_belong_to_a_message_all_the_same(properties: bytes) -> None:
    assert PropertiesReader().read(properties) == (None, 0)


def test_a_reader_tells_another_delivery_mode_from_a_sequence() -> None:
    reader = PropertiesReader()
    known = message_properties(RUN, 7)
    assert reader.read(known) == (RUN, 7)
    assert reader.read(known[:-1] + b"\1") == (RUN, 7)


@given(
    numbers=st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=5), count=st.integers(0, 3), trap=st.sampled_from(["", "\x08sequencel"])
)
def test_a_reader_knows_forms_that_others_made(numbers: list[int], count: int, trap: str) -> None:
    reader = PropertiesReader()
    for number in numbers:
        # Read twice: once decoded, once recognised. The trap looks like the sequence's header, but is text of another one.
        properties = written(headers={"a": trap + "12345678", **STAMP, "sequence": number, "x-delivery-count": count}, priority=1)
        assert [reader.read(properties), reader.read(properties)] == [(RUN, number)] * 2


def test_a_form_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = PropertiesReader()
    reader.read(message_properties(RUN, 1))
    reader.read(message_properties(RUN, None))
    monkeypatch.setattr("common.messaging.frames.decode_properties", None)
    assert reader.read(message_properties(RUN, 2**40)) == (RUN, 2**40)
    assert reader.read(message_properties(RUN, None)) == (RUN, 0)


def test_a_reader_keeps_only_so_many_forms() -> None:
    reader = PropertiesReader()
    for number in range(1000):
        reader.read(message_properties(RunStamp(str(number), RUN.started_at), number))
        reader.read(written(headers={"n": number}))
    assert len(reader._forms) <= 64


def test_a_body_of_several_frames_is_cut_at_the_limit() -> None:
    template = PublishTemplate.build(1, 108, "e", None, sequenced=False)
    parts: list[bytes] = []
    template.append(parts, [b"x" * 250, b""], [0, 0])
    kinds = [(kind, len(payload)) for kind, _, payload in FrameSplitter(LIMIT).feed(b"".join(parts)) if kind == BODY]
    assert kinds == [(BODY, 100), (BODY, 100), (BODY, 50)]
    assert sum(kind == HEADER for kind, _, _ in FrameSplitter(LIMIT).feed(b"".join(parts))) == 2
