"""MusicBrainz messages: typed by kind, keyed by MBID, gated by content hash. Pure."""

from typing import Annotated, Any, Final

import msgspec
import orjson

from common.consumer.tables.text import check_text
from common.domain.content_hash import content_hash
from common.domain.data_types import DataType
from common.domain.ids import is_mbid
from common.runtime.errors import BadRecord


type Int4 = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
type Int8 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class Relation(msgspec.Struct, frozen=True, gc=False):
    """An element of `relations`; `direction` "backward" means that the target is the source of the canonical row."""

    type: str | None = None
    target_type: str | None = None
    target_mbid: str | None = None
    direction: str | None = None
    attributes: Any = None
    begin_date: str | None = None
    end_date: str | None = None
    ended: bool | None = None


class Link(msgspec.Struct, frozen=True, gc=False):
    """An element of `external_links`."""

    service: str | None = None
    url: str | None = None


class Entity(msgspec.Struct):
    """What every kind has. The key is `mbid` where a publisher sends it, else `id`."""

    id: str
    name: str
    mbid: str | None = None
    sha256: str | None = None
    relations: list[Relation] | None = None
    external_links: list[Link] | None = None


class Dated(Entity):
    """Kinds with a life span. A plain `begin_date` wins over the one inside `life_span`."""

    mb_type: str | None = None
    begin_date: str | None = None
    end_date: str | None = None
    ended: bool | None = None
    life_span: Any = None
    area: str | None = None
    disambiguation: str | None = None


class Artist(Dated):
    """An artists message."""

    sort_name: str | None = None
    gender: str | None = None
    begin_area: str | None = None
    end_area: str | None = None
    discogs_artist_id: Int8 | None = None
    aliases: msgspec.Raw = msgspec.Raw()
    tags: msgspec.Raw = msgspec.Raw()


class Label(Dated):
    """A labels message."""

    label_code: Int4 | None = None
    discogs_label_id: Int8 | None = None


class ReleaseGroup(Entity):
    """A release-groups message."""

    mb_type: str | None = None
    secondary_types: msgspec.Raw = msgspec.Raw()
    first_release_date: str | None = None
    disambiguation: str | None = None
    discogs_master_id: Int8 | None = None


class Release(Entity):
    """A releases message."""

    barcode: str | None = None
    status: str | None = None
    release_group_mbid: str | None = None
    discogs_release_id: Int8 | None = None


class EntityRecord(msgspec.Struct, frozen=True):
    """A decoded message; `id` is the MBID in lower case, as PostgreSQL prints it."""

    id: str
    hash: str
    entity: Entity


_DECODERS: Final[dict[DataType, msgspec.json.Decoder[Any]]] = {
    DataType.ARTISTS: msgspec.json.Decoder(Artist),
    DataType.LABELS: msgspec.json.Decoder(Label),
    DataType.RELEASE_GROUPS: msgspec.json.Decoder(ReleaseGroup),
    DataType.RELEASES: msgspec.json.Decoder(Release),
}


def decode(data_type: DataType, body: bytes) -> EntityRecord:
    """The record of one message.

    Raises:
        BadRecord: no JSON object, no MBID, no name, a field of the wrong type, or text that PostgreSQL cannot hold.
    """
    try:
        entity: Entity = _DECODERS[data_type].decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"unreadable message: {error}") from None
    if not is_mbid(entity.id):
        raise BadRecord("id is not an MBID")
    key = entity.mbid or entity.id
    if not is_mbid(key):
        raise BadRecord("mbid is not an MBID")
    if isinstance(entity, Release) and entity.release_group_mbid and not is_mbid(entity.release_group_mbid):
        raise BadRecord("release_group_mbid is not an MBID")
    for relation in entity.relations or ():
        if relation.target_mbid and relation.target_type and relation.type and not is_mbid(relation.target_mbid):
            raise BadRecord("target_mbid of a relation is not an MBID")
    if isinstance(entity, Dated):
        life_span(entity)
    check_text(body)
    return EntityRecord(key.lower(), entity.sha256 or _computed_hash(body), entity)


def _computed_hash(body: bytes) -> str:
    """The hash of a message whose publisher sent none: the same record always has the same."""
    try:
        record = orjson.loads(body)
        record.pop("type", None)
        record.pop("sha256", None)
        return content_hash(record)
    except (orjson.JSONDecodeError, TypeError) as error:  # TypeError: nested too deep to be serialised again
        raise BadRecord(f"unreadable message: {error}") from None


def life_span(entity: Dated) -> tuple[str | None, str | None, bool]:
    """Begin, end and whether it has ended, from the plain fields or the life span.

    Raises:
        BadRecord: a date in the life span is no text, or `ended` is no truth value.
    """
    span = entity.life_span if isinstance(entity.life_span, dict) else {}
    begin = entity.begin_date if entity.begin_date is not None else span.get("begin")
    end = entity.end_date if entity.end_date is not None else span.get("end")
    ended = entity.ended if entity.ended is not None else span.get("ended")
    if not isinstance(begin, str | None) or not isinstance(end, str | None) or not isinstance(ended, bool | None):
        raise BadRecord("life_span holds values of the wrong type")
    return begin, end, bool(ended)
