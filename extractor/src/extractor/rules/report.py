"""The summary of a file's flagged records as text."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import orjson

from common.domain.data_types import DataType
from common.runtime.marks import Mark
from extractor.rules.verdict import Flagged, Severity


_MAX_IDS: Final = 100  # ids listed for one reason; the count is exact
_SKIPPED_MARK: Final = "⏭️"  # part of the report's format, which people search for
_ORDER: Final = (DataType.RELEASES, DataType.ARTISTS, DataType.LABELS, DataType.MASTERS, DataType.RELEASE_GROUPS)
_WORDS: Final = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.INFO: "info"}


@dataclass(slots=True)
class Tally:
    """Violations counted by rule and severity; skipped records counted by reason, the first ids of each kept."""

    violations: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    skipped_ids: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __bool__(self) -> bool:
        return bool(self.violations or self.skips)

    def add(self, record: Flagged) -> None:
        """Count a record."""
        self.violations.update((violation.rule, violation.severity) for violation in record.violations)
        if record.skip is not None:
            self._add_skip(record.skip.reason, record.record_id)

    def add_line(self, line: bytes) -> None:
        """Count a line of one of the JSONL files; a torn one is passed over."""
        try:
            entry = orjson.loads(line)
            if "rule" in entry:
                self.violations[entry["rule"], Severity(entry["severity"])] += 1
            else:
                self._add_skip(entry["reason"], entry["record_id"])
        except (orjson.JSONDecodeError, KeyError, ValueError, TypeError):
            return

    def total(self, severity: Severity) -> int:
        """Violations of a severity."""
        return sum(count for (_, found), count in self.violations.items() if found is severity)

    def _add_skip(self, reason: str, record_id: str) -> None:
        self.skips[reason] += 1
        ids = self.skipped_ids[reason]
        if len(ids) < _MAX_IDS:
            ids.append(record_id)


def render_report(title: str, tallies: Mapping[DataType, tuple[Tally, int]]) -> str:
    """The report of some types, each with its tally and the number of records read.

    Args:
        title: Source and version, as in `discogs_20260101`.
    """
    heading = f"{Mark.PROGRESS} Data Quality Report for {title}:"
    if not any(tally for tally, _ in tallies.values()):
        return f"{heading} No data quality violations found."
    present = [(data_type, *tallies[data_type]) for data_type in _ORDER if data_type in tallies]
    lines = [heading]
    skipped = [(data_type, tally) for data_type, tally, _ in present if tally.skips]
    if skipped:
        lines.append(f"  {_SKIPPED_MARK} Skipped records:")
    for data_type, tally in skipped:
        reasons = "; ".join(f"{reason}: {_ids(tally, reason)}" for reason in sorted(tally.skips))
        lines.append(f"    {data_type}: {tally.skips.total()} ({reasons})")
    for data_type, tally, parsed in present:
        if parsed or tally:
            lines.append(f"  {data_type}: {tally.total(Severity.ERROR)} errors, {tally.total(Severity.WARNING)} warnings (of {parsed} records)")
            lines += _rule_lines(tally)
    return "\n".join(lines)


def _ids(tally: Tally, reason: str) -> str:
    listed = ", ".join(tally.skipped_ids[reason])
    more = tally.skips[reason] - len(tally.skipped_ids[reason])
    return f"{listed} and {more} more" if more else listed


def _rule_lines(tally: Tally) -> list[str]:
    lines = []
    for rule in sorted({rule for rule, _ in tally.violations}):
        counts = [f"{count} {word}" for severity, word in _WORDS.items() if (count := tally.violations[rule, severity])]
        lines.append(f"    {rule}: {', '.join(counts)}")
    return lines
