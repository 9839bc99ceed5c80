"""Runs beside those in the foreground, on suites of one test."""

from collections.abc import Iterator
import os
from pathlib import Path
import threading
import time

import pytest

from utilities.stack.background import BackgroundRuns
from utilities.stack.layout import Layout
from utilities.stack.runs import Tally


ALONE = ("-n", "0", "-p", "no:cacheprovider", "-p", "no:schemathesis")
PATIENCE_S = 60


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(root=tmp_path / "test", programs=tmp_path / "programs")


@pytest.fixture
def beside(layout: Layout) -> Iterator[BackgroundRuns]:
    runs = BackgroundRuns(layout)
    yield runs
    runs.stop()


def suite(folder: Path, name: str, *lines: str) -> str:
    """A file of one test; pytest's argument for it."""
    path = folder / f"test_{name}.py"
    path.write_text("\n".join(("def test_it():", *(f"    {line}" for line in lines))), encoding="utf-8")
    return str(path)


def test_runs_take_turns_and_are_counted_and_shown_when_asked_for(
    tmp_path: Path, layout: Layout, beside: BackgroundRuns, capfd: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "first-is-over"
    told = tmp_path / "stack" / "servers.json"
    first = suite(
        tmp_path, "first", "import os, pathlib, time", "time.sleep(0.5)", f"pathlib.Path({str(mark)!r}).write_text(os.environ['TEST_STACK'])"
    )
    second = suite(tmp_path, "second", "import pathlib", f"assert not pathlib.Path({str(mark)!r}).exists(), 'the first one is over'")
    beside.add("first run", [first, *ALONE], lambda: told, coverage=False)
    beside.add("second run", [second, *ALONE], lambda: told, coverage=False)
    tally = Tally()
    beside.wait(tally)
    assert mark.read_text(encoding="utf-8") == str(told)
    assert (tally.passed, tally.failed, tally.broken) == (1, 1, ["second run"])
    out = capfd.readouterr().out
    assert out.index("first run") < out.index("second run") < out.index("the first one is over")
    assert {path.name for path in (layout.root / "reports").glob("*-run.*")} == {"first-run.txt", "first-run.xml", "second-run.txt", "second-run.xml"}


def test_a_run_whose_servers_do_not_start_is_no_success(tmp_path: Path, beside: BackgroundRuns) -> None:
    def broken() -> Path:
        raise RuntimeError("no room for the graph")

    beside.add("some run", [suite(tmp_path, "some", "pass"), *ALONE], broken, coverage=False)
    with pytest.raises(RuntimeError, match="no room for the graph"):
        beside.wait(Tally())


def test_a_stop_ends_the_one_that_runs_and_those_that_wait(tmp_path: Path, beside: BackgroundRuns) -> None:
    pid = tmp_path / "pid"
    asked = threading.Event()

    def later() -> Path:
        asked.set()
        return tmp_path / "servers.json"

    endless = suite(
        tmp_path, "endless", "import os, pathlib, time", f"pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))", f"time.sleep({PATIENCE_S})"
    )
    beside.add("endless run", [endless, *ALONE], lambda: tmp_path / "servers.json", coverage=False)
    beside.add("later run", [suite(tmp_path, "later", "pass"), *ALONE], later, coverage=False)
    deadline = time.monotonic() + PATIENCE_S
    while not (pid.exists() and pid.read_text(encoding="utf-8")):
        assert time.monotonic() < deadline, "the first run has not begun"
        time.sleep(0.05)
    began = time.monotonic()
    beside.stop()
    assert time.monotonic() - began < PATIENCE_S / 4
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text(encoding="utf-8")), 0)
    assert not asked.is_set(), "nothing begins after the end"


def test_nothing_starts_when_the_stop_came_while_servers_did(tmp_path: Path, beside: BackgroundRuns) -> None:
    waits, may_go = threading.Event(), threading.Event()

    def slow() -> Path:
        waits.set()
        may_go.wait(PATIENCE_S)
        return tmp_path / "servers.json"

    mark = tmp_path / "ran"
    beside.add("slow run", [suite(tmp_path, "slow", "import pathlib", f"pathlib.Path({str(mark)!r}).touch()"), *ALONE], slow, coverage=False)
    assert waits.wait(PATIENCE_S)
    stopping = threading.Thread(target=beside.stop)
    stopping.start()
    time.sleep(0.1)  # the stop is said by then, and waits for the turn
    may_go.set()
    stopping.join(PATIENCE_S)
    assert not stopping.is_alive()
    assert not mark.exists()
