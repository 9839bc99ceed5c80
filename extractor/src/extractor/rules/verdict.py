"""What the rules found in one record, and the record as it is kept for someone to look at."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

import orjson


class Severity(StrEnum):
    """How bad a violation is. Records are kept as files from `warning` up."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a record is not published."""

    field: str
    field_value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One value that breaks a rule; the record is published all the same."""

    rule: str
    severity: Severity
    field: str
    field_value: str


@dataclass(slots=True)
class Verdict:
    """Outcome for a record that has something to report."""

    skip: Skip | None = None
    violations: list[Violation] = field(default_factory=list)


_PRETTY: Final = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS


@dataclass(frozen=True, slots=True)
class Flagged:
    """A record with its verdict. `source` and `form` are empty when only `info` was found: such records get no files.

    `source` is the record as it stands in the dump, byte for byte; `form` the same as pretty JSON before normalisation: after
    filters when it was published, before them when it was skipped.
    """

    record_id: str
    skip: Skip | None
    violations: list[Violation]
    source: bytes = b""
    form: bytes = b""

    @classmethod
    def of(cls, verdict: Verdict, record_id: str, source: bytes, record: dict[str, Any]) -> Self:
        """Raises `orjson.JSONEncodeError` when the record is nested too deep."""
        return cls(record_id, verdict.skip, verdict.violations, source, orjson.dumps(record, option=_PRETTY))

    @classmethod
    def brief(cls, verdict: Verdict, record_id: str) -> Self:
        """Without the record itself."""
        return cls(record_id, None, verdict.violations)


def keeps_files(verdict: Verdict) -> bool:
    """Whether the record itself is kept beside the line about it."""
    return verdict.skip is not None or any(violation.severity is not Severity.INFO for violation in verdict.violations)
