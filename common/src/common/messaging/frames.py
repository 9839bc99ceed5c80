"""AMQP 0-9-1 frames without I/O: bytes of a stream to frames, messages to bytes of a stream.

A published message is three frames or more, and most of their bytes are the same for every message of an exchange and a run:

    method  basic.publish exchange, mandatory                           constant per exchange
    header  body size | content_type .. headers{version, started_at,    constant per run but for the body size,
            sequence} .. delivery_mode                                  the 8 bytes of the sequence come last but one
    body    at most frame_max - 8 bytes each

`PublishTemplate` holds the constant parts and `PropertiesReader` recognises them, so neither side encodes or decodes a table for
each message.
"""

from collections.abc import Iterable
from dataclasses import dataclass
import struct
from typing import Final

from pamqp import base, commands, encode, frame as codec, header
from pamqp.exceptions import PAMQPException

from common.domain.messages import HEADER_SEQUENCE, HEADER_STARTED_AT, HEADER_VERSION, RunStamp, parse_timestamp


METHOD: Final = 1
HEADER: Final = 2
BODY: Final = 3
HEARTBEAT: Final = 8
FRAME_END: Final = 0xCE
FRAME_OVERHEAD: Final = 8
"""Bytes of a frame around its payload: kind, channel, size, end mark."""
HEARTBEAT_FRAME: Final = bytes([HEARTBEAT, 0, 0, 0, 0, 0, 0, FRAME_END])
CONTENT_TYPE: Final = "application/json"
CONTENT_ENCODING: Final = "UTF-8"
PERSISTENT: Final = 2

_HEAD: Final = struct.Struct(">BHI")
_SIZE: Final = struct.Struct(">Q")
_TAIL: Final = struct.Struct(">qBB")  # sequence, delivery mode, frame end
_BASIC: Final = 60
_SEQUENCE_KEY: Final = encode.short_string(HEADER_SEQUENCE) + b"l"
_SEQUENCE_KEY_BYTES: Final = len(_SEQUENCE_KEY)
_FORMS_KEPT: Final = 64

type Frame = tuple[int, int, bytes]
"""Kind, channel, payload."""


class FrameError(Exception):
    """The peer does not speak AMQP 0-9-1, or bytes were lost."""


class FrameSplitter:
    """Cuts a byte stream into frames, however it arrives in pieces.

    `limit` is the largest payload that is accepted; the connection lowers or raises it to what was negotiated.
    """

    __slots__ = ("_held", "_needed", "_parts", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._parts: list[bytes] = []
        self._held = 0
        self._needed = 0

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes.

        Raises:
            FrameError: a frame is larger than `limit` or does not end as it must; the stream cannot be used any further.
        """
        if self._parts:
            # Joined only when a whole frame is there: a large frame in small pieces is not copied once for each of them.
            self._parts.append(data)
            self._held += len(data)
            if self._held < self._needed:
                return []
            data = b"".join(self._parts)
            self._parts.clear()
        frames: list[Frame] = []
        unpack, offset, end, limit = _HEAD.unpack_from, 0, len(data), self.limit
        self._needed = _HEAD.size
        while end - offset >= _HEAD.size:
            kind, channel, size = unpack(data, offset)
            if size > limit:
                raise FrameError(f"A frame of {size} bytes exceeds the limit of {limit}: {data[offset : offset + 8]!r}")
            stop = offset + 7 + size
            if stop >= end:
                self._needed = size + FRAME_OVERHEAD
                break
            if data[stop] != FRAME_END:
                raise FrameError(f"A frame of {size} bytes ends with {data[stop]:#x}")
            frames.append((kind, channel, data[offset + 7 : stop]))
            offset = stop + 1
        if offset < end:
            self._parts.append(data[offset:] if offset else data)
            self._held = end - offset
        return frames


@dataclass(frozen=True, slots=True)
class PublishTemplate:
    """Constant parts of messages to one exchange on one channel; see the module's drawing."""

    channel: int
    frame_max: int
    opening: bytes
    properties: bytes
    sequenced: bool

    @classmethod
    def build(cls, channel: int, frame_max: int, exchange: str, run: RunStamp | None, *, sequenced: bool) -> "PublishTemplate":
        """Mandatory, persistent JSON without a routing key; run headers when `run` is given, with a sequence when `sequenced`."""
        sequenced = sequenced and run is not None
        properties = message_properties(run, 0 if sequenced else None)
        if sequenced:
            properties = properties[: -(_TAIL.size - 1)]
        payload_bytes = 12 + len(properties) + (_TAIL.size - 1 if sequenced else 0)
        method = codec.marshal(commands.Basic.Publish(exchange=exchange, routing_key="", mandatory=True), channel)
        opening = method + _HEAD.pack(HEADER, channel, payload_bytes) + struct.pack(">HH", _BASIC, 0)
        return cls(channel, frame_max, opening, properties, sequenced)

    def append(self, parts: list[bytes], bodies: Iterable[bytes], sequences: Iterable[int]) -> None:
        """Append the frames of `bodies` to `parts`; joined, these are what goes to the socket."""
        opening, properties, channel = self.opening, self.properties, self.channel
        room = self.frame_max - FRAME_OVERHEAD
        pack_size, pack_head, pack_tail, end = _SIZE.pack, _HEAD.pack, _TAIL.pack, b"\xce"
        for body, sequence in zip(bodies, sequences, strict=True):
            size = len(body)
            tail = pack_tail(sequence, PERSISTENT, FRAME_END) if self.sequenced else end
            if 0 < size <= room:
                parts += (opening, pack_size(size), properties, tail, pack_head(BODY, channel, size), body, end)
                continue
            parts += (opening, pack_size(size), properties, tail)
            for start in range(0, size, room):
                piece = body[start : start + room]
                parts += (pack_head(BODY, channel, len(piece)), piece, end)


def decode_method(channel: int, payload: bytes) -> base.Frame:
    """A method from the payload of its frame.

    Raises:
        FrameError: there is no such method, or it is cut short.
    """
    try:
        method = codec.unmarshal(_HEAD.pack(METHOD, channel, len(payload)) + payload + bytes([FRAME_END]))[2]
    except (ValueError, struct.error, PAMQPException) as error:
        raise FrameError(str(error)) from error
    assert isinstance(method, base.Frame)
    return method


def message_properties(run: RunStamp | None, sequence: int | None) -> bytes:
    """Property flags and values of a message as they stand in its header frame, after the body size.

    The sequence is always written in eight bytes and as the last header, so that all messages of a run differ in these bytes only.
    """
    flags = 1 << 15 | 1 << 14 | 1 << 12
    content = encode.short_string(CONTENT_TYPE) + encode.short_string(CONTENT_ENCODING)
    if run is not None:
        flags |= 1 << 13
        entries = encode.field_table({HEADER_VERSION: run.version, HEADER_STARTED_AT: run.started_at})[4:]
        if sequence is not None:
            entries += _SEQUENCE_KEY + encode.long_long_int(sequence)
        content += struct.pack(">I", len(entries)) + entries
    return struct.pack(">H", flags) + content + bytes([PERSISTENT])


class PropertiesReader:
    """Reads run and sequence from the properties of deliveries; decodes each form of properties once.

    A form is everything but the eight bytes of the sequence. All messages of a run share one, those that were delivered before
    share another for each count that the broker adds.
    """

    __slots__ = ("_forms",)

    def __init__(self) -> None:
        self._forms: dict[bytes, RunStamp | None] = {}

    def read(self, properties: bytes) -> tuple[RunStamp | None, int]:
        """Run (`None` without readable run headers) and sequence (0 without one)."""
        start = properties.find(_SEQUENCE_KEY) + _SEQUENCE_KEY_BYTES
        end = start + 8
        if start < _SEQUENCE_KEY_BYTES:
            start = end = 0
        form = properties[:start] + properties[end:]
        if form in self._forms:
            return self._forms[form], int.from_bytes(properties[start:end], signed=True)
        run, sequence = decode_properties(properties)
        # The bytes may stand in the text of another header: only if other bytes there make another sequence they are it.
        other = sequence ^ 1
        changed = properties[:start] + other.to_bytes(8, signed=True) + properties[end:] if end else properties
        if decode_properties(changed) == (run, other if end else 0) and -(2**63) <= sequence < 2**63:
            if len(self._forms) >= _FORMS_KEPT:
                self._forms.clear()
            self._forms[form] = run
        return run, sequence


def decode_properties(properties: bytes) -> tuple[RunStamp | None, int]:
    """`PropertiesReader.read` in full: any properties, headers of any kind in any order."""
    content = header.ContentHeader()
    try:
        content.unmarshal(struct.pack(">HHQ", _BASIC, 0, 0) + properties)
    except (ValueError, struct.error, PAMQPException):
        return None, 0  # whoever sent such headers, the body is still a message
    headers = content.properties.headers or {}
    version, started_at, sequence = headers.get(HEADER_VERSION), headers.get(HEADER_STARTED_AT), headers.get(HEADER_SEQUENCE)
    number = sequence if isinstance(sequence, int) and not isinstance(sequence, bool) else 0
    if not isinstance(version, str) or not isinstance(started_at, str):
        return None, number
    try:
        parse_timestamp(started_at)
    except ValueError:
        return None, number
    return RunStamp(version, started_at), number
