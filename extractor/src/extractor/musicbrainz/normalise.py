"""Records of each type in the form that is published. Every key is always there; what the dump lacks is null.

Source: docs/reference/messages.md, "MusicBrainz records".
"""

from collections.abc import Callable
from typing import Any, Final

from common.domain.data_types import DataType
from extractor.musicbrainz.links import linked_discogs_id, relations_of


type Record = dict[str, Any]
type DiscogsIds = Callable[[str, str], int | None]
"""Discogs id by target type of a relation (`artist`, `label`, `release-group`, `release`) and MBID, where a link is known."""

UNKNOWN_ID: Final = "unknown"

_TARGET_ID_FIELD: Final = {
    "artist": "target_discogs_artist_id",
    "label": "target_discogs_label_id",
    "release-group": "target_discogs_master_id",
    "release": "target_discogs_release_id",
}


def normalise(entity: Record, data_type: DataType, discogs_ids: DiscogsIds) -> Record:
    """The published form of a dump record.

    Args:
        entity: A line of the dump; an empty mapping for what is no object.
        data_type: Type of the record.
        discogs_ids: Look-up for relations.
    """
    mbid = entity.get("id")
    relations = relations_of(entity)
    return {
        "id": mbid if isinstance(mbid, str) else UNKNOWN_ID,
        "disambiguation": entity.get("disambiguation"),
        "relations": [
            _relation(relation, data_type, discogs_ids)
            for relation in relations
            if isinstance(target := relation.get("target-type"), str) and target != "url"
        ],
        "external_links": [link for relation in relations if (link := _external_link(relation)) is not None],
        _OWN_ID_FIELD[data_type]: linked_discogs_id(relations, data_type),
        **_FIELDS[data_type](entity),
    }


_OWN_ID_FIELD: Final = {
    DataType.ARTISTS: "discogs_artist_id",
    DataType.LABELS: "discogs_label_id",
    DataType.RELEASE_GROUPS: "discogs_master_id",
    DataType.RELEASES: "discogs_release_id",
}


def _artist(entity: Record) -> Record:
    return {
        "name": entity.get("name"),
        "sort_name": entity.get("sort-name"),
        "mb_type": entity.get("type"),
        "gender": entity.get("gender"),
        "life_span": _life_span(entity),
        "area": _inner(entity, "area", "name"),
        "begin_area": _inner(entity, "begin-area", "name"),
        "end_area": _inner(entity, "end-area", "name"),
        "aliases": entity.get("aliases"),
        "tags": entity.get("tags"),
    }


def _label(entity: Record) -> Record:
    return {
        "name": entity.get("name"),
        "mb_type": entity.get("type"),
        "label_code": entity.get("label-code"),
        "life_span": _life_span(entity),
        "area": _inner(entity, "area", "name"),
    }


def _release_group(entity: Record) -> Record:
    return {
        "name": entity.get("title"),
        "mb_type": entity.get("primary-type"),
        "secondary_types": entity.get("secondary-types"),
        "first_release_date": entity.get("first-release-date"),
    }


def _release(entity: Record) -> Record:
    return {
        "name": entity.get("title"),
        "barcode": entity.get("barcode"),
        "status": entity.get("status"),
        "release_group_mbid": _inner(entity, "release-group", "id"),
        "aliases": entity.get("aliases"),
        "tags": entity.get("tags"),
    }


_FIELDS: Final[dict[DataType, Callable[[Record], Record]]] = {
    DataType.ARTISTS: _artist,
    DataType.LABELS: _label,
    DataType.RELEASE_GROUPS: _release_group,
    DataType.RELEASES: _release,
}


def _inner(entity: Record, key: str, inner: str) -> Any:
    value = entity.get(key)
    return value.get(inner) if isinstance(value, dict) else None


def _life_span(entity: Record) -> Record:
    return {key: _inner(entity, "life-span", key) for key in ("begin", "end", "ended")}


def _external_link(relation: Record) -> Record | None:
    service = relation.get("type")
    if relation.get("target-type") != "url" or not isinstance(service, str) or service == "discogs":
        return None
    resource = _inner(relation, "url", "resource")
    return {"service": service, "url": resource} if isinstance(resource, str) else None


def _relation(relation: Record, data_type: DataType, discogs_ids: DiscogsIds) -> Record:
    written = relation["target-type"]
    target_type = "release-group" if written == "release_group" else written
    mbid = next((found for key in (written, target_type) if isinstance(found := _inner(relation, key, "id"), str)), "")
    form = {
        "type": relation.get("type"),
        "target_type": target_type,
        "target_mbid": mbid,
        "direction": relation.get("direction"),
        "attributes": relation.get("attributes"),
        "begin_date": relation.get("begin"),
        "end_date": relation.get("end"),
        "ended": relation.get("ended"),
    }
    field = _TARGET_ID_FIELD.get(target_type)
    if field is not None:
        known = discogs_ids(target_type, mbid) if mbid else None
        # Always there between artists, which consumers rely on; elsewhere only where it says something.
        if known is not None or (target_type == "artist" and data_type is DataType.ARTISTS):
            form[field] = known
    return form
