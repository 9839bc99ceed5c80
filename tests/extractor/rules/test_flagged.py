"""Files and report of flagged records."""

from pathlib import Path

import orjson
import pytest

from common.domain.data_types import DataType, Source
from extractor.rules import Flagged, FlaggedFiles, Skip, Tally, Violation, render_report
from extractor.rules.flagged import file_name
from extractor.rules.verdict import Severity
from tests.extractor.dumps import read_records, shipped_rules


def violation(rule: str = "r", severity: Severity = Severity.ERROR) -> Violation:
    return Violation(rule, severity, "f", "v")


def flagged(record_id: str, *violations: Violation, skip: str | None = None, form: bytes = b"{}") -> Flagged:
    return Flagged(record_id, Skip("profile", "text", skip) if skip else None, list(violations), b"<x/>", form)


def lines(path: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def test_extraction_37_and_39_files_of_flagged_records(tmp_path: Path) -> None:
    records = {
        DataType.ARTISTS: "<artist><id>9</id><name>X</name><profile>[b]do not use.[/b]</profile></artist>",
        DataType.RELEASES: '<release id="300002"><country>UK</country></release>',
    }
    for data_type, record in records.items():
        files = FlaggedFiles(tmp_path, "20260101", data_type)
        files.start(resumed=False)
        files.write(read_records(data_type, record, rules=shipped_rules()).flagged)
        files.finish(500)
    artists, releases = (tmp_path / "flagged" / "20260101" / data_type for data_type in records)
    skipped = lines(artists / "skipped.jsonl")[0]
    assert skipped | {"timestamp": ""} == {
        "field": "profile",
        "field_value": "[b]do not use.[/b]",
        "json_file": "9.json",
        "reason": "entry marked as not to be used",
        "record_id": "9",
        "timestamp": "",
        "xml_file": "9.xml",
    }
    assert str(skipped["timestamp"]).endswith("+00:00")
    assert (artists / "9.xml").read_text() == records[DataType.ARTISTS]
    assert orjson.loads((artists / "9.json").read_bytes())["id"] == "9"
    found = lines(releases / "violations.jsonl")[0]
    assert (found["rule"], found["severity"], found["field_value"]) == ("missing-title", "error", "")
    assert not (releases / "skipped.jsonl").exists()
    assert (releases / "report.txt").read_text() == (
        "📊 Data Quality Report for discogs_20260101:\n  releases: 1 errors, 0 warnings (of 500 records)\n    missing-title: 1 errors\n"
    )


def test_a_new_run_starts_afresh_and_a_resumed_one_goes_on(tmp_path: Path) -> None:
    for resumed, count in ((False, 1), (True, 2), (False, 1)):
        files = FlaggedFiles(tmp_path, "v", DataType.LABELS)
        files.start(resumed=resumed)
        files.write([flagged("1", violation(), skip="why"), flagged("2", violation(severity=Severity.INFO), form=b"")])
        assert files.tally.total(Severity.ERROR) == count
        assert files.tally.skips["why"] == count
        assert len(lines(files.folder / "violations.jsonl")) == 2 * count
    assert sorted(path.name for path in files.folder.iterdir()) == ["1.json", "1.xml", "skipped.jsonl", "violations.jsonl"]
    files.start(resumed=False)
    assert list(files.folder.iterdir()) == []


def test_a_resumed_run_passes_over_torn_lines(tmp_path: Path) -> None:
    files = FlaggedFiles(tmp_path, "v", DataType.LABELS)
    files.folder.mkdir(parents=True)
    (files.folder / "violations.jsonl").write_bytes(b'{"rule":"r","severity":"odd"}\n{"rule":"r","severity":"info"}\n[]\n{"rule":')
    files.start(resumed=True)
    assert files.tally.violations == {("r", Severity.INFO): 1}


def test_musicbrainz_records_have_no_xml(tmp_path: Path) -> None:
    files = FlaggedFiles(tmp_path, "v", DataType.ARTISTS, source=Source.MUSICBRAINZ)
    files.write([flagged("1", violation())])
    assert sorted(path.name for path in files.folder.iterdir()) == ["1.json", "violations.jsonl"]
    assert lines(files.folder / "violations.jsonl")[0]["xml_file"] is None
    assert files.finish(1).startswith("📊 Data Quality Report for musicbrainz_v:")


def test_a_folder_that_cannot_be_written_is_only_a_warning(tmp_path: Path) -> None:
    (tmp_path / "flagged").write_text("in the way")
    files = FlaggedFiles(tmp_path, "v", DataType.ARTISTS)
    files.start(resumed=False)
    files.write([flagged("1", violation())])
    assert "1 errors" in files.finish(1)
    files = FlaggedFiles(tmp_path / "other", "v", DataType.ARTISTS)
    (files.folder / "x.json").mkdir(parents=True)
    files.start(resumed=False)


@pytest.mark.parametrize(
    ("record_id", "name"),
    [("123", "123"), ("../../etc", "__etc"), ("a/b\\c:d", "abcd"), ("é-1_x", "é-1_x"), ("//", "_"), ("9" * 100, "9" * 60)],
)
def test_file_names_stay_in_the_folder(record_id: str, name: str) -> None:
    assert file_name(record_id) == name


def test_report_without_findings() -> None:
    assert render_report("discogs_1", {DataType.ARTISTS: (Tally(), 5)}) == "📊 Data Quality Report for discogs_1: No data quality violations found."


def test_report_in_full() -> None:
    artists, releases, masters = Tally(), Tally(), Tally()
    for number in (9, 12):
        artists.add(flagged(str(number), skip="placeholder entry"))
    artists.add(flagged("1", violation("empty-artist-name")))
    for severity in Severity:
        releases.add(flagged("2", violation("b", severity), violation("a", severity)))
    for number in range(150):
        releases.add(flagged(str(number), skip="z" if number else "a"))
    tallies = {DataType.ARTISTS: (artists, 500), DataType.RELEASES: (releases, 10), DataType.MASTERS: (masters, 7), DataType.LABELS: (Tally(), 0)}
    listed = ", ".join(str(number) for number in range(1, 101))
    assert render_report("discogs_20260101", tallies).splitlines() == [
        "📊 Data Quality Report for discogs_20260101:",
        "  ⏭️ Skipped records:",
        f"    releases: 150 (a: 0; z: {listed} and 49 more)",
        "    artists: 2 (placeholder entry: 9, 12)",
        "  releases: 2 errors, 2 warnings (of 10 records)",
        "    a: 1 errors, 1 warnings, 1 info",
        "    b: 1 errors, 1 warnings, 1 info",
        "  artists: 1 errors, 0 warnings (of 500 records)",
        "    empty-artist-name: 1 errors",
        "  masters: 0 errors, 0 warnings (of 7 records)",
    ]


def test_a_file_without_findings_has_a_report_too(tmp_path: Path) -> None:
    files = FlaggedFiles(tmp_path, "v", DataType.MASTERS)
    files.start(resumed=False)
    assert files.finish(3) == "📊 Data Quality Report for discogs_v: No data quality violations found."
    assert [path.name for path in files.folder.iterdir()] == ["report.txt"]
