"""MusicBrainz lines to messages."""

from typing import Any

from hypothesis import given, strategies as st
import orjson
import pytest

from common.domain.content_hash import content_hash
from common.domain.data_types import MUSICBRAINZ_TYPES, DataType
from extractor.blocks import MalformedDump, ParsedBlock
from extractor.musicbrainz.links import discogs_id
from extractor.musicbrainz.parse import discogs_link, parse_block
from extractor.rules import compile_rules
from tests.extractor.dumps import MESSAGES, expected_message, shipped_rules


ARTISTS, LABELS, RELEASE_GROUPS, RELEASES = MUSICBRAINZ_TYPES
LINKS = {("artist", "22222222-2222-4222-8222-222222222222"): 900003}


def parse(line: bytes | str, data_type: DataType, links: dict[tuple[str, str], int] | None = None) -> ParsedBlock:
    data = line.encode() if isinstance(line, str) else line
    return parse_block(data, data_type, lambda kind, mbid: (links or {}).get((kind, mbid)))


def form(entity: dict[str, Any], data_type: DataType, links: dict[tuple[str, str], int] | None = None) -> dict[str, Any]:
    body: dict[str, Any] = orjson.loads(parse(orjson.dumps(entity), data_type, links).bodies[0])
    return body


@pytest.mark.parametrize("data_type", MUSICBRAINZ_TYPES)
def test_extraction_02_examples_give_their_messages(data_type: DataType) -> None:
    line = (MESSAGES / f"musicbrainz-{data_type.singular}.jsonl").read_bytes()
    body = parse(line, data_type, LINKS).bodies[0]
    got, expected = orjson.loads(body), expected_message(f"musicbrainz-{data_type.singular}")
    digest = got.pop("sha256")
    assert got | {"sha256": ""} == expected
    assert digest == content_hash({key: value for key, value in expected.items() if key not in {"type", "sha256"}})
    assert list(orjson.loads(body))[:3] == ["type", "id", "sha256"]


def test_extraction_02_link_of_the_other_artist() -> None:
    line = b'{"id":"2222","relations":[{"type":"discogs","target-type":"url","url":{"resource":"https://www.discogs.com/artist/900003"}}]}'
    assert discogs_link(line, ARTISTS) == ("2222", 900003)


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("https://www.discogs.com/artist/123", 123),
        ("https://www.discogs.com/artist/123-Some-Name", 123),
        ("http://www.discogs.com/artist/123", 123),
        ("https://discogs.com/artist/123/", 123),
        ("https://www.discogs.com/de/artist/123-X", 123),
        ("https://www.discogs.com/pt_BR/artist/123", 123),
        ("https://de.discogs.com/artist/123", 123),
        ("https://www.discogs.com/artist/123?anv=X&y=1", 123),
        ("https://www.discogs.com/artist/123-X/?a#b", 123),
        (" HTTPS://WWW.Discogs.com/Artist/123 ", 123),
        ("//www.discogs.com/artist/123", 123),
        ("https://www.discogs.com/artist/9223372036854775807", 2**63 - 1),
        ("https://www.discogs.com/artist/9223372036854775808", None),
        ("https://www.discogs.com/artist/99999999999999999999999", None),
        ("https://www.discogs.com/artist/0", None),
        ("https://www.discogs.com/artist/-5", None),
        ("https://www.discogs.com/artist/12x", None),
        ("https://www.discogs.com/artist/１２", None),
        ("https://www.discogs.com/artist/", None),
        ("https://www.discogs.com/label/123", None),
        ("https://www.discogs.com/user/artist/123", None),
        ("https://www.discogs.com.example.org/artist/123", None),
        ("https://example.org/www.discogs.com/artist/123", None),
        ("", None),
        (None, None),
        (5, None),
    ],
)
def test_discogs_id(resource: object, expected: int | None) -> None:
    assert discogs_id(resource, ARTISTS) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"", None),
        (b"not json, discogs", None),
        (b'["discogs"]', None),
        (b'{"relations":[{"type":"discogs","target-type":"url","url":{"resource":"https://www.discogs.com/artist/1"}}]}', None),
        (b'{"id":"a","relations":[{"type":"discogs","target-type":"url","url":{"resource":"x"}}]}', None),
        (b'{"id":"a","name":"discogs"}', None),
    ],
)
def test_lines_without_a_link(line: bytes, expected: object) -> None:
    assert discogs_link(line, ARTISTS) is expected


def _url(kind: str | None, resource: object, **more: object) -> dict[str, Any]:
    return {"target-type": "url", "type": kind, "url": {"resource": resource}, **more}


def test_the_first_readable_discogs_link_counts() -> None:
    relations = [
        _url("discogs", "https://www.discogs.com/label/1"),
        {"target-type": "url", "type": "discogs"},
        {"target-type": "url", "type": "discogs", "url": "https://www.discogs.com/artist/1"},
        _url("other databases", "https://www.discogs.com/artist/2"),
        _url("discogs", "https://www.discogs.com/artist/3"),
        _url("discogs", "https://www.discogs.com/artist/4"),
    ]
    message = form({"id": "a", "relations": relations}, ARTISTS)
    assert message["discogs_artist_id"] == 3
    assert message["external_links"] == [{"service": "other databases", "url": "https://www.discogs.com/artist/2"}]


def test_external_links_keep_order_and_repeats() -> None:
    relations = [_url("b", "u2"), _url("a", "u1"), _url("b", "u2"), _url(None, "u3"), _url("c", None), {"target-type": "url", "type": "d"}]
    links = form({"id": "a", "relations": relations}, LABELS)["external_links"]
    assert links == [{"service": "b", "url": "u2"}, {"service": "a", "url": "u1"}, {"service": "b", "url": "u2"}]


@pytest.mark.parametrize(
    ("data_type", "target", "known", "extra"),
    [
        (ARTISTS, "artist", 7, {"target_discogs_artist_id": 7}),
        (ARTISTS, "artist", None, {"target_discogs_artist_id": None}),
        (ARTISTS, "label", 7, {"target_discogs_label_id": 7}),
        (ARTISTS, "label", None, {}),
        (LABELS, "artist", 7, {"target_discogs_artist_id": 7}),
        (LABELS, "artist", None, {}),
        (RELEASE_GROUPS, "release_group", 7, {"target_discogs_master_id": 7}),
        (RELEASES, "release", 7, {"target_discogs_release_id": 7}),
        (RELEASES, "recording", 7, {}),
    ],
)
def test_target_ids(data_type: DataType, target: str, known: int | None, extra: dict[str, Any]) -> None:
    name = target.replace("_", "-")
    links = {} if known is None else {(name, "m"): known}
    relation = form({"id": "a", "relations": [{"target-type": target, "type": "t", target: {"id": "m"}}]}, data_type, links)["relations"][0]
    empty = dict.fromkeys(("attributes", "begin_date", "end_date", "ended", "direction"))
    assert relation == {"type": "t", "target_type": name, "target_mbid": "m", **empty, **extra}


@pytest.mark.parametrize(
    ("relation", "mbid"),
    [
        ({"target-type": "release_group", "release-group": {"id": "m"}}, "m"),
        ({"target-type": "release-group", "release-group": {"id": "m"}}, "m"),
        ({"target-type": "artist"}, ""),
        ({"target-type": "artist", "artist": None}, ""),
        ({"target-type": "artist", "artist": {"id": 5}}, ""),
    ],
)
def test_target_mbid(relation: dict[str, Any], mbid: str) -> None:
    assert form({"id": "a", "relations": [relation]}, ARTISTS)["relations"][0]["target_mbid"] == mbid


def test_relations_without_a_target_type_are_dropped() -> None:
    odd = [{"type": "x"}, {"target-type": None}, {"target-type": 5}, 7, None, "x", []]
    assert form({"id": "a", "relations": odd}, ARTISTS)["relations"] == []
    assert form({"id": "a", "relations": {"target-type": "artist"}}, ARTISTS)["relations"] == []


KEYS = {
    ARTISTS: "discogs_artist_id name sort_name mb_type gender life_span area begin_area end_area disambiguation aliases tags",
    LABELS: "discogs_label_id name mb_type life_span area label_code disambiguation",
    RELEASE_GROUPS: "discogs_master_id name mb_type secondary_types first_release_date disambiguation",
    RELEASES: "discogs_release_id name barcode status release_group_mbid disambiguation aliases tags",
}


@pytest.mark.parametrize("value", ["{}", "[]", "5", "null", '"text"', '{"id":null}', '{"id":7}'])
@pytest.mark.parametrize("data_type", MUSICBRAINZ_TYPES)
def test_a_value_without_id_is_unknown_with_all_keys_null(value: str, data_type: DataType) -> None:
    parsed = parse(value, data_type)
    assert (parsed.ids, parsed.parsed) == (["unknown"], 1)
    message = orjson.loads(parsed.bodies[0])
    assert set(message) == {"type", "id", "sha256", "relations", "external_links", *KEYS[data_type].split()}
    rest = {key: item for key, item in message.items() if key not in {"type", "id", "sha256"} and item is not None}
    life_span = {"life_span": {"begin": None, "end": None, "ended": None}} if data_type in {ARTISTS, LABELS} else {}
    assert rest == {"relations": [], "external_links": [], **life_span}


def test_lines_that_are_not_json_are_dropped() -> None:
    lines = b'\n  \r\n{"id":"a"}\r\nnot json\n{"id":"b"\n {"id":"c"} \n' + b"[" * 5000 + b"\n" + b'{"id":"d","tags":' + b"[" * 300 + b"]" * 300 + b"}"
    parsed = parse(lines, ARTISTS)
    assert parsed.ids == ["a", "c"]
    assert (parsed.parsed, parsed.malformed, len(parsed.problems)) == (2, 4, 4)


def test_bytes_that_are_not_utf8_fail_the_file() -> None:
    with pytest.raises(MalformedDump, match="UTF-8"):
        parse(b'{"id":"a"}\n{"id":"\xe9"}\n', ARTISTS)


def test_rules_see_the_dump_record() -> None:
    rules = compile_rules(
        {
            "skip_records": {"artists": [{"field": "disambiguation", "contains": "drop me", "reason": "asked for"}]},
            "filters": {"artists": [{"field": "gender", "remove_matching": "^x$", "reason": "none"}]},
            "rules": {"artists": [{"name": "sort", "field": "sort-name", "condition": {"type": "required"}, "severity": "info"}]},
        },
        current_year=2026,
    )
    lines = b'{"id":"a","disambiguation":"please DROP ME"}\n{"id":"b","gender":"x","sort-name":"S"}\n{"id":"c"}'
    parsed = parse_block(lines, ARTISTS, lambda _kind, _mbid: None, rules)
    assert (parsed.ids, parsed.parsed, parsed.skipped) == (["b", "c"], 3, 1)
    assert orjson.loads(parsed.bodies[0])["gender"] is None
    assert [(flagged.record_id, flagged.source) for flagged in parsed.flagged] == [("a", lines.split(b"\n")[0]), ("c", b"")]


def test_shipped_rules_have_no_quarrel_with_an_example() -> None:
    line = (MESSAGES / "musicbrainz-release.jsonl").read_bytes()
    assert parse_block(line, RELEASES, lambda _kind, _mbid: None, shipped_rules()).flagged == []


@given(junk=st.binary(max_size=80), data_type=st.sampled_from(MUSICBRAINZ_TYPES))
def test_no_bytes_bring_the_parser_down(junk: bytes, data_type: DataType) -> None:
    try:
        parse(junk, data_type)
    except MalformedDump:
        with pytest.raises(UnicodeDecodeError):
            junk.decode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "name", "target-type", "type", "url", "resource", "relations", "artist", "area", "life-span", "tags"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(value=JSON, data_type=st.sampled_from(MUSICBRAINZ_TYPES))
def test_any_json_gives_a_message(value: object, data_type: DataType) -> None:
    line = orjson.dumps(value)
    parsed = parse(line, data_type)
    assert parsed.parsed == len(parsed.bodies) == 1
    discogs_link(line + b" ", data_type)
