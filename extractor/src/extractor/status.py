"""What an extractor process is doing right now: written by the run, read by the HTTP server's thread.

Plain attributes, each assigned in one step, so a reader in another thread sees a value that was true a moment ago.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
import itertools
import time
from typing import Any, Final

from common.domain.data_types import DataType, Source
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


REPORT_EVERY_S: Final = 30.0
FREQUENT_REPORTS: Final = 3

log = get_logger(__name__)


class ExtractionStatus(StrEnum):
    """Life-cycle of the process, as the API's run tracker knows it."""

    IDLE = "idle"
    RUNNING = "running"
    COMPLETED = "completed"
    WAITING = "waiting"
    FAILED = "failed"


class LiveStatus:
    """Counters and state of the present or last run."""

    def __init__(self, source: Source, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.source = source
        self.state = ExtractionStatus.IDLE
        self.error_message: str | None = None
        self.trigger_pending = False
        self._monotonic = monotonic
        self.confirmed_ever = dict.fromkeys(DataType, 0)  # by this process, in all its runs, as Prometheus counts
        self.parsed_ever = dict.fromkeys(DataType, 0)
        self.runs_ended = {ExtractionStatus.COMPLETED: 0, ExtractionStatus.FAILED: 0}
        self.workers: Callable[[], Sequence[Mapping[str, Any]]] = list
        self.reset()

    def reset(self) -> None:
        """A run begins: everything counts from zero."""
        self.records: dict[DataType, int] = dict.fromkeys(DataType, 0)
        self._last_record: dict[DataType, float] = {}
        self.active_files: set[str] = set()
        self.completed_files = 0
        self.error_count = 0
        self.skipped = 0
        self.malformed: dict[str, int] = {}
        self.version: str | None = None
        self.started_at: str | None = None
        self.verified: bool | None = None
        self.partial = False
        self.stage = "starting"
        self._sizes: dict[str, tuple[DataType, int]] = {}
        self._bytes_read: dict[str, int] = {}

    def begin(self) -> None:
        """A run begins."""
        self.reset()
        self.error_message = None
        self.state = ExtractionStatus.RUNNING

    def fail(self, error: str) -> None:
        """The run ended badly."""
        self.error_message = error
        self.state = ExtractionStatus.FAILED
        self.runs_ended[ExtractionStatus.FAILED] += 1

    def complete(self) -> None:
        """The run ended well."""
        self.stage = "done"
        self.state = ExtractionStatus.COMPLETED
        self.runs_ended[ExtractionStatus.COMPLETED] += 1

    def published(self, data_type: DataType, records: int, *, parsed: int | None = None) -> None:
        """Records of a type were confirmed; more may have been read, which rules dropped."""
        self.records[data_type] += records
        self.confirmed_ever[data_type] += records
        self.parsed_ever[data_type] += records if parsed is None else parsed
        if records:
            self._last_record[data_type] = self._monotonic()

    def restored(self, data_type: DataType, records: int) -> None:
        """Records that an earlier run published count as progress, yet are not news."""
        self.records[data_type] += records

    def found(self, file: str, data_type: DataType, size: int, *, is_complete: bool) -> None:
        """A file of the run, in bytes as it lies on disk; an earlier start may have read all of it."""
        self._sizes = self._sizes | {file: (data_type, size)}
        if is_complete:
            self.read(file, size)

    def read(self, file: str, position: int) -> None:
        """How far a file was read, in bytes as they lie on disk."""
        self._bytes_read = self._bytes_read | {file: position}

    def bytes_by_type(self) -> dict[str, dict[str, int]]:
        """How far the run's files were read, and how long they are."""
        sizes, read = self._sizes, self._bytes_read
        types: dict[str, dict[str, int]] = {}
        for file, (data_type, size) in sizes.items():
            entry = types.setdefault(_key(data_type), {"read": 0, "total": 0})
            entry["read"] += read.get(file, 0)
            entry["total"] += size
        return types

    def health(self) -> dict[str, Any]:
        """Body of `GET /health`. Keys of the contract first, additions after them."""
        now = self._monotonic()
        last = {kind: now - at for kind, at in self._last_record.copy().items()}
        failed = self.state is ExtractionStatus.FAILED
        by_type = self.bytes_by_type()
        return {
            "status": "unhealthy" if failed else "healthy",
            "service": "rust-extractor",
            "extraction_status": self.state.value,
            "extraction_progress": {_key(kind): count for kind, count in self.records.items()} | {"total": sum(self.records.values())},
            "last_extraction_time": {_key(kind): round(last[kind], 4) if kind in last else None for kind in DataType},
            "timestamp": datetime.now(UTC).isoformat(timespec="microseconds"),
            "name": f"extractor-{self.source.value}",
            "error_message": self.error_message,
            "stage": self.stage,
            "version": self.version,
            "started_at": self.started_at,
            "verified": self.verified,
            "partial": self.partial,
            "bytes_read": sum(each["read"] for each in by_type.values()),
            "bytes_total": sum(each["total"] for each in by_type.values()),
            "bytes_by_type": by_type,
            "skipped": self.skipped,
            "malformed": dict(self.malformed),
            "trigger_pending": self.trigger_pending,
            "workers": list(self.workers()),
        }

    def metrics(self) -> dict[str, int]:
        """Body of `GET /metrics` as JSON."""
        return {
            "active_connections": len(self.active_files),
            "completed_files": self.completed_files,
            "error_count": self.error_count,
            **{f"extraction_progress_{_key(kind)}": count for kind, count in self.records.items()},
            "extraction_progress_total": sum(self.records.values()),
        }

    async def report_progress(self) -> None:
        """Log how far the run is: after 10, 20 and 30 s, then every 30 s, until cancelled."""
        for report in itertools.count():
            await asyncio.sleep(REPORT_EVERY_S if report >= FREQUENT_REPORTS else REPORT_EVERY_S / FREQUENT_REPORTS)
            counts = {kind.value: count for kind, count in self.records.items() if count}
            log.info(Mark.PROGRESS, "Extraction progress", records=counts, completed_files=self.completed_files, open_files=sorted(self.active_files))

    def is_ready(self) -> bool:
        """Whether a run has ever begun."""
        return self.state is not ExtractionStatus.IDLE or bool(self.active_files) or self.completed_files > 0


def _key(kind: DataType) -> str:
    return kind.value.replace("-", "_")
