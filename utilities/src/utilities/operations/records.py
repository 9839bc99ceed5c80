"""What a message of each type should hold, and what a given one lacks. No I/O."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from common.domain.data_types import TYPES_OF, DataType, Source
from common.domain.messages import MessageType
from common.messaging.topology import CONSUMERS_OF


SHOWN_CHARACTERS: Final = 1000
CHECKED_ENTRIES: Final = 3
SHA256_SHOWN: Final = 16


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields of a record: those that it must have, and those that it may."""

    required: tuple[str, ...]
    optional: tuple[str, ...]


FIELDS: Final[Mapping[Source, Mapping[DataType, Fields]]] = {
    Source.DISCOGS: {
        DataType.ARTISTS: Fields(("id", "name", "sha256"), ("members", "groups", "aliases")),
        DataType.LABELS: Fields(("id", "name", "sha256"), ("parentLabel", "sublabels")),
        DataType.MASTERS: Fields(("id", "title", "sha256"), ("artists", "genres", "styles", "year")),
        DataType.RELEASES: Fields(("id", "title", "sha256"), ("artists", "labels", "master_id", "genres", "styles")),
    },
    Source.MUSICBRAINZ: {
        DataType.ARTISTS: Fields(("id", "name", "sha256"), ("disambiguation", "external_links")),
        DataType.LABELS: Fields(("id", "name", "sha256"), ("disambiguation", "external_links")),
        DataType.RELEASES: Fields(("id", "name", "sha256"), ("disambiguation", "barcode", "status", "release_group_mbid", "external_links")),
        DataType.RELEASE_GROUPS: Fields(
            ("id", "name", "sha256"), ("mb_type", "secondary_types", "first_release_date", "disambiguation", "external_links")
        ),
    },
}


@dataclass(frozen=True, slots=True)
class OptionalField:
    """An optional field: its type on the wire and its size (characters or entries), both `None` when it is absent."""

    name: str
    kind: str | None
    size: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """What can be said of one message.

    Attributes:
        kind: `data`, or the kind of control message; `unreadable` when it is no JSON object.
        text: The message as indented JSON, cut.
    """

    kind: str
    record_id: str | None
    sha256: str | None
    required: dict[str, bool]
    optional: list[OptionalField]
    issues: list[str]
    text: str


def source_of(consumer: str) -> Source | None:
    """Source of a consumer; `None` when there is no such consumer."""
    return next((source for source, consumers in CONSUMERS_OF.items() if consumer in consumers), None)


def types_of(consumer: str) -> tuple[DataType, ...]:
    """Types that a consumer reads."""
    source = source_of(consumer)
    return TYPES_OF[source] if source else ()


def examine(body: bytes, source: Source, data_type: DataType) -> Report:
    """Compare a message with what its type should hold."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return Report("unreadable", None, None, {}, [], [f"the body is no JSON: {error}"], body[:SHOWN_CHARACTERS].decode("utf-8", errors="replace"))
    text = orjson.dumps(told, option=orjson.OPT_INDENT_2).decode()
    shown = text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"
    if not isinstance(told, dict):
        return Report("unreadable", None, None, {}, [], ["the body is no JSON object"], shown)
    if told.get("type") in (MessageType.FILE_COMPLETE, MessageType.EXTRACTION_COMPLETE):
        return Report(str(told["type"]), None, None, {}, [], [], shown)
    fields = FIELDS[source][data_type]
    required = {name: told.get(name) is not None for name in fields.required}
    return Report(
        kind=MessageType.DATA,
        record_id=None if told.get("id") is None else str(told["id"]),
        sha256=None if told.get("sha256") is None else str(told["sha256"])[:SHA256_SHOWN],
        required=required,
        optional=[_optional(told, name) for name in fields.optional],
        issues=list(_issues(told, source, data_type, required)),
        text=shown,
    )


def _optional(told: Mapping[str, Any], name: str) -> OptionalField:
    value = told.get(name)
    if value is None:
        return OptionalField(name, None, None)
    return OptionalField(name, type(value).__name__, len(value) if isinstance(value, (str, list, dict)) else None)


def _issues(told: Mapping[str, Any], source: Source, data_type: DataType, required: Mapping[str, bool]) -> Iterator[str]:
    missing = [name for name, is_there in required.items() if not is_there]
    if missing:
        yield f"missing: {', '.join(missing)}"
    if source is Source.DISCOGS and told.get("sha256") == "":  # other publishers of MusicBrainz records may leave it empty
        yield "sha256 is empty: the record will be written whether it changed or not"
    if data_type is DataType.MASTERS:
        for place, artist in enumerate(_entries(told.get("artists"), "artist")[:CHECKED_ENTRIES]):
            if not isinstance(artist, Mapping) or not artist.get("id"):
                yield f"artist {place + 1} has no id: it gets no edge"


def _entries(value: object, inside: str) -> list[Any]:
    """A list, or the list inside a container as a converter from XML makes it."""
    if isinstance(value, Mapping):
        value = value.get(inside)
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
