"""Rows in PostgreSQL's binary COPY format: the cheapest way in, with no text escaping on either side.

A stream is `HEADER`, then a row each (`row_head(n)` and n fields), then `TRAILER`. Fields are big-endian, led by their length;
an absent value has length -1. Format: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format".
"""

from collections.abc import Iterable
import struct
from typing import Final


HEADER: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER: Final = b"\xff\xff"
NULL: Final = b"\xff\xff\xff\xff"

_TRUE: Final = b"\x00\x00\x00\x01\x01"
_FALSE: Final = b"\x00\x00\x00\x01\x00"
_JSONB_VERSION: Final = 1

_length: Final = struct.Struct(">i").pack
_int2: Final = struct.Struct(">ih").pack
_int4: Final = struct.Struct(">ii").pack
_int8: Final = struct.Struct(">iq").pack
_jsonb: Final = struct.Struct(">iB").pack
_uuid: Final = struct.Struct(">i16s").pack


def row_head(fields: int) -> bytes:
    """What a row of so many fields begins with."""
    return struct.pack(">h", fields)


def stream(rows: Iterable[bytes]) -> bytes:
    """A whole COPY stream of encoded rows."""
    return b"".join((HEADER, *rows, TRAILER))


def text(value: str | None) -> bytes:
    """A field of type text or varchar.

    Raises:
        UnicodeEncodeError: the text holds a lone surrogate.
    """
    if value is None:
        return NULL
    raw = value.encode()
    return _length(len(raw)) + raw


def jsonb(raw: bytes | None) -> bytes:
    """A field of type jsonb, given as JSON bytes that the server will parse."""
    return NULL if raw is None else _jsonb(len(raw) + 1, _JSONB_VERSION) + raw


def int2(value: int | None) -> bytes:
    """A field of type smallint."""
    return NULL if value is None else _int2(2, value)


def int4(value: int | None) -> bytes:
    """A field of type integer."""
    return NULL if value is None else _int4(4, value)


def int8(value: int | None) -> bytes:
    """A field of type bigint."""
    return NULL if value is None else _int8(8, value)


def boolean(value: bool | None) -> bytes:
    """A field of type boolean."""
    if value is None:
        return NULL
    return _TRUE if value else _FALSE


def uuid(value: str | None) -> bytes:
    """A field of type uuid, given in its hyphenated text form."""
    return NULL if value is None else _uuid(16, bytes.fromhex(value.replace("-", "")))
