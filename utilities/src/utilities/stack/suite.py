"""The commands behind `./test`: checks of the code, then every suite, on servers that live as long as the run."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
import fcntl
import json
import os
from pathlib import Path
import signal
import subprocess
import sys
import tempfile
import time
from typing import Final
import xml.etree.ElementTree as ET

from rich.console import Console

from common.runtime.errors import ConfigError
from utilities.stack.bring_up import asker, say
from utilities.stack.credentials import NEO4J_USER, USER, read_password
from utilities.stack.install import ensure_jars, ensure_packages, require_space
from utilities.stack.layout import REPOSITORY, TEST_MEMORY, Layout, Remembered, write_private
from utilities.stack.native import NativeStack
from utilities.stack.page import ensure_packages_of_page, ensure_page
from utilities.stack.ports import LOOPBACK, Ports, is_free
from utilities.stack.program import ROOT_MARK
from utilities.stack.servers import SERVERS, TEST_SERVERS, Server, Site
from utilities.stack.servers.neo4j import Neo4j
from utilities.stack.servers.postgres import DATABASE


NEEDED_MB: Final = 3000
FIRST_PORT: Final = 21_000
"""Below the range of outgoing connections, away from the documented ports and their usual offsets."""
PORT_STEP: Final = 100
PORT_TRIES: Final = 15
TEST_PORTS: Final = Ports.model_validate(
    # Room after each one for the further graph servers, which listen on the ports that follow.
    {name: FIRST_PORT + 4 * place for place, name in enumerate(Ports.model_fields)}
)
CHECKS: Final[dict[str, list[str]]] = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "import contracts": ["lint-imports"],
    "mypy": ["mypy", "."],
}
WEB_CHECKS: Final[dict[str, list[str]]] = {
    "biome": ["npm", "exec", "--", "biome", "ci", "--colors=off", "."],
    "TypeScript": ["npm", "exec", "--", "tsc", "--build"],
    "generated types of the API": ["npm", "run", "--silent", "generate", "--", "--check"],
}
"""The same for what runs in browsers, once its packages are installed."""
NOT_HERE: Final = "not e2e and not benchmark and not long"
WORKERS: Final = sum(isinstance(server, Neo4j) for server in TEST_SERVERS.values())
"""Processes that share the servers. A test mostly waits for a server or a timer, so they are more than cores; each finds a graph free."""
UNIT: Final = f"not integration and not fault and {NOT_HERE}"
SHARED: Final = f"not fault and {NOT_HERE}"
FAULT: Final = f"fault and {NOT_HERE}"
BROWSER: Final = "e2e and not benchmark and not long"
BROWSERS: Final = 2
"""Processes of the browser tests, a browser each: drawing takes a core."""

console = Console(highlight=False, soft_wrap=True)


@dataclass(slots=True)
class Tally:
    """What ran, added up over all steps."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of the whole is wanted: nothing chosen means everything."""

    fast: bool = False
    servers_only: bool = False
    command: bool = False

    def servers(self, arguments: Sequence[str]) -> Mapping[str, Server]:
        """The whole runs in several processes, which need a graph each; everything else in one."""
        return SERVERS if self.servers_only or self.command or arguments else TEST_SERVERS


def run_suite(choice: Choice, arguments: Sequence[str]) -> int:
    """Everything, or what was chosen; with arguments pytest alone. Exit code 0 when all passed."""
    signal.signal(signal.SIGTERM, _terminated)
    layout = suite_layout()
    if choice.fast:
        return _fast(layout, arguments)
    if choice.command and not arguments:
        raise ConfigError("--run needs a command after --")
    _require_machine(layout)
    # A command may be a benchmark: it finds the servers as ./up sets them up.
    with _test_stack(layout, choice.servers(arguments), lasting=choice.command) as stack, ThreadPoolExecutor(1) as background:
        starting = background.submit(stack.start_servers)
        tally = Tally()
        if not choice.servers_only:
            ensure_page(layout, say)
        if not arguments and not choice.servers_only:
            run_checks(tally, all_checks())
            run_vitest(layout, tally)
        starting.result()
        told = _write_description(stack)
        if choice.servers_only:
            return _wait(told)
        if choice.command:
            return subprocess.run(arguments, check=False, cwd=REPOSITORY, env={**os.environ, "TEST_STACK": str(told)}).returncode
        if arguments:
            return run_pytest(layout, "chosen", arguments, told, tally=tally, coverage=False)
        parallel = ["-n", str(WORKERS), "--dist", "load", "--maxschedchunk", "1"]
        run_pytest(layout, "tests", ["-m", SHARED, *parallel], told, tally=tally, coverage=True)
        run_pytest(layout, "browser tests", ["-m", BROWSER, "-n", str(BROWSERS), "--dist", "worksteal"], told, tally=tally, coverage=False)
        run_pytest(layout, "fault tests", ["-m", FAULT, "-n", "0"], told, tally=tally, coverage=True, append=True)
        check_coverage(layout, tally)
    return _close(tally)


def suite_layout() -> Layout:
    """Folders of the stack that the suites run on; `TEST_STACK_DIR` moves it, for a run inside a run."""
    root = Path(os.environ.get("TEST_STACK_DIR") or REPOSITORY / ".stack" / "test").resolve()
    return Layout(root=root, programs=REPOSITORY / ".stack" / "programs")


def _fast(layout: Layout, pytest_arguments: Sequence[str]) -> int:
    tally = Tally()
    layout.make()
    if not pytest_arguments:
        ensure_packages_of_page(layout, say)
        run_checks(tally, all_checks())
        run_vitest(layout, tally)
    run_pytest(layout, "unit tests", ["-m", UNIT, "-n", "2", *pytest_arguments], None, tally=tally, coverage=False)
    return _close(tally)


def _require_machine(layout: Layout) -> None:
    # CI has nobody to ask, and what it would be asked for is what it is there to do.
    ask = asker(yes=bool(os.environ.get("CI")))
    ensure_packages(layout, say, ask, browser=True)
    require_space(layout, NEEDED_MB, "The test run")
    ensure_jars(layout, say)


@contextmanager
def _test_stack(layout: Layout, servers: Mapping[str, Server], *, lasting: bool) -> Iterator[NativeStack]:
    """A stack on free ports with nothing in it, gone at the end whatever happened."""
    NativeStack(Site(layout, TEST_PORTS, TEST_MEMORY), say).discard()
    with _free_ports(layout, servers) as ports:
        stack = NativeStack(Site(layout, ports, TEST_MEMORY, lasting), say, servers)
        layout.make()
        Remembered(ports).write(layout)
        try:
            yield stack
        finally:
            stack.discard(keep=("reports",))


@contextmanager
def _free_ports(layout: Layout, servers: Mapping[str, Server]) -> Iterator[Ports]:
    """Ports that are this run's until the block ends: a second run that starts before ours listens passes them over by a locked file."""
    for attempt in range(PORT_TRIES):
        ports = TEST_PORTS.shifted(attempt * PORT_STEP)
        site = Site(layout, ports, TEST_MEMORY)
        needed = {*ports.model_dump().values(), *(port for server in servers.values() for port in server.ports(site).values())}
        lock = Path(tempfile.gettempdir()) / f"discogsography-{os.getuid()}-test-ports-{ports.postgres_port}.lock"
        with lock.open("a", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            if all(map(is_free, needed)):
                yield ports
                return
    raise ConfigError(f"No free ports for the test servers: tried {PORT_TRIES} blocks of {PORT_STEP} from {FIRST_PORT} on")


def _write_description(stack: NativeStack) -> Path:
    """The file that `TEST_STACK` names: addresses, credentials, and the folder whose servers tests may stop."""
    layout, ports = stack.site.layout, stack.site.ports
    password = read_password(layout, "neo4j_password")
    first, *more = (
        {"name": name, "uri": server.uri(stack.site), "username": NEO4J_USER, "password": password}
        for name, server in stack.servers.items()
        if isinstance(server, Neo4j)
    )
    told = {
        "postgres": {
            "host": LOOPBACK,
            "port": ports.postgres_port,
            "username": USER,
            "password": read_password(layout, "postgres_password"),
            "database": DATABASE,
        },
        "rabbitmq": {
            "host": LOOPBACK,
            "port": ports.rabbitmq_port,
            "management_port": ports.rabbitmq_management_port,
            "username": USER,
            "password": read_password(layout, "rabbitmq_password"),
            "ctl": str(layout.bin / "rabbitmqctl"),
        },
            "metrics_port": ports.rabbitmq_metrics_port,
        "redis": {"host": LOOPBACK, "port": ports.redis_port, "password": read_password(layout, "redis_password")},
        "neo4j": first,
        "neo4j_more": more,
        "control": str(layout.root),
    }
    path = layout.root / "servers.json"
    write_private(path, json.dumps(told, indent=2) + "\n")
    return path


def all_checks() -> dict[str, list[str]]:
    """Command of every check of the code, by what it is called."""
    scripts = Path(sys.executable).parent
    steps = {name: [str(scripts / command[0]), *command[1:]] for name, command in CHECKS.items()}
    steps["generated reference"] = [sys.executable, "scripts/generate_reference.py", "--check"]
    steps["dependencies"] = [sys.executable, "scripts/check_dependencies.py"]
    return steps | {name: [str(scripts / command[0]), *command[1:]] for name, command in WEB_CHECKS.items()}


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
    """Unit tests of the web workspace, with the floor of its coverage."""
    report = layout.root / "reports" / "web.xml"
    report.parent.mkdir(exist_ok=True)
    report.unlink(missing_ok=True)
    console.print("\nweb tests", style="bold")
    vitest = ["npm", "exec", "--", "vitest", "run", "--coverage", "--coverage.reporter=text-summary"]
    command = [str(Path(sys.executable).with_name(vitest[0])), *vitest[1:], "--reporter=dot", "--reporter=junit", f"--outputFile.junit={report}"]
    tally.suite("web tests", report, exit_code=subprocess.run(command, check=False, cwd=REPOSITORY, env=with_tools()).returncode)


def with_tools() -> dict[str, str]:
    """Environment of a command that finds Node, as programs of its packages must."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    return {**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1"}


def run_pytest(layout: Layout, name: str, arguments: Sequence[str], told: Path | None, *, tally: Tally, coverage: bool, append: bool = False) -> int:
    report = layout.root / "reports" / f"{name.replace(' ', '-')}.xml"
    report.parent.mkdir(exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments]
    if coverage:
        command += ["--cov", "--cov-report=", *(["--cov-append"] if append else [])]
    # With the stack's mark, what a test process that died leaves running is ended together with the servers.
    environment = {**os.environ, "COVERAGE_FILE": str(_coverage_file(layout)), ROOT_MARK: str(layout.root)}
    environment.pop("TEST_STACK", None)
    if told:
        environment["TEST_STACK"] = str(told)
    console.print(f"\n{name}", style="bold")
    exit_code = subprocess.run(command, check=False, cwd=REPOSITORY, env=environment).returncode
    tally.suite(name, report, exit_code=exit_code)
    return exit_code


def _coverage_file(layout: Layout) -> Path:
    return layout.root / "reports" / ".coverage"


def check_coverage(layout: Layout, tally: Tally) -> None:
    """Compare what the runs of this layout have covered with the floors."""
    environment = {**os.environ, "COVERAGE_FILE": str(_coverage_file(layout))}
    report = layout.root / "reports" / "coverage.json"
    console.print("\ncoverage", style="bold")
    command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", str(report)]
    made = subprocess.run(command, check=False, cwd=REPOSITORY, env=environment).returncode == 0
    command = [sys.executable, str(REPOSITORY / "scripts" / "check_coverage.py"), str(report)]
    tally.step("coverage floor", ok=made and subprocess.run(command, check=False, cwd=REPOSITORY).returncode == 0)


def _wait(told: Path) -> int:
    console.print(f"export TEST_STACK='{told}'", markup=False)
    say("The servers run until Ctrl-C")
    try:
        signal.pause()
    except KeyboardInterrupt:
        return 0
    return 0


def _close(tally: Tally) -> int:
    if tally.broken:
        console.print(f"\nFailed: {', '.join(tally.broken)}", style="red", markup=False)
    # Read by machines: the sum over all runs, alone on the last line.
    sys.stdout.write(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped\n")
    sys.stdout.flush()
    return 1 if tally.failed else 0


def _terminated(_number: int, _frame: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)
