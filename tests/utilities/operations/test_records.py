from typing import Any

import orjson
import pytest

from common.domain.data_types import TYPES_OF, DataType, Source
from utilities.operations.records import FIELDS, SHOWN_CHARACTERS, Report, examine, source_of, types_of


def report(data_type: DataType, source: Source = Source.DISCOGS, **fields: object) -> Report:
    return examine(orjson.dumps({"type": "data", **fields}), source, data_type)


def test_every_type_of_every_source_has_its_fields() -> None:
    assert {source: set(types) for source, types in FIELDS.items()} == {source: set(types) for source, types in TYPES_OF.items()}


def test_a_whole_record_has_no_issues() -> None:
    found = report(DataType.ARTISTS, id="5", name="Example", sha256="ab" * 32, members=[{"id": "6"}], aliases=None)
    assert (found.kind, found.record_id, found.sha256) == ("data", "5", "abababababababab")
    assert found.required == {"id": True, "name": True, "sha256": True}
    assert [(each.name, each.kind, each.size) for each in found.optional] == [("members", "list", 1), ("groups", None, None), ("aliases", None, None)]
    assert found.issues == []


def test_operations_24_a_musicbrainz_release_has_a_name_and_may_have_no_hash() -> None:
    found = report(DataType.RELEASES, Source.MUSICBRAINZ, id="b84ee12a-09ef-421b-82de-0441a926375b", name="Example", sha256="", status="Official")
    assert all(found.required.values())
    assert found.issues == []
    assert ("status", "str", 8) in [(each.name, each.kind, each.size) for each in found.optional]


@pytest.mark.parametrize(
    ("fields", "issues"),
    [
        ({"id": "5", "sha256": "a"}, ["missing: name"]),
        ({}, ["missing: id, name, sha256"]),
        ({"id": "5", "name": "x", "sha256": ""}, ["sha256 is empty: the record will be written whether it changed or not"]),
    ],
)
def test_what_is_missing_is_said(fields: dict[str, Any], issues: list[str]) -> None:
    assert report(DataType.LABELS, **fields).issues == issues


@pytest.mark.parametrize(
    ("artists", "issues"),
    [
        ([{"id": "1"}, {"name": "no id"}], ["artist 2 has no id: it gets no edge"]),
        ({"artist": [{"name": "no id"}]}, ["artist 1 has no id: it gets no edge"]),
        ({"artist": {"name": "no id"}}, ["artist 1 has no id: it gets no edge"]),
        ([{"id": "1"}] * 3 + [{"name": "no id"}], []),
        (None, []),
    ],
)
def test_the_first_artists_of_a_master_have_ids(artists: object, issues: list[str]) -> None:
    assert report(DataType.MASTERS, id="1", title="x", sha256="a", artists=artists).issues == issues


def test_long_records_are_cut() -> None:
    assert len(report(DataType.ARTISTS, id="1", name="x" * 5000, sha256="a").text) == SHOWN_CHARACTERS + 1


def test_control_messages_are_named_and_not_examined() -> None:
    found = examine(b'{"type":"file_complete","data_type":"artists"}', Source.DISCOGS, DataType.ARTISTS)
    assert (found.kind, found.required, found.issues) == ("file_complete", {}, [])


@pytest.mark.parametrize(("body", "issue"), [(b"<artist>", "the body is no JSON: "), (b"[1]", "the body is no JSON object")])
def test_what_is_no_record_is_said(body: bytes, issue: str) -> None:
    found = examine(body, Source.DISCOGS, DataType.ARTISTS)
    assert found.kind == "unreadable"
    assert found.issues[0].startswith(issue)


def test_consumers_have_the_types_of_their_source() -> None:
    assert types_of("brainztableinator") == TYPES_OF[Source.MUSICBRAINZ]
    assert (types_of("extractor"), source_of("extractor")) == ((), None)
