"""What hangs on an entity: relationships that it asserts, external links that it owns. Pure."""

from collections.abc import Iterable, Iterator
import hashlib
from typing import Any, Final

import orjson

from brainztableinator.records import EntityRecord, Relation
from common.stores.binary_copy import boolean, jsonb, row_head, text, uuid


MAX_ATTRIBUTES_BYTES: Final = 2_000
"""A natural key must fit a btree row of 2,704 bytes with its other seven columns."""
MAX_LINK_BYTES: Final = 2_600
"""Service and URL together, in a unique index beside the MBID."""

_RELATIONSHIP_HEAD: Final = row_head(11)
_LINK_HEAD: Final = row_head(4)


def assertions(records: Iterable[EntityRecord], entity: str) -> Iterator[bytes]:
    """COPY rows of the relationships that records of one kind assert, each in its canonical direction.

    A relation without target or name asserts nothing.
    """
    for record in records:
        for relation in record.entity.relations or ():
            if relation.target_mbid and relation.target_type and relation.type:
                yield _assertion(record.id, entity, relation, relation.target_mbid, relation.target_type, relation.type)


def _assertion(mbid: str, entity: str, relation: Relation, target_mbid: str, target_type: str, name: str) -> bytes:
    here = (mbid, entity)
    there = (target_mbid, canonical_entity(target_type))
    is_target = relation.direction == "backward"
    source, target = (there, here) if is_target else (here, there)
    return b"".join(
        (
            _RELATIONSHIP_HEAD,
            uuid(source[0]),
            uuid(target[0]),
            text(source[1]),
            text(target[1]),
            text(name),
            text(relation.begin_date),
            text(relation.end_date),
            jsonb(bounded_attributes(relation.attributes)),
            boolean(bool(relation.ended)),
            boolean(not is_target),
            boolean(is_target),
        )
    )


def canonical_entity(target_type: str) -> str:
    """`release-group` for `release_group`, which some publishers write."""
    return "release-group" if target_type == "release_group" else target_type


def bounded_attributes(attributes: Any) -> bytes:
    """Attributes as JSON that fits the natural key.

    What is longer keeps its first elements and ends in the digest of the whole, so that two relations that differ stay two rows
    and both ends make the same one of it. The whole list is in the record's `data`.
    """
    if not attributes and not isinstance(attributes, bool | int | float | str):
        return b"[]"
    raw = orjson.dumps(attributes, option=orjson.OPT_SORT_KEYS)
    if len(raw) <= MAX_ATTRIBUTES_BYTES:
        return raw
    marker = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    kept: list[Any] = []
    room = MAX_ATTRIBUTES_BYTES - len(marker) - 4
    for attribute in attributes if isinstance(attributes, list) else ():
        room -= len(orjson.dumps(attribute)) + 1
        if room < 0:
            break
        kept.append(attribute)
    return orjson.dumps([*kept, marker], option=orjson.OPT_SORT_KEYS)


def links(records: Iterable[EntityRecord], entity: str) -> tuple[list[bytes], int]:
    """COPY rows of the external links of records of one kind, and how many were too long for their index."""
    rows: list[bytes] = []
    too_long = 0
    for record in records:
        for link in record.entity.external_links or ():
            if not link.url or not link.service:
                continue
            if len(link.url.encode()) + len(link.service.encode()) > MAX_LINK_BYTES:
                too_long += 1
                continue
            rows.append(b"".join((_LINK_HEAD, uuid(record.id), text(entity), text(link.service), text(link.url))))
    return rows, too_long
