"""What a MusicBrainz record says about a Discogs node: its properties, its relations, and a hash of both. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
import hashlib
from typing import Any, Final

import orjson

from brainzgraphinator.records import MusicBrainzRecord, Relation
from common.domain.data_types import DataType
from common.domain.ids import is_discogs_id


EDGE_TYPES: Final = {
    "member of band": "MEMBER_OF",
    "collaboration": "COLLABORATED_WITH",
    "teacher": "TAUGHT",
    "tribute": "TRIBUTE_TO",
    "founder": "FOUNDED",
    "supporting musician": "SUPPORTED",
    "subgroup": "SUBGROUP_OF",
    "artist rename": "RENAMED_TO",
}
"""Edge type by MusicBrainz relation type, exact and case-sensitive; all others are ignored."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge between two artists, by Discogs id. `side` says which end's record asserts it."""

    type: str
    source: str
    target: str
    side: str  # mb_from_source or mb_from_target
    begin_date: str | None
    end_date: str | None
    ended: bool | None
    attributes: tuple[str, ...]
    relations: int  # how many relations of the record it stands for: two stints in one band are one edge


@dataclass(frozen=True, slots=True)
class Enrichment:
    """All that a record says about its node. `without_target` relations name an artist that has no Discogs link."""

    mbid: str
    discogs_id: str
    properties: dict[str, Any]
    edges: tuple[Edge, ...]
    without_target: int
    hash: str


def discogs_text(value: int | str | None) -> str | None:
    """A Discogs id as the graph stores it, `None` when it is none."""
    text = None if value is None else str(value)
    return text if is_discogs_id(text) else None


def enrichment_of(data_type: DataType, record: MusicBrainzRecord) -> Enrichment | None:
    """What the record says; `None` when it has no link to Discogs."""
    link, properties_of = _BY_TYPE[data_type]
    discogs_id = discogs_text(link(record))
    if discogs_id is None:
        return None
    mbid = record.mbid or record.id
    properties = {"mbid": mbid, **properties_of(record)}
    edges, without_target = edges_of(discogs_id, record.relations or [])
    told = [properties, [[e.type, e.source, e.target, e.begin_date, e.end_date, e.ended, e.attributes] for e in edges]]
    digest = hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return Enrichment(mbid, discogs_id, properties, edges, without_target, digest)


def edges_of(discogs_id: str, relations: list[Relation | None]) -> tuple[tuple[Edge, ...], int]:
    """Edges of an artist's relations in key order, and how many relations of a known type lack their other side.

    Relations that come to the same edge become one: from the earliest begin to the latest end, ended when all are.
    """
    grouped: dict[tuple[str, str, str], list[Relation]] = {}
    without_target = 0
    for relation in relations:
        if relation is None or relation.type not in EDGE_TYPES:
            continue
        other = discogs_text(relation.target_discogs_artist_id)
        if other is None or other == discogs_id:
            without_target += 1
            continue
        ends = (other, discogs_id) if relation.direction == "backward" else (discogs_id, other)
        grouped.setdefault((EDGE_TYPES[relation.type], *ends), []).append(relation)
    return tuple(_edge(key, discogs_id, grouped[key]) for key in sorted(grouped)), without_target


def _edge(key: tuple[str, str, str], discogs_id: str, relations: list[Relation]) -> Edge:
    edge_type, source, target = key
    begins = [relation.begin_date for relation in relations]
    ends = [relation.end_date for relation in relations]
    ended = [relation.ended for relation in relations if relation.ended is not None]
    return Edge(
        type=edge_type,
        source=source,
        target=target,
        side="mb_from_source" if source == discogs_id else "mb_from_target",
        begin_date=None if None in begins else min(b for b in begins if b is not None),
        end_date=None if None in ends else max(e for e in ends if e is not None),
        ended=all(ended) if ended else None,
        attributes=tuple(sorted({text for relation in relations for text in relation.attributes or () if text})),
        relations=len(relations),
    )


def _artist(record: MusicBrainzRecord) -> dict[str, Any]:
    return {
        **_label_and_artist(record),
        "mb_gender": record.gender,
        "mb_begin_area": record.begin_area,
        "mb_end_area": record.end_area,
        "mb_disambiguation": record.disambiguation,
    }


def _label(record: MusicBrainzRecord) -> dict[str, Any]:
    return {**_label_and_artist(record), "mb_label_code": record.label_code}


def _label_and_artist(record: MusicBrainzRecord) -> dict[str, Any]:
    span = record.life_span
    return {
        "mb_type": record.mb_type,
        "mb_begin_date": record.begin_date or (span.begin if span else None),
        "mb_end_date": record.end_date or (span.end if span else None),
        "mb_area": record.area,
    }


def _release(record: MusicBrainzRecord) -> dict[str, Any]:
    return {"mb_barcode": record.barcode, "mb_status": record.status, "mb_release_group_mbid": record.release_group_mbid}


def _release_group(record: MusicBrainzRecord) -> dict[str, Any]:
    return {
        "mb_type": record.mb_type,
        "mb_secondary_types": record.secondary_types or [],
        "mb_first_release_date": record.first_release_date,
        "mb_disambiguation": record.disambiguation,
    }


type _Link = Callable[[MusicBrainzRecord], int | str | None]
type _Properties = Callable[[MusicBrainzRecord], dict[str, Any]]

_BY_TYPE: Final[dict[DataType, tuple[_Link, _Properties]]] = {
    DataType.ARTISTS: (lambda record: record.discogs_artist_id, _artist),
    DataType.LABELS: (lambda record: record.discogs_label_id, _label),
    DataType.RELEASES: (lambda record: record.discogs_release_id, _release),
    DataType.RELEASE_GROUPS: (lambda record: record.discogs_master_id, _release_group),
}
