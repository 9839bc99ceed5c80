"""Messages on the wire: the run that a record belongs to and the two control messages.

Record messages are built where records are read (the extractor) and decoded where they are written (each consumer); what both
sides share is here. Bodies are UTF-8 JSON; record messages also carry the AMQP headers named below.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
import re
from typing import Any, Final

import orjson

from common.domain.data_types import DataType


HEADER_VERSION: Final = "version"
HEADER_STARTED_AT: Final = "started_at"
HEADER_SEQUENCE: Final = "sequence"
SEQUENCE_BLOCK_SHIFT: Final = 24
"""`sequence` = block ordinal << 24 | position in the block: orders all records of one file of one run."""

_FRACTION: Final = re.compile(r"\.(\d{6})\d*")


class MessageType(StrEnum):
    """The value of the field `type`; anything that is not a control message is a record."""

    DATA = "data"
    FILE_COMPLETE = "file_complete"
    EXTRACTION_COMPLETE = "extraction_complete"


def parse_timestamp(text: str) -> datetime:
    """An RFC 3339 time as an aware datetime; nanoseconds are cut to microseconds, a naive time is taken as UTC.

    Raises:
        ValueError: `text` is not an ISO 8601 date and time.
    """
    moment = datetime.fromisoformat(_FRACTION.sub(r".\1", text))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def format_timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class RunStamp:
    """One extraction run: dump version and the time its processing first started (kept when a run is resumed)."""

    version: str
    started_at: str

    @property
    def number(self) -> int:
        """Integer that grows with `started_at`: microseconds since 1970. Stored with every row and node that the run touched."""
        moment = parse_timestamp(self.started_at)
        return int(moment.timestamp()) * 1_000_000 + moment.microsecond


@dataclass(frozen=True, slots=True)
class FileComplete:
    """All records of one file were published and confirmed."""

    data_type: str
    total_processed: int
    file: str
    timestamp: str

    def body(self) -> bytes:
        """The message as JSON bytes."""
        return orjson.dumps(
            {
                "type": MessageType.FILE_COMPLETE,
                "data_type": self.data_type,
                "timestamp": self.timestamp,
                "total_processed": self.total_processed,
                "file": self.file,
            }
        )


@dataclass(frozen=True, slots=True)
class ExtractionComplete:
    """All files of a run were published; one copy goes to each exchange of the source.

    `record_counts` holds parsed records, `published_counts` distinct ids confirmed by the broker (absent from older
    publishers: `None`), `malformed_counts` records that could not be read and were left out, all by type. `partial` marks a run over
    a limited or incomplete dump: nothing may be removed after it.
    """

    version: str
    started_at: str | None
    timestamp: str
    record_counts: dict[str, int | None] = field(default_factory=dict)
    published_counts: dict[str, int] | None = None
    partial: bool = False
    malformed_counts: dict[str, int] = field(default_factory=dict)

    @property
    def run(self) -> RunStamp | None:
        """The run that this message ends, or `None` when it does not say when the run began (or not in a readable way)."""
        if not self.started_at:
            return None
        try:
            parse_timestamp(self.started_at)
        except ValueError:
            return None
        return RunStamp(self.version, self.started_at)

    def published(self, data_type: DataType) -> int | None:
        """Distinct records of a type that consumers must have seen; `record_counts` where the newer field is absent."""
        counts = self.record_counts if self.published_counts is None else self.published_counts
        return counts.get(data_type)

    def has_malformed(self, data_type: DataType) -> bool:
        """Whether records of a type were left out because they could not be read: what is missing may still exist."""
        return self.malformed_counts.get(data_type, 0) > 0

    def body(self) -> bytes:
        """The message as JSON bytes."""
        message: dict[str, Any] = {
            "type": MessageType.EXTRACTION_COMPLETE,
            "version": self.version,
            "timestamp": self.timestamp,
            "started_at": self.started_at,
            "record_counts": self.record_counts,
        }
        if self.published_counts is not None:
            message["published_counts"] = self.published_counts
        if self.malformed_counts:
            message["malformed_counts"] = self.malformed_counts
        if self.partial:
            message["partial"] = True
        return orjson.dumps(message)


type ControlMessage = FileComplete | ExtractionComplete


def parse_control(body: bytes) -> ControlMessage | None:
    """The control message in `body`, or `None` when it is a record, or not JSON at all.

    Lenient on purpose: a control message with odd optional fields still ends a file or a run.
    """
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(message, dict):
        return None
    if message.get("type") == MessageType.FILE_COMPLETE:
        total = message.get("total_processed")
        return FileComplete(
            data_type=str(message.get("data_type") or ""),
            total_processed=total if isinstance(total, int) else 0,
            file=str(message.get("file") or ""),
            timestamp=str(message.get("timestamp") or ""),
        )
    if message.get("type") == MessageType.EXTRACTION_COMPLETE:
        started_at = message.get("started_at")
        published = message.get("published_counts")
        return ExtractionComplete(
            version=str(message.get("version") or "unknown"),
            started_at=started_at if isinstance(started_at, str) and started_at else None,
            timestamp=str(message.get("timestamp") or ""),
            record_counts=_counts(message.get("record_counts")),
            published_counts=None if published is None else {k: v for k, v in _counts(published).items() if v is not None},
            partial=message.get("partial") is True,
            malformed_counts={k: v for k, v in _counts(message.get("malformed_counts")).items() if v},
        )
    return None


def _counts(value: object) -> dict[str, int | None]:
    if not isinstance(value, dict):
        return {}
    return {str(name): count if isinstance(count, int) and not isinstance(count, bool) else None for name, count in value.items()}
