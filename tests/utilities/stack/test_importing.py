from datetime import UTC, datetime
import io
from pathlib import Path

import pytest
from rich.console import Console

from common.domain.data_types import Source
from common.runtime.state_marker import StateMarker, discogs_marker_path, musicbrainz_marker_path, utc_now, write_marker
from utilities.stack.importing import Finished, problems, snapshot, table
from utilities.stack.markers import read_run
from utilities.stack.progress import Snapshot, Track
from utilities.stack.stores import ConsumerRun


STARTED = datetime(2026, 7, 2, 3, 4, 5, tzinfo=UTC)


def marker(version: str) -> bytes:
    begun = StateMarker.new(version, lambda: STARTED)
    begun.start_processing(4, lambda: STARTED)
    return begun.encode(utc_now)


def test_the_run_is_read_from_the_marker_of_the_version(tmp_path: Path) -> None:
    write_marker(discogs_marker_path(tmp_path, "20260701"), marker("20260701"))
    stamp = read_run(tmp_path, "20260701", partial=False)
    assert stamp is not None
    assert (stamp.version, stamp.number) == ("20260701", int(STARTED.timestamp()) * 1_000_000)
    assert read_run(tmp_path, "20260801", partial=False) is None
    assert read_run(tmp_path, "", partial=False) is None
    assert read_run(tmp_path / "nowhere", "20260701", partial=False) is None


def test_a_musicbrainz_marker_is_found_in_its_version_folder(tmp_path: Path) -> None:
    path = musicbrainz_marker_path(tmp_path, "20260801-000000")
    path.parent.mkdir()
    write_marker(path, marker("20260801-000000"))
    assert read_run(tmp_path, "20260801-000000", partial=False) is not None


def test_partial_and_full_runs_of_a_version_are_told_apart(tmp_path: Path) -> None:
    full = discogs_marker_path(tmp_path, "20260701")
    write_marker(full.with_name(f".partial{full.stem}_limit100.json"), marker("20260701"))
    assert read_run(tmp_path, "20260701", partial=False) is None
    assert read_run(tmp_path, "20260701", partial=True) is not None


def test_a_marker_cut_off_in_the_middle_is_no_run(tmp_path: Path) -> None:
    discogs_marker_path(tmp_path, "20260701").write_bytes(marker("20260701")[:50])
    assert read_run(tmp_path, "20260701", partial=False) is None


@pytest.mark.parametrize(
    ("health", "fraction"),
    [
        ({}, None),
        ({"extraction_status": "running", "bytes_read": 25, "bytes_total": 100}, 0.25),
        ({"extraction_status": "running", "bytes_read": 0, "bytes_total": 0}, None),
        ({"extraction_status": "waiting", "bytes_read": 0, "bytes_total": 0}, 1.0),
    ],
)
def test_how_much_is_read(health: dict[str, object], fraction: float | None) -> None:
    assert snapshot(0.0, health, {}).fraction == fraction


def test_counts_of_the_extractor_come_under_the_names_of_the_types() -> None:
    health = {"extraction_progress": {"release_groups": 5, "releases": 2, "total": 7}}
    assert snapshot(0.0, health, {}).published == {"release-groups": 5, "releases": 2}


def test_an_import_without_trouble_has_nothing_to_tell() -> None:
    fine = ConsumerRun({"artists": 3}, "done", None, {"artists": "complete"}, 0)
    assert problems(Finished(Source.DISCOGS, "20260701", {"graphinator": fine}, 1.0, False)) == []


def test_what_a_person_should_look_at_is_told() -> None:
    bad = ConsumerRun({"artists": 3}, "failed", "timeout", {"artists": "incomplete", "labels": "complete"}, 2)
    told = "\n".join(problems(Finished(Source.DISCOGS, "20260701", {"graphinator": bad}, 1.0, False)))
    assert "failed: timeout" in told
    assert "artists did not arrive whole" in told
    assert "2 records were rejected" in told


def test_a_terminal_shows_every_type_with_each_consumer_and_the_time_left() -> None:
    track = Track(Source.DISCOGS)
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(table(track))
    for at_s, read, stored in ((0.0, 0, 0), (10.0, 2000, 1000)):
        track.add(Snapshot(at_s, {"releases": read}, {"graphinator": {"releases": stored}, "tableinator": {"releases": read}}, read / 4000))
    console.print(table(track))
    lines = console.export_text().splitlines()
    assert "discogs: 0 records/s" in lines[0]
    assert any("discogs: 100 records/s, about 30 s left" in line for line in lines)
    assert lines[-1].split() == ["releases", "2,000", "1,000", "2,000"]
