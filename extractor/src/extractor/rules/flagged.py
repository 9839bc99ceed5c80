"""Files for records that a rule skipped or complained about: `<root>/flagged/<version>/<type>/`, one folder a dump file.

Blocking; failures to write are logged and change nothing else: data that is fine is worth more than a note about data that is not.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import orjson

from common.domain.data_types import DataType, Source
from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from extractor.rules.report import Tally, render_report
from extractor.rules.verdict import Flagged


VIOLATIONS: Final = "violations.jsonl"
SKIPPED: Final = "skipped.jsonl"
REPORT: Final = "report.txt"

_OWN_FILES: Final = ("*.xml", "*.json", VIOLATIONS, SKIPPED, REPORT)

log = get_logger(__name__)


class FlaggedFiles:
    """Writer of one dump file's flagged records."""

    def __init__(self, root: Path, version: str, data_type: DataType, *, source: Source = Source.DISCOGS) -> None:
        """
        Args:
            root: The source's data folder.
            source: Decides about the copy of the original record: XML for Discogs; a MusicBrainz record is JSON to begin with.
        """
        self.folder = root / "flagged" / version / data_type.value
        self.tally = Tally()
        self._title = f"{source}_{version}"
        self._data_type = data_type
        self._has_xml = source is Source.DISCOGS

    def start(self, *, resumed: bool) -> None:
        """Begin a file. What an earlier run left is removed, or, when that run is resumed, counted and continued."""
        self.tally = Tally()
        try:
            if resumed:
                self._recount()
            elif self.folder.is_dir():
                for pattern in _OWN_FILES:
                    for path in self.folder.glob(pattern):
                        path.unlink()
        except OSError as error:
            self._warn(error)

    def write(self, flagged: Sequence[Flagged]) -> None:
        """Keep some records; on disk when it returns."""
        violations, skipped = bytearray(), bytearray()
        for record in flagged:
            self.tally.add(record)
            name = file_name(record.record_id)
            common = {
                "record_id": record.record_id,
                "timestamp": datetime.now(UTC).isoformat(timespec="microseconds"),
                "xml_file": f"{name}.xml" if record.form and self._has_xml else None,
                "json_file": f"{name}.json" if record.form else None,
            }
            for violation in record.violations:
                found = {"rule": violation.rule, "severity": violation.severity, "field": violation.field, "field_value": violation.field_value}
                violations += orjson.dumps(common | found, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
            if record.skip is not None:
                found = {"reason": record.skip.reason, "field": record.skip.field, "field_value": record.skip.field_value}
                skipped += orjson.dumps(common | found, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for record in flagged:
                self._write_copies(record)
            for file, lines in ((VIOLATIONS, violations), (SKIPPED, skipped)):
                if lines:
                    with (self.folder / file).open("ab") as out:
                        out.write(lines)
        except OSError as error:
            self._warn(error)

    def finish(self, parsed: int) -> str:
        """The file is done: write the report, and log it if there is anything in it.

        Args:
            parsed: Records read, skipped ones included.
        Returns:
            The report.
        """
        report = render_report(self._title, {self._data_type: (self.tally, parsed)})
        if self.tally:
            log.info(Mark.PROGRESS, "Data quality report", data_type=self._data_type.value, report=report)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / REPORT).write_text(report + "\n", encoding="utf-8")
        except OSError as error:
            self._warn(error)
        return report

    def _write_copies(self, record: Flagged) -> None:
        if record.form:
            name = file_name(record.record_id)
            (self.folder / f"{name}.json").write_bytes(record.form)
            if self._has_xml:
                (self.folder / f"{name}.xml").write_bytes(record.source)

    def _recount(self) -> None:
        for file in (VIOLATIONS, SKIPPED):
            path = self.folder / file
            if path.is_file():
                with path.open("rb") as lines:
                    for line in lines:
                        self.tally.add_line(line)

    def _warn(self, error: OSError) -> None:
        log.warning(Mark.WARNING, "Flagged records not kept", folder=str(self.folder), error=describe_exception(error))


def file_name(record_id: str) -> str:
    """A record's id as a file name: letters, digits, `-`, `_` and `.` stay, and nothing leads out of the folder."""
    kept = "".join(character for character in record_id if character.isalnum() or character in "-_.")
    return kept.replace("..", "_")[:_MAX_NAME] or "_"


_MAX_NAME: Final = 60  # characters; file systems allow 255 bytes
