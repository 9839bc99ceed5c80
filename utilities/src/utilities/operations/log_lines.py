"""Log lines taken apart, and the errors among them grouped. No I/O.

The platform's processes write one JSON object a line; servers, and processes that die before they can log, write plain text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
import re
from typing import Any, Final

import orjson


ERROR_LEVELS: Final = frozenset({"error", "critical", "fatal"})
KEY_CHARACTERS: Final = 80
EXAMPLE_CHARACTERS: Final = 300
TRACEBACK: Final = "Traceback (most recent call last)"
_TEXT_ERROR: Final = re.compile(r"\b(?:ERROR|CRITICAL|FATAL|PANIC)\b:?|\[(?:error|critical)\]|Failed to process", re.ASCII)
_AFTER_LEVEL: Final = re.compile(r"(?:ERROR|CRITICAL|FATAL|PANIC|\[(?:error|critical)\])\S*\s*(?:[-:]\s*)?(.+)", re.ASCII)
_CHANGING: Final = re.compile(r"\b0x[0-9a-f]+\b|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|(?<![\w.])\d+(?:\.\d+)*(?![\w.])")


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One error of a log: what it is about, when it was written (empty when the log does not say), and its details."""

    event: str
    at: str
    detail: str


@dataclass(slots=True)
class ErrorGroup:
    """Errors of the same event."""

    event: str
    count: int = 0
    first_at: str = ""
    last_at: str = ""
    example: str = ""


def errors_in(lines: Iterable[str]) -> Iterator[ErrorLine]:
    """Errors among log lines: JSON lines of level error and above; of plain text, lines that name such a level, and tracebacks."""
    at = ""
    traceback: list[str] = []
    for line in lines:
        told = _json(line)
        if traceback:
            if told is None and (line.startswith((" ", "\t")) or not line.strip()):
                continue
            if told is None:  # the line that says what it was, not indented any more
                yield ErrorLine(_steady(line), at, line[:EXAMPLE_CHARACTERS])
                traceback.clear()
                continue
            yield ErrorLine("Traceback", at, traceback[0])  # cut short
            traceback.clear()
        if told is not None:
            at = str(told.get("timestamp") or at)
            if str(told.get("level") or "").lower() in ERROR_LEVELS:
                yield ErrorLine(_event(told), at, _detail(told))
        elif TRACEBACK in line:
            traceback.append(line.strip())
        elif _TEXT_ERROR.search(line):
            found = _AFTER_LEVEL.search(line)
            yield ErrorLine(_steady(found[1] if found else line), at, line.strip()[:EXAMPLE_CHARACTERS])
    if traceback:
        yield ErrorLine("Traceback", at, traceback[0])


def group(errors: Iterable[ErrorLine]) -> list[ErrorGroup]:
    """Errors by event, the most frequent first."""
    groups: dict[str, ErrorGroup] = {}
    for error in errors:
        found = groups.setdefault(error.event, ErrorGroup(error.event, first_at=error.at))
        found.count += 1
        found.last_at = error.at or found.last_at
        found.example = error.detail or found.example
    return sorted(groups.values(), key=lambda each: (-each.count, each.event))


def _json(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        told = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return told if isinstance(told, dict) else None


def _event(told: dict[str, Any]) -> str:
    fields = told.get("fields")
    event = told.get("event") or (fields.get("message") if isinstance(fields, dict) else None) or told.get("message") or "(no event)"
    return str(event)


def _detail(told: dict[str, Any]) -> str:
    """The error itself: its field, or the last line of its traceback."""
    if told.get("error"):
        return str(told["error"])[:EXAMPLE_CHARACTERS]
    lines = str(told.get("exception") or "").strip().splitlines()
    return lines[-1][:EXAMPLE_CHARACTERS] if lines else ""


def _steady(text: str) -> str:
    """Text without what changes from one occurrence to the next, short enough for a heading."""
    return _CHANGING.sub("…", text.strip())[:KEY_CHARACTERS]
