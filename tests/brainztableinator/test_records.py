"""MusicBrainz messages: what decides, what is refused, what becomes of absent and null values."""

from typing import Any

import orjson
import pytest

from brainztableinator.records import Dated, EntityRecord, decode, life_span
from common.domain.content_hash import content_hash
from common.domain.data_types import MUSICBRAINZ_TYPES, DataType
from common.runtime.errors import BadRecord


MBID = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
OTHER = "11111111-2222-4333-8444-555555555555"


def message(**fields: Any) -> bytes:
    return orjson.dumps({"type": "data", "id": MBID, "sha256": "", "name": "N"} | fields)


@pytest.mark.parametrize("data_type", MUSICBRAINZ_TYPES)
def test_the_smallest_message_is_a_record(data_type: DataType) -> None:
    record = decode(data_type, message())
    assert (record.id, record.entity.name) == (MBID, "N")


def test_an_empty_hash_is_computed_from_the_content() -> None:
    assert decode(DataType.LABELS, message(label_code=5)).hash == content_hash({"id": MBID, "name": "N", "label_code": 5})
    assert decode(DataType.LABELS, message(sha256="given")).hash == "given"


def test_the_key_is_mbid_where_it_is_sent_and_in_lower_case() -> None:
    assert decode(DataType.LABELS, message(mbid=OTHER)).id == OTHER
    assert decode(DataType.LABELS, message(id=MBID.upper())).id == MBID


@pytest.mark.parametrize(
    ("data_type", "body"),
    [
        (DataType.ARTISTS, b"not json"),
        (DataType.ARTISTS, b"[1]"),
        (DataType.ARTISTS, b'{"name":"N"}'),
        (DataType.ARTISTS, message(id=None)),
        (DataType.ARTISTS, message(id="")),
        (DataType.ARTISTS, message(id="unknown")),
        (DataType.ARTISTS, message(id=MBID[:-1])),
        (DataType.ARTISTS, message(mbid="unknown")),
        (DataType.ARTISTS, message(name=None)),
        (DataType.ARTISTS, message(name={"a": 1})),
        (DataType.ARTISTS, message(area={"name": "x"})),
        (DataType.ARTISTS, message(ended="yes")),
        (DataType.ARTISTS, message(life_span={"begin": 1979})),
        (DataType.ARTISTS, message(life_span={"ended": "no"})),
        (DataType.ARTISTS, message(name="nul \x00")),
        (DataType.ARTISTS, message(relations={"a": 1})),
        (DataType.ARTISTS, message(relations=["text"])),
        (DataType.ARTISTS, message(relations=[{"type": "t", "target_type": "artist", "target_mbid": "nonsense"}])),
        (DataType.ARTISTS, message(external_links=[5])),
        (DataType.ARTISTS, message(discogs_artist_id="501")),
        (DataType.ARTISTS, message(discogs_artist_id=2**63)),
        (DataType.ARTISTS, message(nested=0).replace(b":0", b":" + b"[" * 300 + b"]" * 300)),  # no hash can be computed
        (DataType.ARTISTS, message(nested=0).replace(b":0", b":" + b"[" * 2_000 + b"]" * 2_000)),
        (DataType.LABELS, message(label_code=2**31)),
        (DataType.RELEASES, message(release_group_mbid="nonsense")),
    ],
)
def test_what_cannot_be_a_row_is_refused(data_type: DataType, body: bytes) -> None:
    with pytest.raises(BadRecord):
        decode(data_type, body)


@pytest.mark.parametrize(
    "fields", [{"relations": None}, {"external_links": None}, {"life_span": None}, {"life_span": "1979"}, {"release_group_mbid": ""}]
)
def test_what_is_merely_absent_is_accepted(fields: dict[str, Any]) -> None:
    data_type = DataType.RELEASES if "release_group_mbid" in fields else DataType.ARTISTS
    assert isinstance(decode(data_type, message(**fields)), EntityRecord)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (None, None, False)),
        ({"life_span": {"begin": "1979", "end": "1991-03", "ended": True}}, ("1979", "1991-03", True)),
        ({"life_span": {"begin": "1979", "ended": None}}, ("1979", None, False)),
        ({"begin_date": "1980", "ended": False, "life_span": {"begin": "1979", "end": "1991", "ended": True}}, ("1980", "1991", False)),
        ({"life_span": []}, (None, None, False)),
    ],
)
def test_plain_dates_win_over_the_life_span(fields: dict[str, Any], expected: tuple[str | None, str | None, bool]) -> None:
    entity = decode(DataType.ARTISTS, message(**fields)).entity
    assert isinstance(entity, Dated)
    assert life_span(entity) == expected
