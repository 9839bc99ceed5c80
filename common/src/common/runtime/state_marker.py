"""The extraction state marker: what one run over one dump version has done, kept on disk so that the next start goes on from there.

The only implementation: the extractor writes it, the API reads the phases' `status`. Transitions are methods of `StateMarker` and
touch no disk; `load_marker` and `write_marker` do. Fields with a default are additions of this platform, so that older markers load.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
import re
from typing import Any, Final, Literal, Self

import msgspec

from common.domain.messages import format_timestamp, parse_timestamp
from common.runtime.durable import write_atomically


METADATA_VERSION: Final = "1.0"
ERRORS_KEPT: Final = 20
"""Errors a phase remembers; the newest win."""

type Clock = Callable[[], datetime]

_LINES: Final = re.compile(r"\.(?:jsonl|tar\.xz)")
_ENTITY: Final = re.compile(r"artist|label|release-group|release")


class Status(StrEnum):
    """State of a phase, of a file or of the whole run."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"


class Decision(StrEnum):
    """What a start does about the version of a marker."""

    SKIP = "skip"
    CONTINUE = "continue"
    REPROCESS = "reprocess"


def utc_now() -> datetime:
    """The clock of markers that get none."""
    return datetime.now(UTC)


class Checkpoint(msgspec.Struct, kw_only=True):
    """Up to where a file is confirmed by the broker without a gap; valid only for the same bytes, rules and parser.

    `offset` counts decompressed bytes, `ordinal` is the block that comes next, `ids_bytes` the length of the file's log of
    published ids at that point.
    """

    offset: int
    ordinal: int
    records: int
    published: int
    skipped: int
    malformed: int
    ids_bytes: int
    file_sha256: str
    rules_hash: str
    parser_version: str


class FileDownload(msgspec.Struct, kw_only=True):
    """One file of the download phase."""

    status: Status
    bytes_downloaded: int
    started_at: str | None
    completed_at: str | None
    checksum: str | None = None


class DownloadPhase(msgspec.Struct, kw_only=True):
    """Fetching and verifying files."""

    status: Status
    started_at: str | None
    completed_at: str | None
    files_downloaded: int
    files_total: int
    bytes_downloaded: int
    downloads_by_file: dict[str, FileDownload]
    errors: list[Any]


class FileProgress(msgspec.Struct, kw_only=True):
    """One file of the processing phase. `records_extracted` counts parsed records, skipped ones included."""

    status: Status
    records_extracted: int
    messages_published: int
    batches_sent: int
    started_at: str | None
    completed_at: str | None
    source_checksum: str | None = None
    records_skipped: int = 0
    records_malformed: int = 0
    distinct_published: int | None = None
    error: str | None = None
    checkpoint: Checkpoint | None = None


class ProcessingPhase(msgspec.Struct, kw_only=True):
    """Reading files and publishing their records."""

    status: Status
    started_at: str | None
    completed_at: str | None
    files_processed: int
    files_total: int
    records_extracted: int
    current_file: str | None
    progress_by_file: dict[str, FileProgress]
    errors: list[Any]


class PublishingPhase(msgspec.Struct, kw_only=True):
    """What the broker got."""

    status: Status
    messages_published: int
    batches_sent: int
    errors: list[Any]
    last_amqp_heartbeat: str | None


class Summary(msgspec.Struct, kw_only=True):
    """The run as a whole; `files_by_type` is keyed by type name."""

    overall_status: Status
    total_duration_seconds: int | None
    files_by_type: dict[str, Status]


def type_of_file(name: str) -> str:
    """Type name of a dump file: third `_` token of a Discogs name, plural of the entity in a MusicBrainz name; else the stem."""
    base = name.rsplit("/", 1)[-1]
    if _LINES.search(base) and (match := _ENTITY.search(base)) is not None:
        return f"{match.group()}s"
    parts = base.split("_")
    if len(parts) >= 3:
        return parts[2].split(".", 1)[0]
    return base.split(".", 1)[0]


class StateMarker(msgspec.Struct, kw_only=True):
    """The marker of one version. Methods are the transitions; each is total, none writes to disk."""

    metadata_version: str
    last_updated: str
    current_version: str
    download_phase: DownloadPhase
    processing_phase: ProcessingPhase
    publishing_phase: PublishingPhase
    summary: Summary

    @classmethod
    def new(cls, version: str, clock: Clock = utc_now) -> Self:
        """A marker of a version that nothing was done for."""
        return cls(
            metadata_version=METADATA_VERSION,
            last_updated=format_timestamp(clock()),
            current_version=version,
            download_phase=DownloadPhase(
                status=Status.PENDING,
                started_at=None,
                completed_at=None,
                files_downloaded=0,
                files_total=0,
                bytes_downloaded=0,
                downloads_by_file={},
                errors=[],
            ),
            processing_phase=ProcessingPhase(
                status=Status.PENDING,
                started_at=None,
                completed_at=None,
                files_processed=0,
                files_total=0,
                records_extracted=0,
                current_file=None,
                progress_by_file={},
                errors=[],
            ),
            publishing_phase=PublishingPhase(status=Status.PENDING, messages_published=0, batches_sent=0, errors=[], last_amqp_heartbeat=None),
            summary=Summary(overall_status=Status.PENDING, total_duration_seconds=None, files_by_type={}),
        )

    def decide(self) -> Decision:
        """What to do about this version at a start; first matching row of the decision table."""
        if self.download_phase.status in (Status.FAILED, Status.IN_PROGRESS):
            done = any(entry.status is Status.COMPLETED for entry in self.download_phase.downloads_by_file.values())
            return Decision.CONTINUE if done else Decision.REPROCESS
        if self.processing_phase.status in (Status.FAILED, Status.IN_PROGRESS):
            return Decision.CONTINUE
        return Decision.SKIP if self.summary.overall_status is Status.COMPLETED else Decision.CONTINUE

    # Download

    def start_download(self, files: int, clock: Clock = utc_now) -> None:
        """Begin the phase; what an earlier one recorded is cleared."""
        phase = self.download_phase
        phase.status, phase.started_at, phase.completed_at = Status.IN_PROGRESS, format_timestamp(clock()), None
        phase.files_total, phase.files_downloaded, phase.bytes_downloaded = files, 0, 0
        phase.downloads_by_file = {}

    def start_file_download(self, file: str, clock: Clock = utc_now) -> None:
        """A transfer begins."""
        self.download_phase.downloads_by_file[file] = FileDownload(
            status=Status.IN_PROGRESS, bytes_downloaded=0, started_at=format_timestamp(clock()), completed_at=None
        )

    def file_downloaded(self, file: str, size_bytes: int, clock: Clock = utc_now) -> None:
        """A file is there, fetched or already present."""
        phase = self.download_phase
        entry = phase.downloads_by_file.setdefault(file, FileDownload(status=Status.PENDING, bytes_downloaded=0, started_at=None, completed_at=None))
        if entry.status is not Status.COMPLETED:
            phase.files_downloaded += 1
        entry.status, entry.bytes_downloaded, entry.completed_at = Status.COMPLETED, size_bytes, format_timestamp(clock())
        phase.bytes_downloaded = sum(each.bytes_downloaded for each in phase.downloads_by_file.values())

    def file_bytes_verified(self, file: str, sha256: str) -> None:
        """The bytes on disk are known; a file that was processed from other bytes becomes pending again."""
        if (entry := self.download_phase.downloads_by_file.get(file)) is not None:
            entry.checksum = sha256
        processed = self.processing_phase.progress_by_file.get(file)
        if processed is None or processed.status is not Status.COMPLETED or processed.source_checksum in (None, sha256):
            return
        del self.processing_phase.progress_by_file[file]
        self.processing_phase.files_processed = max(0, self.processing_phase.files_processed - 1)
        self.summary.files_by_type[type_of_file(file)] = Status.PENDING
        self._sum_files()
        if self.summary.overall_status is Status.COMPLETED:
            self.summary.overall_status = Status.IN_PROGRESS
        if self.processing_phase.status is Status.COMPLETED:
            self.processing_phase.status, self.processing_phase.completed_at = Status.IN_PROGRESS, None

    def complete_download(self, clock: Clock = utc_now) -> None:
        """All files are there."""
        self.download_phase.status, self.download_phase.completed_at = Status.COMPLETED, format_timestamp(clock())

    def fail_download(self, error: str) -> None:
        """The phase ended with an error; the next start goes on with what was fetched."""
        self.download_phase.status = Status.FAILED
        _remember(self.download_phase.errors, error)

    # Processing

    def start_processing(self, files: int, clock: Clock = utc_now) -> None:
        """Begin the phase: this moment is the run's `started_at`, kept through every resume."""
        phase = self.processing_phase
        phase.status, phase.started_at, phase.completed_at = Status.IN_PROGRESS, format_timestamp(clock()), None
        phase.files_total, phase.files_processed, phase.records_extracted = files, 0, 0
        self.summary.overall_status = Status.IN_PROGRESS

    def resume_processing(self, files: int) -> None:
        """Go on with a phase that was begun before: only the number of files may have changed."""
        self.processing_phase.files_total = files
        if self.processing_phase.status is Status.FAILED:
            self.processing_phase.status = Status.IN_PROGRESS
        if self.summary.overall_status is Status.FAILED:
            self.summary.overall_status = Status.IN_PROGRESS

    def start_file_processing(self, file: str, clock: Clock = utc_now) -> None:
        """Begin a file from its first record."""
        downloaded = self.download_phase.downloads_by_file.get(file)
        self.processing_phase.current_file = file
        self.processing_phase.progress_by_file[file] = FileProgress(
            status=Status.IN_PROGRESS,
            records_extracted=0,
            messages_published=0,
            batches_sent=0,
            started_at=format_timestamp(clock()),
            completed_at=None,
            source_checksum=downloaded.checksum if downloaded else None,
        )
        self.summary.files_by_type[type_of_file(file)] = Status.IN_PROGRESS

    def resume_file_processing(self, file: str) -> None:
        """Go on with a file from its checkpoint."""
        entry = self.processing_phase.progress_by_file[file]
        entry.status, entry.error = Status.IN_PROGRESS, None
        self.processing_phase.current_file = file
        self.summary.files_by_type[type_of_file(file)] = Status.IN_PROGRESS

    def update_file_progress(self, file: str, *, records: int, messages: int, batches: int, clock: Clock = utc_now) -> None:
        """Counts of a file so far; phases follow as sums."""
        entry = self.processing_phase.progress_by_file[file]
        entry.records_extracted, entry.messages_published, entry.batches_sent = records, messages, batches
        self._sum_files()
        if self.publishing_phase.messages_published > 0:
            self.publishing_phase.status = Status.IN_PROGRESS
            self.publishing_phase.last_amqp_heartbeat = format_timestamp(clock())

    def complete_file_processing(self, file: str, records: int, clock: Clock = utc_now) -> None:
        """The broker has confirmed the file's last record and its `file_complete`."""
        entry = self.processing_phase.progress_by_file[file]
        entry.status, entry.records_extracted, entry.completed_at = Status.COMPLETED, records, format_timestamp(clock())
        entry.messages_published = entry.messages_published or records
        entry.checkpoint, entry.error = None, None
        self.processing_phase.files_processed += 1
        self._sum_files()
        self.summary.files_by_type[type_of_file(file)] = Status.COMPLETED

    def fail_file_processing(self, file: str, error: str) -> None:
        """A file ended with an error; its checkpoint stays, so the next run goes on from there."""
        if (entry := self.processing_phase.progress_by_file.get(file)) is not None:
            entry.status, entry.error = Status.FAILED, error
        self.summary.files_by_type[type_of_file(file)] = Status.FAILED
        _remember(self.processing_phase.errors, f"{file}: {error}")

    def fail_processing(self, error: str) -> None:
        """The run ended without its completion message."""
        self.processing_phase.status = Status.FAILED
        _remember(self.processing_phase.errors, error)

    def complete_processing(self, clock: Clock = utc_now) -> None:
        """All files are complete."""
        phase = self.processing_phase
        phase.status, phase.completed_at, phase.current_file = Status.COMPLETED, format_timestamp(clock()), None

    def fail_publishing(self, error: str) -> None:
        """The completion message was not confirmed; the next run sends only that."""
        self.publishing_phase.status = Status.FAILED
        _remember(self.publishing_phase.errors, error)

    def complete_extraction(self) -> None:
        """`extraction_complete` is confirmed on every exchange: nothing is left to do for this version."""
        self.publishing_phase.status = self.summary.overall_status = Status.COMPLETED
        begun, ended = self.download_phase.started_at, self.processing_phase.completed_at
        if begun and ended:
            self.summary.total_duration_seconds = int((parse_timestamp(ended) - parse_timestamp(begun)).total_seconds())

    def encode(self, clock: Clock = utc_now) -> bytes:
        """The marker as pretty JSON; `last_updated` becomes now."""
        self.last_updated = format_timestamp(clock())
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    def _sum_files(self) -> None:
        files = self.processing_phase.progress_by_file.values()
        self.processing_phase.records_extracted = sum(entry.records_extracted for entry in files)
        self.publishing_phase.messages_published = sum(entry.messages_published for entry in files)
        self.publishing_phase.batches_sent = sum(entry.batches_sent for entry in files)


def _remember(errors: list[Any], error: str) -> None:
    errors.append(error)
    del errors[:-ERRORS_KEPT]


def discogs_marker_path(root: Path, version: str) -> Path:
    """Where the marker of a Discogs version lies."""
    return root / f".extraction_status_{version}.json"


def musicbrainz_marker_path(root: Path, version: str) -> Path:
    """Where the marker of a MusicBrainz version lies: in the version's folder."""
    return root / version / f".mb_extraction_status_{version}.json"


def load_marker(path: Path) -> StateMarker | None:
    """The marker at `path`; `None` when there is none or it cannot be understood (a truncated one counts as absent)."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=StateMarker)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def write_marker(path: Path, encoded: bytes) -> None:
    """Replace the file at `path` so that a crash leaves either the old or the new text.

    Raises:
        OSError: disk full, no permission; the old file is untouched.
    """
    write_atomically(path, encoded)


type PhaseName = Literal["download_phase", "processing_phase", "publishing_phase"]


def phase_statuses(marker: StateMarker) -> dict[PhaseName, Status]:
    """Status of each phase, as the API reports them."""
    return {
        "download_phase": marker.download_phase.status,
        "processing_phase": marker.processing_phase.status,
        "publishing_phase": marker.publishing_phase.status,
    }
