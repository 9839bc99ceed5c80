from datetime import UTC, datetime
import os
from pathlib import Path

import pytest

from utilities.operations.log_files import last_lines, lines_since, rotated


NOON = datetime(2026, 2, 3, 12, 0, 0, tzinfo=UTC)


def stamped(hour: int, text: str) -> str:
    return f'{{"event":"{text}","timestamp":"2026-02-03T{hour:02}:00:00.5Z"}}\n'


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "graphinator.log"


def aged(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def test_lines_before_the_time_are_left_out_with_what_follows_them(log: Path) -> None:
    log.write_text(stamped(11, "old") + "of the old one\n" + stamped(12, "new") + "of the new one\n" + stamped(13, "newer"), encoding="utf-8")
    assert [line[:20] for line in lines_since(log, NOON)] == [stamped(12, "new")[:20], "of the new one", stamped(13, "newer")[:20]]


def test_what_comes_before_any_time_has_the_time_of_the_file(log: Path) -> None:
    log.write_text("Traceback\n", encoding="utf-8")
    assert list(lines_since(log, NOON)) == ["Traceback"]
    aged(log, NOON.replace(hour=3))
    assert list(lines_since(log, NOON)) == []


def test_rotated_files_come_first_unless_they_are_too_old(log: Path) -> None:
    log.write_text("now\n", encoding="utf-8")
    for number, text in ((1, "before\n"), (2, "long before\n")):
        log.with_name(f"graphinator.log.{number}").write_text(text, encoding="utf-8")
    assert list(lines_since(log, NOON)) == ["long before", "before", "now"]
    aged(rotated(log)[1], NOON.replace(hour=1))
    assert list(lines_since(log, NOON)) == ["before", "now"]


def test_a_log_that_was_never_written_is_empty(log: Path) -> None:
    assert list(lines_since(log, NOON)) == []
    assert last_lines(log, 5) == []


def test_the_last_lines_are_whole_ones(log: Path) -> None:
    log.write_text("é" * 300_000 + "\n" + "\n".join(str(number) for number in range(10)), encoding="utf-8")
    assert last_lines(log, 3) == ["7", "8", "9"]
    assert last_lines(log, 500) == [str(number) for number in range(10)]
