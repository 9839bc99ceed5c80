"""Discogs messages as rows: the few fields that decide, and the year put into the message's own bytes. Pure."""

from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import orjson

from common.consumer.spec import Item
from common.consumer.tables.text import check_text
from common.domain.data_types import DataType
from common.domain.ids import is_discogs_id
from common.domain.years import parse_year
from common.runtime.errors import BadRecord
from common.stores.binary_copy import jsonb, text


TRANSFORM: Final = 1
"""Version of what this module makes of a message; raise it when the stored row of an equal message changes."""

YEAR_SOURCE: Final = {DataType.MASTERS: "year", DataType.RELEASES: "released"}
"""The field that the stored integer `year` comes from."""

_JSON_SPACE: Final = b" \t\r\n"


class DiscogsRow(msgspec.Struct, frozen=True, gc=False):
    """What the table columns need of a message. `year` is the fragment that the stored JSON ends in, empty for none."""

    id: str
    hash: str
    year: bytes


class _Message(msgspec.Struct, gc=False):
    id: str
    sha256: str | None = None


class _Master(_Message, gc=False):
    year: Any = None


class _Release(_Message, gc=False):
    released: Any = None


_DECODERS: Final[dict[DataType, msgspec.json.Decoder[_Message]]] = {
    DataType.ARTISTS: msgspec.json.Decoder(_Message),
    DataType.LABELS: msgspec.json.Decoder(_Message),
    DataType.MASTERS: msgspec.json.Decoder(_Master),
    DataType.RELEASES: msgspec.json.Decoder(_Release),
}


def decode(data_type: DataType, body: bytes, *, current_year: int | None = None) -> DiscogsRow:
    """The row of one message.

    Raises:
        BadRecord: no JSON object, no usable id, or text that PostgreSQL cannot hold.
    """
    try:
        message = _DECODERS[data_type].decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"unreadable message: {error}") from None
    if not is_discogs_id(message.id):
        raise BadRecord("id is not a Discogs id")
    check_text(body)
    year = b""
    if field := YEAR_SOURCE.get(data_type):
        year = b'"year":%b' % orjson.dumps(year_of(getattr(message, field), current_year or datetime.now(UTC).year))
    return DiscogsRow(message.id, message.sha256 or "", year)


def year_of(value: Any, current_year: int) -> int | None:
    """The plausible year of a date in whatever JSON type it came."""
    return parse_year(value if isinstance(value, str | int | None) else str(value), current_year=current_year)


def with_member(body: bytes, member: bytes) -> bytes:
    """A JSON object with one more member at its end, its other bytes untouched.

    JSONB keeps the last of equal keys, so the member replaces an earlier one of its name.
    """
    if not member:
        return body
    opened = body.rstrip(_JSON_SPACE)[:-1].rstrip(_JSON_SPACE)
    separator = b"" if opened.lstrip(_JSON_SPACE) == b"{" else b","
    return b"".join((opened, separator, member, b"}"))


def encode(item: Item[DiscogsRow]) -> bytes:
    """Fields `data_id` and `data` of a COPY row."""
    return text(item.record.id) + jsonb(with_member(item.body, item.record.year))
