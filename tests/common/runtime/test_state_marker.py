"""The state marker: transitions, decision table, what is on disk."""

from datetime import UTC, datetime
import errno
import os
from pathlib import Path

import msgspec
import orjson
import pytest

from common.runtime.state_marker import (
    Decision,
    StateMarker,
    Status,
    discogs_marker_path,
    load_marker,
    musicbrainz_marker_path,
    phase_statuses,
    type_of_file,
    write_marker,
)


ARTISTS = "discogs_20260101_artists.xml.gz"
LABELS = "discogs_20260101_labels.xml.gz"


def at(second: int) -> datetime:
    return datetime(2026, 1, 5, 10, 0, second, tzinfo=UTC)


def processed(file: str = ARTISTS, checksum: str = "aa") -> StateMarker:
    marker = StateMarker.new("20260101")
    marker.start_download(1, lambda: at(0))
    marker.file_downloaded(file, 10)
    marker.file_bytes_verified(file, checksum)
    marker.complete_download()
    marker.start_processing(1, lambda: at(1))
    marker.start_file_processing(file)
    marker.update_file_progress(file, records=7, messages=6, batches=1)
    marker.complete_file_processing(file, 7)
    marker.complete_processing(lambda: at(5))
    marker.complete_extraction()
    return marker


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("discogs_20260101_artists.xml.gz", "artists"),
        ("discogs_20260101_releases.xml.gz", "releases"),
        ("artist.jsonl.xz", "artists"),
        ("mbdump-label.jsonl.xz", "labels"),
        ("release-group.jsonl", "release-groups"),
        ("release.jsonl.xz", "releases"),
        ("artist.tar.xz", "artists"),
        ("my_own_release-group-2026.jsonl", "release-groups"),
        ("odd.bin", "odd"),
    ],
)
def test_the_type_is_read_from_the_file_name(name: str, expected: str) -> None:
    assert type_of_file(name) == expected


def test_a_marker_survives_the_disk_and_ignores_unknown_fields(tmp_path: Path) -> None:
    path = discogs_marker_path(tmp_path, "20260101")
    marker = processed()
    write_marker(path, marker.encode())
    stored = orjson.loads(path.read_bytes())
    assert path.name == ".extraction_status_20260101.json"
    assert path.read_text().startswith('{\n  "metadata_version": "1.0"')
    path.write_bytes(orjson.dumps(stored | {"future": 1}))
    assert load_marker(path) == marker
    assert not list(tmp_path.glob("*.tmp"))


def test_the_musicbrainz_marker_lies_in_the_folder_of_its_version(tmp_path: Path) -> None:
    assert musicbrainz_marker_path(tmp_path, "20260325-001001") == tmp_path / "20260325-001001" / ".mb_extraction_status_20260325-001001.json"


def test_the_documented_marker_loads() -> None:
    """A marker of an older platform has none of this one's additions."""
    marker = processed()
    plain = orjson.loads(marker.encode())
    entry = plain["processing_phase"]["progress_by_file"][ARTISTS]
    for added in ("records_skipped", "records_malformed", "distinct_published", "error", "checkpoint", "source_checksum"):
        entry.pop(added)
    plain["download_phase"]["downloads_by_file"][ARTISTS].pop("checksum")
    loaded = msgspec.json.decode(orjson.dumps(plain), type=StateMarker)
    assert loaded.processing_phase.progress_by_file[ARTISTS].checkpoint is None
    assert phase_statuses(loaded)["download_phase"] is Status.COMPLETED


def test_extraction_24_a_truncated_marker_counts_as_absent(tmp_path: Path) -> None:
    path = discogs_marker_path(tmp_path, "20260101")
    path.write_bytes(processed().encode()[:10])
    assert load_marker(path) is None
    assert load_marker(tmp_path / "none") is None


def test_a_marker_without_a_required_field_counts_as_absent(tmp_path: Path) -> None:
    stored = orjson.loads(processed().encode())
    del stored["summary"]["overall_status"]
    path = tmp_path / "marker"
    path.write_bytes(orjson.dumps(stored))
    assert load_marker(path) is None


@pytest.mark.parametrize("completed", [True, False])
@pytest.mark.parametrize("status", [Status.FAILED, Status.IN_PROGRESS])
def test_extraction_22_an_unfinished_download_continues_only_with_a_file(status: Status, completed: bool) -> None:
    marker = StateMarker.new("20260101")
    marker.start_download(2)
    marker.start_file_download(ARTISTS)
    if completed:
        marker.file_downloaded(ARTISTS, 1)
    marker.download_phase.status = status
    assert marker.decide() is (Decision.CONTINUE if completed else Decision.REPROCESS)


@pytest.mark.parametrize(
    ("processing", "overall", "expected"),
    [
        (Status.FAILED, Status.COMPLETED, Decision.CONTINUE),
        (Status.IN_PROGRESS, Status.IN_PROGRESS, Decision.CONTINUE),
        (Status.COMPLETED, Status.COMPLETED, Decision.SKIP),
        (Status.PENDING, Status.COMPLETED, Decision.SKIP),
        (Status.COMPLETED, Status.IN_PROGRESS, Decision.CONTINUE),
        (Status.PENDING, Status.PENDING, Decision.CONTINUE),
    ],
)
@pytest.mark.parametrize("download", [Status.PENDING, Status.COMPLETED])
def test_the_decision_table(download: Status, processing: Status, overall: Status, expected: Decision) -> None:
    marker = StateMarker.new("20260101")
    marker.download_phase.status, marker.processing_phase.status, marker.summary.overall_status = download, processing, overall
    assert marker.decide() is expected


def test_other_bytes_reopen_a_processed_file() -> None:
    marker = processed(checksum="aa")
    marker.file_bytes_verified(ARTISTS, "bb")
    assert ARTISTS not in marker.processing_phase.progress_by_file
    assert marker.processing_phase.status is Status.IN_PROGRESS
    assert marker.processing_phase.completed_at is None
    assert marker.processing_phase.files_processed == 0
    assert marker.processing_phase.records_extracted == 0
    assert marker.summary.overall_status is Status.IN_PROGRESS
    assert marker.summary.files_by_type["artists"] is Status.PENDING


def test_equal_or_unknown_bytes_change_nothing() -> None:
    same, unknown = processed(), processed()
    unknown.processing_phase.progress_by_file[ARTISTS].source_checksum = None
    for marker, checksum in ((same, "aa"), (unknown, "bb")):
        marker.file_bytes_verified(ARTISTS, checksum)
        assert marker.decide() is Decision.SKIP


def test_a_file_counts_as_downloaded_once() -> None:
    marker = StateMarker.new("20260101")
    marker.start_download(2)
    for _ in range(2):
        marker.file_downloaded(ARTISTS, 5)
    marker.file_downloaded(LABELS, 6)
    assert (marker.download_phase.files_downloaded, marker.download_phase.bytes_downloaded) == (2, 11)


def test_totals_are_sums_and_the_duration_is_whole_seconds() -> None:
    marker = processed()
    assert marker.summary.total_duration_seconds == 5
    assert marker.publishing_phase.messages_published == 6
    assert marker.publishing_phase.last_amqp_heartbeat is not None
    assert marker.processing_phase.records_extracted == 7


def test_a_file_without_messages_reports_its_records_as_the_reference_does() -> None:
    marker = StateMarker.new("20260101")
    marker.start_processing(1)
    marker.start_file_processing(ARTISTS)
    marker.complete_file_processing(ARTISTS, 3)
    assert marker.processing_phase.progress_by_file[ARTISTS].messages_published == 3


def test_failures_are_written_down_and_bounded() -> None:
    marker = StateMarker.new("20260101")
    marker.start_processing(1)
    marker.start_file_processing(ARTISTS)
    for number in range(50):
        marker.fail_file_processing(ARTISTS, f"error {number}")
    marker.fail_processing("all is lost")
    assert (marker.summary.files_by_type["artists"], marker.processing_phase.status) == (Status.FAILED, Status.FAILED)
    assert len(marker.processing_phase.errors) == 20
    assert marker.processing_phase.errors[-1] == "all is lost"
    marker.resume_processing(1)
    marker.resume_file_processing(ARTISTS)
    assert marker.processing_phase.status == Status.IN_PROGRESS
    assert marker.processing_phase.progress_by_file[ARTISTS].error is None


def test_a_full_disk_leaves_the_old_marker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "marker"
    write_marker(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_marker(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["marker"]
