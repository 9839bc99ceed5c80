"""What `./test` does, on a suite of two tests: counting, checks, coverage, servers of its own beside those of this run."""

from collections.abc import Iterator
import json
from pathlib import Path
import signal
import subprocess
import sys

import pytest

from common.runtime.errors import ConfigError
from tests.support.servers import TestStack
from utilities.stack.layout import REPOSITORY, Layout
from utilities.stack.runs import Tally, check_coverage, run_checks, run_pytest
from utilities.stack.suite import BROWSER_PLACES, CONTAINER_PLACES, FAULT_PLACES, Choice, python_checks, run_container_tests, run_suite, web_checks
from utilities.stack.supervisor import end_leftovers


TWO_TESTS = """
import pytest
import common.domain.data_types

def test_good():
    assert True

@pytest.mark.skipif(True, reason="not today")
def test_skipped():
    pass
"""
DOCKER = """#!/bin/sh
case "$1-$ENGINE" in
  compose-*) echo 2.26.1 ;;
  info-answers) echo 26.1.5 ;;
  *) echo "of no use here" >&2; exit 1 ;;
esac
"""
ALONE = ("-n", "0", "-p", "no:cacheprovider")
REPORT = '<testsuites><testsuite tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"/></testsuites>'


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    monkeypatch.setenv("TEST_STACK_DIR", str(tmp_path / "test"))
    layout = Layout(root=tmp_path / "test", programs=REPOSITORY / ".stack" / "programs")
    layout.make()
    return layout


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """`run_suite` takes SIGTERM over, as the whole process that it usually is."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def two_tests(tmp_path: Path) -> Path:
    path = tmp_path / "test_two.py"
    path.write_text(TWO_TESTS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("counts", "exit_code", "expected"),
    [
        ((10, 0, 0, 2), 0, (8, 0, 2)),
        ((10, 1, 2, 0), 1, (7, 3, 0)),
        ((10, 0, 0, 0), 3, (9, 1, 0)),  # pytest itself broke after its tests
        ((0, 0, 0, 0), 5, (0, 0, 0)),  # nothing collected
    ],
)
def test_a_run_is_counted_by_its_report(tmp_path: Path, counts: tuple[int, ...], exit_code: int, expected: tuple[int, ...]) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT.format(**dict(zip(("tests", "failures", "errors", "skipped"), counts, strict=True))), encoding="utf-8")
    tally = Tally()
    tally.suite("some", report, exit_code=exit_code)
    assert (tally.passed, tally.failed, tally.skipped) == expected
    assert tally.broken == (["some"] if expected[1] else [])


def test_a_run_that_left_no_report_has_failed(tmp_path: Path) -> None:
    tally = Tally()
    tally.suite("crashed", tmp_path / "none.xml", exit_code=-9)
    assert (tally.passed, tally.failed, tally.broken) == (0, 1, ["crashed"])


def test_the_output_of_a_failed_check_is_shown_and_the_others_are_run(capfd: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    run_checks(tally, {"bad": [sys.executable, "-c", "print('line 7 is wrong'); raise SystemExit(1)"], "good": [sys.executable, "-c", ""]})
    assert (tally.passed, tally.failed, tally.broken) == (1, 1, ["bad"])
    out = capfd.readouterr().out
    assert "bad: FAILED" in out
    assert "line 7 is wrong" in out
    assert "good: ok" in out


def test_every_check_is_a_program_of_this_checkout() -> None:
    for command in (*python_checks().values(), *web_checks().values()):
        assert Path(command[0]).is_file(), command
        assert all((REPOSITORY / word).is_file() for word in command[1:] if word.endswith(".py")), command


@pytest.mark.parametrize(("places", "told"), [(FAULT_PLACES, "pytest.mark.fault"), (BROWSER_PLACES, "playwright.async_api")])
def test_no_test_is_outside_of_the_places_that_are_looked_at(places: tuple[str, ...], told: str) -> None:
    within = tuple(REPOSITORY / place for place in places)
    assert all(place.is_dir() for place in within)
    named = [path for path in (REPOSITORY / "tests").rglob("test_*.py") if told in path.read_text(encoding="utf-8") and path != Path(__file__)]
    assert named
    assert [path for path in named if not any(path.is_relative_to(place) for place in within)] == []


def test_chosen_tests_run_without_servers_and_checks(layout: Layout, two_tests: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_suite(Choice(fast=True), [str(two_tests), *ALONE]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 1 skipped"
    assert (layout.root / "reports" / "unit-tests.xml").exists()


def test_one_failed_test_fails_the_whole(layout: Layout, two_tests: Path, capfd: pytest.CaptureFixture[str]) -> None:
    two_tests.write_text(TWO_TESTS.replace("assert True", "assert False"), encoding="utf-8")
    assert run_suite(Choice(fast=True), [str(two_tests), *ALONE]) == 1
    last = capfd.readouterr().out.splitlines()
    assert last[-1] == "0 passed, 1 failed, 1 skipped"
    assert "Failed: unit tests" in last


def test_coverage_below_the_floor_is_a_failure(layout: Layout, two_tests: Path, capfd: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    told = layout.root / "servers.json"
    assert run_pytest(layout, "two", [str(two_tests), *ALONE], told, tally=tally, coverage=True) == 0
    check_coverage(layout, tally)
    assert (tally.passed, tally.failed, tally.skipped, tally.broken) == (1, 1, 1, ["coverage floor"])
    assert "BELOW" in capfd.readouterr().out


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program with compose; `ENGINE=answers` gives it an engine."""
    program = tmp_path / "bin" / "docker"
    program.parent.mkdir()
    program.write_text(DOCKER, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.delenv("ENGINE", raising=False)


@pytest.mark.usefixtures("docker")
def test_without_an_engine_container_tests_are_left_out_and_one_line_says_so(layout: Layout, capfd: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    run_container_tests(layout, tally)
    assert (tally.passed, tally.failed, tally.skipped) == (0, 0, 0)
    (line,) = capfd.readouterr().out.splitlines()
    assert "Container tests: left out. No container engine answers (of no use here)" in line
    assert not (layout.root / "reports" / "container-tests.xml").exists()


@pytest.mark.usefixtures("docker")
def test_with_an_engine_container_tests_are_a_suite_of_the_whole(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, list[str]]] = []

    def run(_layout: Layout, name: str, arguments: list[str], *_: object, **__: object) -> int:
        seen.append((name, arguments))
        return 0

    monkeypatch.setattr("utilities.stack.suite.run_pytest", run)
    monkeypatch.setenv("ENGINE", "answers")
    run_container_tests(layout, Tally())
    assert seen == [("container tests", ["-m", "containers and not long", "-n", "0", *CONTAINER_PLACES])]


def test_every_place_of_container_tests_is_there() -> None:
    assert [place for place in CONTAINER_PLACES if not list((REPOSITORY / place).glob("test_*.py"))] == []


def test_a_command_is_needed_to_run_one(layout: Layout) -> None:
    with pytest.raises(ConfigError, match="--run needs a command"):
        run_suite(Choice(command=True), [])


SHOW_AND_STAY = "import os, pathlib, time; print(*pathlib.Path(os.environ['TEST_STACK']).read_text().split(), flush=True); time.sleep(600)"


@pytest.mark.integration
@pytest.mark.timeout(600)
def test_a_command_runs_on_servers_of_its_own_that_are_gone_afterwards_also_when_terminated(stack: TestStack, layout: Layout) -> None:
    stack.require_control()  # the programs are here, and there is memory for a second set
    command = [str(Path(sys.executable).with_name("stack")), "test", "--run", "--", sys.executable, "-c", SHOW_AND_STAY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        try:
            assert running.stdout is not None
            seen = []
            for line in running.stdout:
                seen.append(line)
                if line.startswith("{"):
                    break
            assert seen, "it ended at once"
            assert seen[-1].startswith("{"), "".join(seen)
            told = json.loads(seen[-1])
            assert told["control"] == str(layout.root)
            assert told["postgres"]["port"] != stack.postgres["port"], "ports that are taken are passed over"
            running.terminate()
            assert running.wait(120) == 128 + signal.SIGTERM
            assert [path.name for path in layout.root.iterdir()] in ([], ["reports"]), "nothing is left of the servers"
        finally:
            running.kill()
            end_leftovers(layout)
