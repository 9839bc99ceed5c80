"""Discogs messages, decoded as far as the graph needs them.

Lenient where dumps are: a list may be null or hold nulls, a reference may be bare text (an older form; it makes no edge). Strict
where a value could not be stored: a name that is not text, an id that is not a Discogs id, a record without hash, text with NUL,
indexed text beyond what an index entry holds. Those raise `BadRecord`, so that one record is dead-lettered and its batch lives.
"""

from collections.abc import Iterable, Iterator
from typing import Final, Literal

import msgspec
import orjson

from common.domain.data_types import DataType
from common.domain.ids import is_discogs_id
from common.runtime.errors import BadRecord


MAX_INDEXED_NAME_BYTES: Final = 8_000
"""Longest name of an Artist, Label, Genre, Style or Person. A range index of Neo4j takes keys up to 8,167 bytes, its own overhead included."""

MAX_INDEXED_TITLE_BYTES: Final = 32_766
"""Longest title of a Master or Release: the longest term of the full-text index behind it."""


class Reference(msgspec.Struct, gc=False):
    """Another entity, as a record mentions it."""

    id: str | None = None
    name: str | None = None


class LabelReference(msgspec.Struct, gc=False):
    """A label on a release."""

    id: str | None = None
    name: str | None = None
    catno: str | None = None


class Credit(msgspec.Struct, gc=False):
    """A person or group credited on a release."""

    id: str | None = None
    name: str | None = None
    role: str | None = None


class Format(msgspec.Struct, gc=False):
    """A medium of a release."""

    name: str | None = None


class Artist(msgspec.Struct):
    """A message of the type artists."""

    id: str
    sha256: str
    name: str | None = None
    members: list[Reference | str | None] | None = None
    groups: list[Reference | str | None] | None = None
    aliases: list[Reference | str | None] | None = None


class Label(msgspec.Struct):
    """A message of the type labels."""

    id: str
    sha256: str
    name: str | None = None
    parentLabel: Reference | str | None = None  # noqa: N815 - the name on the wire
    sublabels: list[Reference | str | None] | None = None


class Master(msgspec.Struct):
    """A message of the type masters."""

    id: str
    sha256: str
    title: str | None = None
    year: str | int | None = None
    artists: list[Reference | str | None] | None = None
    genres: list[str | None] | None = None
    styles: list[str | None] | None = None


class Release(msgspec.Struct):
    """A message of the type releases."""

    id: str
    sha256: str
    title: str | None = None
    released: str | int | None = None
    master_id: str | int | None = None
    artists: list[Reference | str | None] | None = None
    labels: list[LabelReference | str | None] | None = None
    genres: list[str | None] | None = None
    styles: list[str | None] | None = None
    formats: list[Format | str | None] | None = None
    extraartists: list[Credit | str | None] | None = None


type Record = Artist | Label | Master | Release
type AnyReference = Reference | LabelReference | Credit

_DECODERS: Final[dict[DataType, msgspec.json.Decoder[Record]]] = {
    DataType.ARTISTS: msgspec.json.Decoder(Artist),
    DataType.LABELS: msgspec.json.Decoder(Label),
    DataType.MASTERS: msgspec.json.Decoder(Master),
    DataType.RELEASES: msgspec.json.Decoder(Release),
}


def decode(data_type: DataType, body: bytes) -> Record:
    """One message body to a record.

    Raises:
        BadRecord: not JSON, a value of a type that cannot be stored, no usable id, no hash, NUL in a text, oversized indexed text.
    """
    try:
        record = _DECODERS[data_type].decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRecord(str(error)) from error
    if not is_discogs_id(record.id):
        raise BadRecord("Field 'id' is not a Discogs id")
    if not record.sha256:
        raise BadRecord("Field 'sha256' is empty")
    if b"\\u0000" in body and _holds_nul(orjson.loads(body)):
        raise BadRecord("A text holds the NUL character")
    if len(body) > MAX_INDEXED_NAME_BYTES:  # a shorter message cannot hold an oversized text
        _check_sizes(record)
    return record


def named(references: Iterable[AnyReference | str | None] | None) -> dict[str, str | None]:
    """Name by id of the references that can make an edge: those with a Discogs id (`"0"` and text mean none), each once."""
    return {r.id: r.name for r in references or () if isinstance(r, Reference | LabelReference | Credit) and r.id and is_discogs_id(r.id)}


def _holds_nul(value: object) -> bool:
    match value:
        case str():
            return "\x00" in value
        case dict():
            return any(_holds_nul(key) or _holds_nul(item) for key, item in value.items())
        case list():
            return any(_holds_nul(item) for item in value)
    return False


def _check_sizes(record: Record) -> None:
    for name, text, limit in _indexed_texts(record):
        if text is not None and len(text) * 4 > limit and len(text.encode()) > limit:
            raise BadRecord(f"Text of '{name}' is longer than an index entry takes ({limit} bytes)")


def _indexed_texts(record: Record) -> Iterator[tuple[str, str | None, int]]:
    match record:
        case Artist():
            yield "name", record.name, MAX_INDEXED_NAME_BYTES
            yield from _reference_names("members", record.members)
            yield from _reference_names("groups", record.groups)
            yield from _reference_names("aliases", record.aliases)
        case Label():
            yield "name", record.name, MAX_INDEXED_NAME_BYTES
            yield from _reference_names("parentLabel", [record.parentLabel])
            yield from _reference_names("sublabels", record.sublabels)
        case Master() | Release():
            yield "title", record.title, MAX_INDEXED_TITLE_BYTES
            yield from _reference_names("artists", record.artists)
            for field in ("genres", "styles"):
                for text in getattr(record, field) or ():
                    yield field, text, MAX_INDEXED_NAME_BYTES
            if isinstance(record, Release):
                yield from _reference_names("labels", record.labels)
                yield from _reference_names("extraartists", record.extraartists)


def _reference_names(
    field: Literal["members", "groups", "aliases", "parentLabel", "sublabels", "artists", "labels", "extraartists"],
    references: Iterable[AnyReference | str | None] | None,
) -> Iterator[tuple[str, str | None, int]]:
    for reference in references or ():
        if isinstance(reference, Reference | LabelReference | Credit):
            yield field, reference.name, MAX_INDEXED_NAME_BYTES
