"""Decoding of Discogs messages."""

from typing import Any

import orjson
import pytest

from common.domain.data_types import DataType
from common.runtime.errors import BadRecord
from graphinator.records import MAX_INDEXED_NAME_BYTES, MAX_INDEXED_TITLE_BYTES, Artist, Release, decode, named


def body(**fields: Any) -> bytes:
    return orjson.dumps({"type": "data", "id": "1", "sha256": "a" * 64, **fields})


@pytest.mark.parametrize(
    ("data_type", "fields"),
    [
        (DataType.ARTISTS, {}),
        (DataType.ARTISTS, {"name": None, "members": None, "groups": [None], "aliases": ["text", {"id": "0", "name": "None"}, {}]}),
        (DataType.LABELS, {"parentLabel": "text", "sublabels": ["text", None]}),
        (DataType.LABELS, {"parentLabel": None}),
        (DataType.MASTERS, {"year": 1984, "genres": [None, "", "Jazz"], "styles": None, "main_release": {"any": "thing"}}),
        (DataType.RELEASES, {"master_id": 5, "released": None, "formats": ["text", None, {"name": None}], "labels": ["x"], "extraartists": ["y"]}),
    ],
)
def test_what_dumps_and_older_messages_hold_is_taken(data_type: DataType, fields: dict[str, Any]) -> None:
    assert decode(data_type, body(**fields)).id == "1"


@pytest.mark.parametrize(
    ("data_type", "message"),
    [
        (DataType.ARTISTS, b"not json"),
        (DataType.ARTISTS, b"[]"),
        (DataType.ARTISTS, b'{"id": "1", "sha256": "\xff"}'),
        (DataType.ARTISTS, b'{"sha256": "a"}'),
        (DataType.ARTISTS, body(id="")),
        (DataType.ARTISTS, body(id=None)),
        (DataType.ARTISTS, body(id=5)),
        (DataType.ARTISTS, body(id="0")),
        (DataType.ARTISTS, body(id="unknown")),
        (DataType.ARTISTS, b'{"id": "1"}'),
        (DataType.ARTISTS, body(sha256="")),
        (DataType.ARTISTS, body(sha256=None)),
        (DataType.ARTISTS, body(name={"a": "map"})),
        (DataType.ARTISTS, body(name="NUL \x00")),
        (DataType.ARTISTS, body(profile={"deep": [{"key": "NUL \x00"}]})),
        (DataType.ARTISTS, body(members="text")),
        (DataType.ARTISTS, body(members=[{"id": "2", "name": ["list"]}])),
        (DataType.ARTISTS, body(name="x" * (MAX_INDEXED_NAME_BYTES + 1))),
        (DataType.ARTISTS, body(aliases=[{"id": "2", "name": "x" * (MAX_INDEXED_NAME_BYTES + 1)}])),
        (DataType.LABELS, body(parentLabel={"id": "2", "name": "ü" * MAX_INDEXED_NAME_BYTES})),
        (DataType.LABELS, body(sublabels=[{"id": "2", "name": "ü" * MAX_INDEXED_NAME_BYTES}])),
        (DataType.MASTERS, body(title="x" * (MAX_INDEXED_TITLE_BYTES + 1))),
        (DataType.MASTERS, body(genres=["x" * (MAX_INDEXED_NAME_BYTES + 1)])),
        (DataType.RELEASES, body(title={"a": "map"})),
        (DataType.RELEASES, body(extraartists=[{"name": "x" * (MAX_INDEXED_NAME_BYTES + 1), "role": "Bass"}])),
        (DataType.RELEASES, body(labels=[{"id": "2", "name": "x" * (MAX_INDEXED_NAME_BYTES + 1)}])),
    ],
)
def test_what_cannot_be_stored_is_a_bad_record(data_type: DataType, message: bytes) -> None:
    with pytest.raises(BadRecord):
        decode(data_type, message)


def test_an_escaped_backslash_before_u0000_is_no_nul() -> None:
    assert decode(DataType.ARTISTS, body(name="\\u0000")).id == "1"


def test_long_texts_that_no_index_holds_are_fine() -> None:
    decoded = decode(DataType.ARTISTS, body(profile="x" * 100_000, name="x" * MAX_INDEXED_NAME_BYTES))
    assert isinstance(decoded, Artist)


def test_references_count_once_and_only_with_an_id() -> None:
    release = decode(
        DataType.RELEASES,
        body(artists=[{"id": "5", "name": "A"}, {"id": "0", "name": "B"}, {"name": "C"}, None, "D", {"id": "x"}, {"id": "5", "name": "A"}]),
    )
    assert isinstance(release, Release)
    assert named(release.artists) == {"5": "A"}
    assert named(None) == {}
