"""Discogs messages as rows: what decides, what is refused, and the year in the message's own bytes."""

import json
from typing import Any

from hypothesis import given, strategies as st
import orjson
import pytest

from common.consumer.spec import Item
from common.domain.data_types import DataType
from common.runtime.errors import BadRecord
from tableinator.records import DiscogsRow, decode, encode, with_member, year_of


scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8)
objects = st.dictionaries(st.text(), values, max_size=5)
LAYOUTS = (
    lambda record: json.dumps(record, ensure_ascii=False),
    lambda record: json.dumps(record, ensure_ascii=True),
    lambda record: json.dumps(record, indent=2),
    lambda record: " \r\n" + json.dumps(record) + "\t\n ",
    lambda record: json.dumps(record).replace("{}", "{ }"),
)


@given(record=objects, year=st.none() | st.integers(1860, 2100), layout=st.sampled_from(LAYOUTS))
def test_a_member_put_into_the_bytes_equals_one_set_in_the_object(record: dict[str, Any], year: int | None, layout: Any) -> None:
    body = layout(record).encode("utf-8", "surrogatepass")
    spliced = with_member(body, b'"year":%b' % orjson.dumps(year))
    assert json.loads(spliced) == {**json.loads(body), "year": year}


def test_no_member_leaves_the_bytes_as_they_came() -> None:
    assert with_member(b' {"a": 1} ', b"") == b' {"a": 1} '


@pytest.mark.parametrize(
    ("data_type", "fields", "year"),
    [
        (DataType.MASTERS, {"year": "1969"}, 1969),
        (DataType.MASTERS, {"year": 1969}, 1969),
        (DataType.MASTERS, {"year": 1969.0}, 1969),
        (DataType.MASTERS, {"year": "0"}, None),
        (DataType.MASTERS, {"year": True}, None),
        (DataType.MASTERS, {"year": ["1969"]}, None),
        (DataType.MASTERS, {"year": {"a": "1969"}}, None),
        (DataType.MASTERS, {}, None),
        (DataType.RELEASES, {"released": "1998-05-00"}, 1998),
        (DataType.RELEASES, {"released": " 1998 "}, 1998),
        (DataType.RELEASES, {"released": "0400-01-01"}, None),
        (DataType.RELEASES, {"released": "19xx"}, None),
        (DataType.RELEASES, {"released": "2027"}, 2027),
        (DataType.RELEASES, {"released": "2028"}, None),
        (DataType.RELEASES, {"released": None, "year": 1969}, None),
        (DataType.RELEASES, {}, None),
    ],
)
def test_masters_and_releases_get_an_integer_year_or_null(data_type: DataType, fields: dict[str, Any], year: int | None) -> None:
    body = orjson.dumps({"id": "1", "sha256": "a", **fields})
    row = decode(data_type, body, current_year=2026)
    assert json.loads(with_member(body, row.year))["year"] == year


@pytest.mark.parametrize("data_type", [DataType.ARTISTS, DataType.LABELS])
def test_artists_and_labels_are_stored_as_they_came(data_type: DataType) -> None:
    body = b'{"id":"1","sha256":"a","year":"1969"}'
    assert decode(data_type, body) == DiscogsRow("1", "a", b"")


@pytest.mark.parametrize(("body", "stored"), [(b'{"id":"1"}', ""), (b'{"id":"1","sha256":null}', ""), (b'{"id":"1","sha256":"x"}', "x")])
def test_an_absent_hash_is_empty(body: bytes, stored: str) -> None:
    assert decode(DataType.ARTISTS, body).hash == stored


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[1]",
        b'"text"',
        b"null",
        b'{"name":"x"}',
        b'{"id":""}',
        b'{"id":null}',
        b'{"id":0}',
        b'{"id":5}',
        b'{"id":"0"}',
        b'{"id":"05"}',
        b'{"id":"x1"}',
        b'{"id":" 1"}',
        b'{"id":{"a":"1"}}',
        b'{"id":"9999999999999999999"}',
        b'{"id":"1","sha256":5}',
        b'{"id":"1","name":NaN}',
        b'{"id":"1","name":"x"',
        b'{"id":"1","name":"x"} {}',
        b'{"id":"1","name":"\\u0000"}',
        b'{"id":"1","name":"a\\\\\\u0000"}',
        b'{"id":"1","name":"\\ud800"}',
        b'{"id":"1","name":"\\uDC00x"}',
        b'{"id":"1","name":"\xff"}',
        b'{"id":"1","a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_what_cannot_be_a_row_is_refused(body: bytes) -> None:
    with pytest.raises(BadRecord):
        decode(DataType.ARTISTS, body)


@pytest.mark.parametrize("text", ["\\u0000", "u0000", "\\\\u0000", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "\x01\x1f"])
def test_text_that_only_looks_like_a_forbidden_escape_is_kept(text: str) -> None:
    for ascii_only in (True, False):
        decode(DataType.ARTISTS, json.dumps({"id": "1", "name": text}, ensure_ascii=ascii_only).encode())


@given(record=objects)
def test_every_json_object_with_an_id_is_a_row_unless_its_text_holds_nul(record: dict[str, Any]) -> None:
    body = json.dumps({**record, "id": "7", "sha256": "h"}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if _holds_nul(record):
        return  # decided by the table above; here only that nothing else is refused
    row = decode(DataType.RELEASES, body)
    assert (row.id, row.hash) == ("7", "h")


def _holds_nul(value: object) -> bool:
    if isinstance(value, dict):
        return any(_holds_nul(part) for entry in value.items() for part in entry)
    if isinstance(value, list):
        return any(_holds_nul(part) for part in value)
    return isinstance(value, str) and "\x00" in value


def test_a_copy_row_begins_with_the_id_and_holds_the_json_behind_its_version_byte() -> None:
    body = b'{"id":"12","sha256":"a","released":"1998"}'
    fields = encode(Item(decode(DataType.RELEASES, body), body, 0))
    stored = b'{"id":"12","sha256":"a","released":"1998","year":1998}'
    assert fields == b"\x00\x00\x00\x0212" + len(stored + b"\x01").to_bytes(4, "big") + b"\x01" + stored


@pytest.mark.parametrize(("value", "year"), [(None, None), (1984, 1984), ("1984-05", 1984), (1984.5, 1984), (False, None), ([], None)])
def test_a_date_of_any_json_type_has_a_year_or_none(value: Any, year: int | None) -> None:
    assert year_of(value, 2026) == year
