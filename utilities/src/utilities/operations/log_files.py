"""Lines of the log files of a native stack, newest files last, from a point in time on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
import re
from typing import Final


STAMP: Final = re.compile(r'"timestamp":\s?"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)')
TAIL_BYTES: Final = 262_144


def lines_since(log: Path, since: datetime) -> Iterator[str]:
    """Lines of `log` and of the files that it was rotated to, oldest first.

    A line without a time of its own (a traceback of a process that died before it could log) has the time of the line before it; what
    comes before the first time has the file's.
    """
    wanted = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    for path in (*reversed(rotated(log)), log):
        try:
            if path.stat().st_mtime < since.timestamp():
                continue
            file = path.open(encoding="utf-8", errors="replace")
        except OSError:  # rotated away in between, or never written
            continue
        with file:
            is_new = True
            for line in file:
                if (found := STAMP.search(line)) is not None:
                    is_new = found[1] >= wanted
                if is_new:
                    yield line.rstrip("\n")


def last_lines(log: Path, count: int) -> list[str]:
    """The last lines of a file; none when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            start = max(0, file.tell() - TAIL_BYTES)
            file.seek(start)
            lines = file.read().decode("utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return (lines[1:] if start else lines)[-count:]


def rotated(log: Path) -> list[Path]:
    """`log.1`, `log.2` and so on, newest first, as far as they are there."""
    found: list[Path] = []
    while (path := log.with_name(f"{log.name}.{len(found) + 1}")).exists():
        found.append(path)
    return found
