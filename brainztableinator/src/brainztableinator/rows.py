"""MusicBrainz records as COPY rows of their tables. Pure.

What a message lacks is NULL, whether its key is absent or null; arrays and `ended` have the defaults of their columns.
"""

from collections.abc import Callable
from typing import Any, Final, cast

import msgspec

from brainztableinator.records import Artist, EntityRecord, Label, Release, ReleaseGroup, life_span
from common.consumer.spec import Item
from common.domain.data_types import DataType
from common.stores.binary_copy import boolean, int4, int8, jsonb, text, uuid


TRANSFORM: Final = 1
"""Version of what this package makes of a message; raise it when the stored rows of an equal message change."""

type RowItem = Item[EntityRecord]


def artist(item: RowItem) -> bytes:
    """A row of `musicbrainz.artists`."""
    entity = cast("Artist", item.record.entity)
    begin, end, ended = life_span(entity)
    return b"".join(
        (
            uuid(item.record.id),
            text(entity.name),
            text(entity.sort_name),
            text(entity.mb_type),
            text(entity.gender),
            text(begin),
            text(end),
            boolean(ended),
            text(entity.area),
            text(entity.begin_area),
            text(entity.end_area),
            text(entity.disambiguation),
            int8(entity.discogs_artist_id),
            _array(entity.aliases),
            _array(entity.tags),
            jsonb(item.body),
        )
    )


def label(item: RowItem) -> bytes:
    """A row of `musicbrainz.labels`."""
    entity = cast("Label", item.record.entity)
    begin, end, ended = life_span(entity)
    return b"".join(
        (
            uuid(item.record.id),
            text(entity.name),
            text(entity.mb_type),
            int4(entity.label_code),
            text(begin),
            text(end),
            boolean(ended),
            text(entity.area),
            text(entity.disambiguation),
            int8(entity.discogs_label_id),
            jsonb(item.body),
        )
    )


def release_group(item: RowItem) -> bytes:
    """A row of `musicbrainz.release_groups`."""
    entity = cast("ReleaseGroup", item.record.entity)
    return b"".join(
        (
            uuid(item.record.id),
            text(entity.name),
            text(entity.mb_type),
            _array(entity.secondary_types),
            text(entity.first_release_date),
            text(entity.disambiguation),
            int8(entity.discogs_master_id),
            jsonb(item.body),
        )
    )


def release(item: RowItem) -> bytes:
    """A row of `musicbrainz.releases`."""
    entity = cast("Release", item.record.entity)
    return b"".join(
        (
            uuid(item.record.id),
            text(entity.name),
            text(entity.barcode),
            text(entity.status),
            uuid(entity.release_group_mbid or None),
            int8(entity.discogs_release_id),
            jsonb(item.body),
        )
    )


def _array(value: msgspec.Raw) -> bytes:
    raw = bytes(value)
    return jsonb(raw if raw and raw != b"null" else b"[]")


ENCODERS: Final[dict[DataType, Callable[[Item[Any]], bytes]]] = {
    DataType.ARTISTS: artist,
    DataType.LABELS: label,
    DataType.RELEASE_GROUPS: release_group,
    DataType.RELEASES: release,
}
