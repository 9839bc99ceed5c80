"""Rules files and what rules do to records."""

from pathlib import Path
import time
from typing import Any

from hypothesis import given, strategies as st
import orjson
import pytest

from common.domain.data_types import DataType
from common.runtime.errors import ConfigError
from extractor.rules import RuleSet, Verdict, compile_rules, load_rules
from extractor.rules.conditions import Memo, leading_year, matches, opens_with
from tests.extractor.dumps import SHIPPED_RULES, message, read_records, shipped_rules


ARTISTS, LABELS, MASTERS, RELEASES = DataType.ARTISTS, DataType.LABELS, DataType.MASTERS, DataType.RELEASES


def rules(section: str, *entries: dict[str, Any], data_type: str = "releases") -> RuleSet:
    return compile_rules({section: {data_type: list(entries)}}, current_year=2026)


def judge(ruleset: RuleSet, record: dict[str, Any], data_type: DataType = RELEASES) -> Verdict | None:
    compiled = ruleset.of(data_type)
    assert compiled is not None
    return compiled.judge(record)


def broken(condition: dict[str, Any], record: dict[str, Any], field: str = "f") -> list[str]:
    verdict = judge(rules("rules", {"name": "n", "field": field, "condition": condition, "severity": "error"}), record)
    return [] if verdict is None else [violation.field_value for violation in verdict.violations]


def filtered(entry: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
    assert judge(rules("filters", {"reason": "r", **entry}), record) is None
    return record


@pytest.mark.parametrize(
    ("condition", "record", "values"),
    [
        ({"type": "required"}, {"f": "x"}, []),
        ({"type": "required"}, {"f": " "}, []),
        ({"type": "required"}, {"f": 0}, []),
        ({"type": "required"}, {"f": {"g": "x"}}, []),
        ({"type": "required"}, {"f": ["x"]}, []),
        ({"type": "required"}, {"f": ""}, [""]),
        ({"type": "required"}, {"f": None}, [""]),
        ({"type": "required"}, {"f": []}, [""]),
        ({"type": "required"}, {"f": ["x", None]}, [""]),
        ({"type": "required"}, {}, [""]),
        ({"type": "range", "min": 1, "max": 5}, {"f": "5"}, []),
        ({"type": "range", "min": 1, "max": 5}, {"f": "0.5"}, ["0.5"]),
        ({"type": "range", "min": 1, "max": 5}, {"f": ["6", "x", None, 7, True, {}]}, ["6", "7"]),
        ({"type": "range", "max": "next_year"}, {"f": ["2027", "2028"]}, ["2028"]),
        ({"type": "range", "min": "current_year"}, {"f": ["2025", "2026"]}, ["2025"]),
        ({"type": "range"}, {"f": "5"}, []),
        ({"type": "regex", "pattern": r"^\d+$"}, {"f": ["1", "a", "1\n", "²"]}, ["1"]),
        ({"type": "regex", "pattern": "b"}, {"f": "abc"}, ["abc"]),
        ({"type": "length", "min": 2}, {"f": ["a", "ab", None]}, ["a", ""]),
        ({"type": "length", "max": 2}, {"f": ["é" * 2, "abc"]}, ["abc"]),
        ({"type": "length"}, {"f": "abc"}, []),
        ({"type": "enum", "values": ["a"]}, {"f": ["a", "A"]}, ["A"]),
        ({"type": "enum", "values": ["a"]}, {}, []),
    ],
)
def test_conditions(condition: dict[str, Any], record: dict[str, Any], values: list[str]) -> None:
    assert broken(condition, record) == values


@pytest.mark.parametrize(
    ("path", "record", "values"),
    [
        ("a", {"a": "x"}, ["x"]),
        ("a", {"a": ["x", ["y"]]}, ["x", "y"]),
        ("a.b", {"a": {"b": "x"}}, ["x"]),
        ("a.b", {"a": {"b": ["x", "y"]}}, ["x", "y"]),
        ("a.b", {"a": {}}, []),
        ("a.b", {"a": [{"b": "x"}, {"b": None}, {"c": "z"}, "text"]}, ["x", ""]),
        ("a.b", {"a": "x"}, []),
        ("a.b", {}, []),
        ("a.b.@c", {"a": {"b": [{"@c": "1"}, {"@c": 2.5}, {"@c": False}, {"@c": {}}]}}, ["1", "2.5"]),
    ],
)
def test_paths(path: str, record: dict[str, Any], values: list[str]) -> None:
    assert broken({"type": "regex", "pattern": ""}, record, path) == values


@pytest.mark.parametrize(
    ("entry", "record", "expected"),
    [
        ({"field": "a.b", "remove_matching": "^x"}, {"a": {"b": ["x1", "y", None, 5]}}, {"a": {"b": ["y", None, 5]}}),
        ({"field": "a.b", "remove_matching": "^x"}, {"a": {"b": ["y"]}}, {"a": {"b": ["y"]}}),
        ({"field": "a.b", "remove_matching": "^x"}, {"a": {"b": "x1"}}, {"a": {}}),
        ({"field": "a.b", "remove_matching": "^x"}, {"a": {"b": "y"}}, {"a": {"b": "y"}}),
        ({"field": "a.b", "remove_matching": "^x"}, {"a": [{"b": "x"}]}, {"a": [{"b": "x"}]}),
        ({"field": "a.b", "remove_matching": "^x"}, {}, {}),
        ({"field": "a.b", "remove_matching": "^x"}, {"a": {"b": None}}, {"a": {"b": None}}),
        ({"field": "a", "remove_matching": "x"}, {"a": "axa"}, {}),
    ],
)
def test_remove_matching(entry: dict[str, Any], record: dict[str, Any], expected: dict[str, Any]) -> None:
    assert filtered(entry, record) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1998", "1998"),
        ("1860", "1860"),
        ("2027", "2027"),
        ("1859", None),
        ("2028", None),
        ("0400-01-01", None),
        ("2028-01-01", None),
        ("1998-05-00", "1998-05-00"),
        ("1998/5", "1998/5"),
        ("1998.5", "1998.5"),
        ("1500 AD", None),
        ("1500T00:00", None),
        ("199903", "199903"),
        ("19990317", "19990317"),
        ("185903", None),
        ("199999", None),
        ("Unknown", "Unknown"),
        ("", ""),
        (None, None),
        (1500, None),
        (1998, 1998),
        (True, True),
        (["1500"], ["1500"]),
    ],
)
def test_nullify_when(value: object, expected: object) -> None:
    entry = {"field": "released", "nullify_when": {"type": "range", "below": 1860, "above": "next_year"}}
    assert filtered(entry, {"released": value}) == {"released": expected}
    assert filtered(entry, {}) == {}


def test_leading_year_of_a_number() -> None:
    assert [leading_year(text) for text in ("1e3", "-5", ".5", "1_0", " 1")] == [1000, -5, 0.5, None, None]


@pytest.mark.parametrize(
    ("profile", "is_open"),
    [
        ("DO NOT USE", True),
        ("[b]do not use.[/b]", True),
        ("[b][u]DO  NOT\nUSE[/u][/b] this", True),
        ("*** Do not use! ***", True),
        ("\r\n[url=http://x]Do Not Use[/url]", True),
        ('"DO_NOT USE"', False),
        ("DO NOT USEFUL", False),
        ("Please do not use", False),
        ("[b]Publisher only. Do not use this as a label![/b]", False),
        ("[l=DO NOT USE] is another", False),
        ("", False),
    ],
)
def test_opens_with(profile: str, is_open: bool) -> None:
    assert opens_with("DO NOT USE")(profile) is is_open


def test_opens_with_is_quick_on_hostile_text() -> None:
    started = time.perf_counter()
    assert not opens_with("DO NOT USE")("[b" * 200_000)
    assert time.perf_counter() - started < 20


def test_first_skip_rule_wins_and_contains_ignores_case() -> None:
    entries = [{"field": "f", "contains": text, "reason": text} for text in ("Alpha", "BETA")]
    verdict = judge(rules("skip_records", *entries), {"f": ["x", "a beta and an alpha"]})
    assert verdict is not None
    assert verdict.skip is not None
    assert (verdict.skip.reason, verdict.skip.field_value) == ("Alpha", "a beta and an alpha")
    assert judge(rules("skip_records", *entries), {"f": "gamma"}) is None


def test_memo_is_bounded() -> None:
    memo = Memo(lambda value: value.endswith("1"))
    assert [memo["1"], memo["2"], memo["x" * 100]] == [True, False, False]
    assert "x" * 100 not in memo
    for number in range(10_000):
        assert memo[str(number)] is str(number).endswith("1")
    assert len(memo) <= 4096


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ([], "top level"),
        ({"rules": []}, "rules: must be a mapping"),
        ({"rules": {"tracks": []}}, "rules.tracks: unknown type"),
        ({"rules": {"artists": {}}}, "rules.artists: must be a list"),
        ({"rules": {"artists": ["x"]}}, r"rules.artists\[0\]: must be a mapping"),
        ({"rules": {"artists": [{}]}}, "'name' is missing"),
        ({"rules": {"artists": [{"name": "n", "field": 5}]}}, "'field' must be text"),
        ({"rules": {"artists": [{"name": "n", "field": "f", "severity": "bad"}]}}, "'severity' must be"),
        ({"rules": {"artists": [{"name": "n", "field": "f", "severity": "info"}]}}, "'condition' is missing"),
        ({"rules": {"artists": [{"name": "n", "field": "f", "severity": "info", "condition": {"type": "x"}}]}}, "'type' must be one of"),
        ({"rules": {"artists": [{"name": "n", "field": "f", "severity": "info", "condition": {"type": []}}]}}, "'type' must be one of"),
        ({"rules": {"artists": [{"name": "n", "field": "f", "severity": "info", "condition": {"type": "regex"}}]}}, "'pattern' is missing"),
        ({"rules": {"artists": [{"name": "n", "field": "f", "severity": "info", "condition": {"type": "range", "min": "x"}}]}}, "'min' must be"),
        ({"rules": {"artists": [{"name": "n", "field": "f", "severity": "info", "condition": {"type": "length", "max": -1}}]}}, "'max' must be"),
        ({"rules": {"artists": [{"name": "n", "field": "f", "severity": "info", "condition": {"type": "enum", "values": "x"}}]}}, "'values' must be"),
        ({"skip_records": {"labels": [{"field": "f", "reason": "r"}]}}, "'contains' is missing"),
        ({"skip_records": {"labels": [{"field": "f", "contains": "r"}]}}, "'reason' is missing"),
        ({"filters": {"labels": [{"field": "f", "reason": "r"}]}}, "needs 'remove_matching' or 'nullify_when'"),
        ({"filters": {"labels": [{"field": "f", "reason": "r", "remove_matching": "("}]}}, "not a usable pattern"),
        ({"filters": {"labels": [{"field": "f", "reason": "r", "nullify_when": {"type": "x"}}]}}, "'type' must be 'range'"),
        ({"filters": {"labels": [{"field": "f", "reason": "r", "nullify_when": {"type": "range"}}]}}, "needs 'below' or 'above'"),
        ({"filters": {"labels": [{"field": "f", "reason": "r", "nullify_when": {"type": "range", "below": True}}]}}, "'below' must be"),
    ],
)
def test_what_is_wrong_is_named(document: object, place: str) -> None:
    with pytest.raises(ConfigError, match=place):
        compile_rules(document, current_year=2026)


@pytest.mark.parametrize("pattern", ["(?=a)", "(?<!a)", r"(a)\1", "(?P<x>a)(?P=x)", "[", "a{99999999999}"])
def test_patterns_that_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        matches(pattern)


@pytest.mark.parametrize(
    ("pattern", "value", "is_found"),
    [("a$", "a\n", False), (r"a\$", "a$", True), ("[$]", "$", True), ("(?m)a$", "a\nb", True), (r"[\]$]x", "$x", True), (r"\\$", "\\", True)],
)
def test_patterns(pattern: str, value: str, is_found: bool) -> None:
    assert matches(pattern)(value) is is_found


def test_type_names_in_any_case_and_unknown_keys() -> None:
    document = {
        "extra": 1,
        "skip_records": None,
        "rules": {"Release-Groups": [], "ARTISTS": [_required("name", note="x")], "artists": [_required("id")]},
    }
    ruleset = compile_rules(document, current_year=2026)
    assert set(ruleset.types) == {ARTISTS}
    assert ruleset.of(RELEASES) is None
    verdict = judge(ruleset, {}, ARTISTS)
    assert verdict is not None
    assert len(verdict.violations) == 2


def _required(field: str, **more: object) -> dict[str, Any]:
    return {"name": field, "field": field, "condition": {"type": "required"}, "severity": "error", **more}


def test_an_empty_file_has_no_rules(tmp_path: Path) -> None:
    path = tmp_path / "rules.yml"
    path.write_text("")
    assert load_rules(path).types == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rules.txt", "{}"),
        ("rules.yaml", "rules: {tracks: []}"),
        ("rules.yaml", "filters: {releases: [{field: x, reason: r, remove_matching: '('}]}"),
        ("rules.yaml", "a: [b"),
        ("absent.yaml", None),
    ],
)
def test_extraction_40_a_wrong_file_is_refused_by_name(tmp_path: Path, name: str, content: str | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigError, match=name):
        load_rules(path)


def test_fingerprint_changes_with_file_and_year() -> None:
    prints = {
        compile_rules(document, current_year=year).fingerprint
        for document, year in [({}, 2026), ({}, 2027), ({"rules": {"artists": [_required("x")]}}, 2026)]
    }
    assert len(prints) == 3
    assert load_rules(SHIPPED_RULES, current_year=2026).fingerprint == shipped_rules(2026).fingerprint


def test_extraction_37_a_record_not_to_be_used_is_skipped() -> None:
    records = ["<artist><id>9</id><name>X</name><profile>[b]do not use.[/b]</profile></artist>", "<artist><id>1</id><name>Y</name></artist>"]
    parsed = read_records(ARTISTS, *records, rules=shipped_rules())
    assert (parsed.ids, parsed.parsed, parsed.skipped) == (["1"], 2, 1)
    skip = parsed.flagged[0].skip
    assert skip is not None
    assert (skip.field, skip.field_value) == ("profile", "[b]do not use.[/b]")
    assert parsed.flagged[0].source == records[0].encode()
    assert orjson.loads(parsed.flagged[0].form)["name"] == "X"


def test_extraction_38_filters_change_the_record_and_its_hash() -> None:
    record = '<release id="1"><title>T</title><released>0400-01-01</released><genres><genre>1</genre><genre>Rock</genre></genres></release>'
    plain, ruled = message(RELEASES, record), message(RELEASES, record, rules=shipped_rules())
    assert (ruled["released"], ruled["genres"]) == (None, ["Rock"])
    assert ruled["sha256"] != plain["sha256"]


def test_extraction_39_a_violation_does_not_block() -> None:
    parsed = read_records(RELEASES, '<release id="300002"><country>UK</country></release>', rules=shipped_rules())
    assert parsed.ids == ["300002"]
    assert [(violation.rule, violation.severity) for violation in parsed.flagged[0].violations] == [("missing-title", "error")]


@pytest.mark.parametrize(
    ("data_type", "record", "found"),
    [
        (RELEASES, '<release id="1"><title>T</title><genres><genre>Polka</genre></genres></release>', {"genre-not-recognized"}),
        (RELEASES, '<release id="1"><title>T</title><genres><genre>1</genre></genres></release>', set()),
        (RELEASES, '<release id="1"><title/><year>3000</year></release>', {"missing-title"}),
        (RELEASES, '<release id="1"><title>T</title><genres><genre>Folk, World, &amp; Country</genre></genres></release>', set()),
        (MASTERS, '<master id="1"><year>1800</year></master>', set()),
        (ARTISTS, "<artist><id>1</id><name/></artist>", {"empty-artist-name"}),
        (LABELS, "<label><id>1</id></label>", {"empty-label-name"}),
    ],
)
def test_shipped_rules(data_type: DataType, record: str, found: set[str]) -> None:
    parsed = read_records(data_type, record, rules=shipped_rules())
    assert {violation.rule for flagged in parsed.flagged for violation in flagged.violations} == found


@given(
    record=st.dictionaries(
        st.sampled_from(["title", "year", "released", "genres"]),
        st.recursive(st.text(max_size=5) | st.none(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("genre"), inner)),
    )
)
def test_any_record_can_be_judged_twice_with_the_same_outcome(record: dict[str, Any]) -> None:
    compiled = shipped_rules().of(RELEASES)
    assert compiled is not None
    first = compiled.judge(record)
    kept = orjson.dumps(record)
    assert compiled.judge(record) == first
    assert orjson.dumps(record) == kept
