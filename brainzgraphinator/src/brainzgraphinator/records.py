"""MusicBrainz messages, decoded as far as the graph needs them. Wrong types and ids that are not MBIDs raise `BadRecord`."""

from typing import Any, Final

import msgspec
import orjson

from common.domain.data_types import DataType
from common.domain.ids import is_mbid
from common.runtime.errors import BadRecord


MAX_INDEXED_BYTES: Final = 8_000
"""Longest text that a range index of Neo4j takes as a key; of what is written here only `mbid` is indexed, the rest follows suit."""


class LifeSpan(msgspec.Struct, gc=False):
    """When an artist or label began and ended; partial dates."""

    begin: str | None = None
    end: str | None = None


class Relation(msgspec.Struct):
    """A relation to another MusicBrainz entity. Only artists' relations to artists carry a Discogs id."""

    type: str | None = None
    direction: str | None = None
    target_discogs_artist_id: int | str | None = None
    attributes: list[str | None] | None = None
    begin_date: str | None = None
    end_date: str | None = None
    ended: bool | None = None


class MusicBrainzRecord(msgspec.Struct, omit_defaults=True):
    """One message of any of the four types; each type fills its own fields."""

    id: str
    mbid: str | None = None
    discogs_artist_id: int | str | None = None
    discogs_label_id: int | str | None = None
    discogs_release_id: int | str | None = None
    discogs_master_id: int | str | None = None
    mb_type: str | None = None
    gender: str | None = None
    begin_date: str | None = None
    end_date: str | None = None
    life_span: LifeSpan | None = None
    area: str | None = None
    begin_area: str | None = None
    end_area: str | None = None
    disambiguation: str | None = None
    label_code: int | str | None = None
    barcode: str | None = None
    status: str | None = None
    release_group_mbid: str | None = None
    secondary_types: list[str] | None = None
    first_release_date: str | None = None
    relations: list[Relation | None] | None = None


_DECODER: Final = msgspec.json.Decoder(MusicBrainzRecord)


def decode(data_type: DataType, body: bytes) -> MusicBrainzRecord:
    """One message body to a record. Relations of other types than artists are dropped: no edge is made of them.

    Raises:
        BadRecord: not JSON, a value of a type that cannot be stored, an id that is not an MBID, NUL in a text.
    """
    try:
        record = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRecord(str(error)) from error
    if not is_mbid(record.id) or not (record.mbid is None or is_mbid(record.mbid)):
        raise BadRecord("Field 'id' is not an MBID")
    if b"\\u0000" in body and _holds_nul(orjson.loads(body)):
        raise BadRecord("A text holds the NUL character")
    if data_type is not DataType.ARTISTS:
        record.relations = None
    return record


def encode(record: MusicBrainzRecord) -> str:
    """A record as JSON text that `decode` reads again."""
    return msgspec.json.encode(record).decode()


def _holds_nul(value: Any) -> bool:
    match value:
        case str():
            return "\x00" in value
        case dict():
            return any(_holds_nul(key) or _holds_nul(item) for key, item in value.items())
        case list():
            return any(_holds_nul(item) for item in value)
    return False
