"""Logs of a real process, line by line."""

import json
from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest


def lines_of(program: str, **environment: str) -> list[dict[str, Any]]:
    """Log lines of a process that runs `program`; each must be one compact JSON object with sorted keys."""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment, timeout=60)
    found = []
    for line in ended.stdout.splitlines():
        parsed = json.loads(line)
        assert isinstance(parsed, dict)
        assert list(parsed) == sorted(parsed)
        assert line == json.dumps(parsed, ensure_ascii=False, separators=(",", ":"))
        found.append(parsed)
    return found


HEAD = """
from common.runtime.logging import get_logger, setup_logging
from common.runtime.marks import Mark
log = get_logger("example.module")
"""


def test_tables_40_an_unknown_level_means_info_and_one_warning() -> None:
    lines = lines_of(
        HEAD
        + """
import logging
setup_logging("example", "verbose", environment="staging")
log.debug(Mark.OK, "hidden")
log.info(Mark.SAVED, "Flushed batch", data_type="artists", size=3)
logging.getLogger("library").info("said %s", "hello")
"""
    )

    assert [line["event"] for line in lines if line["level"] == "warning"] == ["⚠️ Unrecognized LOG_LEVEL 'verbose'; falling back to INFO"]
    assert [line["event"] for line in lines if line["level"] == "info"] == ["✅ Logging configured for service", "💾 Flushed batch", "said hello"]
    for line in lines:
        assert {"event", "level", "logger", "lineno", "timestamp", "service", "environment"} <= line.keys()
        assert (line["service"], line["environment"]) == ("example", "staging")
        assert line["timestamp"].endswith("Z")
        assert isinstance(line["lineno"], int)
    flushed = lines[-2]
    assert (flushed["logger"], flushed["data_type"], flushed["size"], flushed["lineno"]) == ("example.module", "artists", 3, 9)


def test_tables_40_a_service_says_it_too() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "schema_init", "--only", "neo4j"],
        capture_output=True,
        text=True,
        check=False,
        env={"LOG_LEVEL": "verbose", "NEO4J_HOST": "bolt://127.0.0.1:1", "SCHEMA_INIT_TIMEOUT": "0"},
        timeout=60,
    )
    lines = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]

    assert len([line for line in lines if line["level"] == "warning"]) == 1
    assert any(line["level"] == "info" for line in lines)


@pytest.mark.parametrize(
    ("level", "shown"),
    [("debug", {"debug", "info", "error"}), (" INFO ", {"info", "error"}), ("warn", {"error"}), ("ERROR", {"error"}), ("CRITICAL", set())],
)
def test_levels(level: str, shown: set[str]) -> None:
    lines = lines_of(HEAD + f"setup_logging('example', {level!r})\nlog.debug(Mark.OK, 'd')\nlog.info(Mark.OK, 'i')\nlog.error(Mark.FAILED, 'e')")

    assert {line["level"] for line in lines} == shown


def test_threads_carry_the_service_and_exceptions_have_a_field() -> None:
    lines = lines_of(
        HEAD
        + """
import threading
setup_logging("example")
def body():
    try:
        raise ValueError("bad year")
    except ValueError as error:
        log.exception(Mark.FAILED, "Cannot write", error=error)
thread = threading.Thread(target=body)
thread.start()
thread.join()
"""
    )

    assert (lines[-1]["service"], lines[-1]["error"]) == ("example", "ValueError: bad year")
    assert lines[-1]["exception"].endswith("ValueError: bad year")
    assert lines[-1]["level"] == "error"


def test_odd_values_never_break_a_line() -> None:
    lines = lines_of(
        HEAD + "import pathlib\nsetup_logging('example')\nlog.info(Mark.OK, 'odd', path=pathlib.Path('/x'), keys={1: 2}, text='é\\n\\x00', kind=int)"
    )

    assert (lines[-1]["path"], lines[-1]["keys"], lines[-1]["text"]) == ("/x", {"1": 2}, "é\n\x00")


def test_operations_weak_39_a_log_file_that_cannot_be_written_is_told_and_done_without(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    file = tmp_path / "taken" / "example.log"
    lines = lines_of(HEAD + f"import pathlib\nsetup_logging('example', log_file=pathlib.Path({str(file)!r}))\nlog.info(Mark.OK, 'Said')")
    (warning,) = [line for line in lines if line["level"] == "warning"]
    assert warning["log_file"] == str(file)
    assert warning["error"].startswith("NotADirectoryError") or warning["error"].startswith("FileExistsError")
    assert lines[-1]["event"] == "✅ Said"


def test_a_log_file_gets_the_same_lines(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "example.log"

    lines = lines_of(HEAD + f"import pathlib\nsetup_logging('example', log_file=pathlib.Path({str(file)!r}))\nlog.info(Mark.OK, 'Said')")

    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == lines
