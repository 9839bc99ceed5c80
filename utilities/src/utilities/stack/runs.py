"""Runs of checks and suites, and what they add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
import os
from pathlib import Path
import subprocess
import sys
import time
from typing import Self
import xml.etree.ElementTree as ET

from rich.console import Console

from utilities.stack.bring_up import say
from utilities.stack.layout import REPOSITORY, Layout
from utilities.stack.program import ROOT_MARK


console = Console(highlight=False, soft_wrap=True)


@dataclass(slots=True)
class Tally:
    """What ran, added up over all steps."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, other: Self) -> None:
        """Count what another one has counted."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.broken += other.broken

    def step(self, name: str, *, ok: bool) -> None:
        """Count a step that is no pytest run."""
        self.passed += ok
        self.failed += not ok
        if not ok:
            self.broken.append(name)

    def suite(self, name: str, report: Path, *, exit_code: int) -> None:
        """Count a pytest run by its report; one that ended badly without a failed test counts as one failure."""
        tests = failures = skipped = 0
        if report.exists():
            for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - pytest wrote it
                tests += int(suite.get("tests", 0))
                failures += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
                skipped += int(suite.get("skipped", 0))
        no_tests = exit_code == 5
        if exit_code != 0 and not no_tests:
            failures = max(failures, 1)
            self.broken.append(name)
        self.passed += max(0, tests - failures - skipped)
        self.failed += failures
        self.skipped += skipped


def run_checks(tally: Tally, steps: Mapping[str, Sequence[str]]) -> None:
    """Run commands one after the other in the checkout; the output of those that fail is shown."""
    for name, command in steps.items():
        began = time.monotonic()
        done = subprocess.run(command, check=False, cwd=REPOSITORY, env=with_tools(), capture_output=True, text=True)
        say(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - began:.0f} s)")
        if done.returncode != 0:
            console.print(done.stdout + done.stderr, markup=False)
        tally.step(name, ok=done.returncode == 0)


def run_vitest(layout: Layout, tally: Tally) -> None:
    """Unit tests of the web workspace, with the floor of its coverage; what they print is shown when they are over."""
    report = layout.root / "reports" / "web.xml"
    report.parent.mkdir(exist_ok=True)
    report.unlink(missing_ok=True)
    vitest = ["npm", "exec", "--", "vitest", "run", "--coverage", "--coverage.reporter=text-summary"]
    command = [str(Path(sys.executable).with_name(vitest[0])), *vitest[1:], "--reporter=dot", "--reporter=junit", f"--outputFile.junit={report}"]
    done = subprocess.run(command, check=False, cwd=REPOSITORY, env=with_tools(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    console.print("\nweb tests", style="bold")
    console.print(done.stdout, markup=False)
    tally.suite("web tests", report, exit_code=done.returncode)


def with_tools() -> dict[str, str]:
    """Environment of a command that finds Node, as programs of its packages must."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    return {**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1"}


@dataclass(frozen=True, slots=True)
class Run:
    """A pytest process that has not been started."""

    command: list[str]
    environment: dict[str, str]


def pytest_run(layout: Layout, name: str, arguments: Sequence[str], told: Path | None, *, coverage: bool) -> Run:
    """How pytest is run: its report and what it covers go into the folder of reports.

    Args:
        layout: Where reports go.
        name: Of the run, for people and for the names of its files.
        arguments: pytest's own.
        told: The description of the servers, when there are any.
        coverage: Whether lines are counted.
    """
    report, covered = report_of(layout, name), _coverage_file(layout, name)
    covered.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    covered.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments]
    if coverage:
        command += ["--cov", "--cov-report="]
    # With the stack's mark, what a test process that died leaves running is ended together with the servers.
    environment = {**os.environ, "COVERAGE_FILE": str(covered), ROOT_MARK: str(told.parent if told else layout.root)}
    environment.pop("TEST_STACK", None)
    if told:
        environment["TEST_STACK"] = str(told)
    return Run(command, environment)


def run_pytest(layout: Layout, name: str, arguments: Sequence[str], told: Path | None, *, tally: Tally, coverage: bool) -> int:
    """Run pytest to its end and count it; its exit code."""
    run = pytest_run(layout, name, arguments, told, coverage=coverage)
    console.print(f"\n{name}", style="bold")
    exit_code = subprocess.run(run.command, check=False, cwd=REPOSITORY, env=run.environment).returncode
    tally.suite(name, report_of(layout, name), exit_code=exit_code)
    return exit_code


def report_of(layout: Layout, name: str) -> Path:
    """The JUnit report of a run."""
    return layout.root / "reports" / f"{name.replace(' ', '-')}.xml"


def _coverage_file(layout: Layout, name: str) -> Path:
    # A folder each: runs beside each other gather what lies beside their file.
    return layout.root / "reports" / f"coverage-{name.replace(' ', '-')}" / ".coverage"


def check_coverage(layout: Layout, tally: Tally) -> None:
    """Compare what the runs of this layout have covered together with the floors."""
    reports = layout.root / "reports"
    environment = {**os.environ, "COVERAGE_FILE": str(reports / ".coverage")}
    report = reports / "coverage.json"
    console.print("\ncoverage", style="bold")
    coverage = [sys.executable, "-m", "coverage"]
    covered = [str(path) for path in reports.glob("coverage-*/.coverage")]
    made = all(
        subprocess.run([*coverage, *words], check=False, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL).returncode == 0
        for words in (["combine", "--keep", *covered], ["json", "--quiet", "-o", str(report)])
    )
    command = [sys.executable, str(REPOSITORY / "scripts" / "check_coverage.py"), str(report)]
    tally.step("coverage floor", ok=made and subprocess.run(command, check=False, cwd=REPOSITORY).returncode == 0)
