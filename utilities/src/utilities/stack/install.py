"""What the native stack needs on the machine: Debian packages and Neo4j's jars."""

from collections.abc import Callable
from contextlib import suppress
from importlib import resources
import os
from pathlib import Path
import shutil
import subprocess
import sys
from typing import Final

from common.runtime.errors import ConfigError
from utilities.stack.layout import Layout
from utilities.stack.servers import neo4j, postgres, rabbitmq


JAR_COUNT_AT_LEAST: Final = 200  # 225 in 2026.08.1; a cut-off copy has fewer
NEEDED_MB: Final = 1500  # jars, empty stores, preallocated logs
DOWNLOAD_TIMEOUT_S: Final = 900
BROWSER_PROGRAMS: Final = ("chromium-headless-shell", "chromium")
"""Debian packages, each with a program of its name, the better first: without windows, a browser draws the pages of the tests with half the CPU time."""

type Say = Callable[[str], None]
type Ask = Callable[[str], bool]


def browser_program() -> str | None:
    """The browser that pages are tested in, if one is here."""
    return next(filter(None, map(_found, BROWSER_PROGRAMS)), None)


def missing_packages(layout: Layout, *, browser: bool = False) -> list[str]:
    """Debian packages whose programs are not here: Maven only while the jars are not, a browser only where pages are to be tested."""
    checks: dict[str, Callable[[], bool]] = {
        "postgresql": _has_postgres,
        "redis-server": lambda: _has("redis-server"),
        "rabbitmq-server": lambda: rabbitmq.SCRIPTS.is_dir() and _has("epmd"),
        "maven": lambda: _has("mvn") or _jars_complete(layout),
    }
    if browser:
        checks[BROWSER_PROGRAMS[0]] = lambda: bool(browser_program())
    return [package for package, is_here in checks.items() if not is_here()]


def ensure_packages(layout: Layout, say: Say, ask: Ask, *, browser: bool = False) -> None:
    """Install missing packages, with the rights that the caller has or grants.

    Raises:
        ConfigError: packages are missing and cannot be installed; names them and the command.
    """
    missing = missing_packages(layout, browser=browser)
    if browser and os.geteuid() == 0 and not _has(BROWSER_PROGRAMS[0]) and shutil.which("apt-get"):
        missing = list(dict.fromkeys((*missing, BROWSER_PROGRAMS[0])))
    if not missing:
        return
    by_hand = f"sudo apt-get install --no-install-recommends {' '.join(missing)}"
    if not shutil.which("apt-get"):
        raise ConfigError(
            f"These servers are missing: {', '.join(missing)}. There is no apt-get here; install them with the system's package manager."
        )
    command = ["/bin/sh", str(resources.files("utilities.stack") / "install-packages.sh"), *missing]
    if os.geteuid() != 0:
        if not shutil.which("sudo") or not ask(f"Install {', '.join(missing)} with sudo? Their services will not be started."):
            raise ConfigError(f"These packages are missing and there are no rights to install them: {', '.join(missing)}. Run once: {by_hand}")
        command = ["sudo", *(() if sys.stdin.isatty() else ("-n",)), *command]
    say(f"Installing {', '.join(missing)} (their own services are not started)")
    layout.make()
    log = layout.logs / "install.log"
    with log.open("ab") as output:
        done = subprocess.run(command, check=False, stdout=output, stderr=subprocess.STDOUT, stdin=None)
    if still := missing_packages(layout, browser=browser):
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        raise ConfigError(f"apt-get ended with {done.returncode} and {', '.join(still)} is still missing. The end of {log}:\n{tail}")


def ensure_jars(layout: Layout, say: Say) -> None:
    """Fetch the Neo4j server with Maven into the checkout's program folder.

    Raises:
        ConfigError: Maven failed; with the tail of its output.
    """
    target = neo4j.jar_folder(layout)
    if _jars_complete(layout):
        return
    say(f"Fetching Neo4j {neo4j.VERSION} (225 jars, 152 MB)")
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    pom = fresh / "pom.xml"
    template = (resources.files("utilities.stack") / "neo4j-pom.xml").read_text(encoding="utf-8")
    pom.write_text(template.replace("@VERSION@", neo4j.VERSION), encoding="utf-8")
    command = ["mvn", "-B", "-ntp", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={fresh}", "-DincludeScope=runtime"]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=DOWNLOAD_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise ConfigError(f"Maven did not fetch Neo4j within {DOWNLOAD_TIMEOUT_S} s. Is its repository reachable from here?") from error
    jars = len(list(fresh.glob("*.jar")))
    if done.returncode != 0 or jars < JAR_COUNT_AT_LEAST:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise ConfigError(f"Maven could not fetch Neo4j ({jars} jars came):\n{tail}")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def ensure_archive(layout: Layout, say: Say) -> None:
    """Let Neo4j start in half the time from now on; a server that could not be asked for it starts as ever."""
    if neo4j.has_archive(layout):
        return
    if problem := neo4j.make_archive(layout, say):
        say(f"Neo4j will start more slowly than it could. {problem}")


def require_space(layout: Layout, needed_mb: int, what: str) -> None:
    """Check the file system of the stack.

    Raises:
        ConfigError: too little space; says how much is there and how much is needed for what.
    """
    folder = next(path for path in (layout.root, *layout.root.parents) if path.exists())
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < needed_mb:
        raise ConfigError(
            f"{what} needs {needed_mb:,} MB, and {folder} has {free_mb:,} MB free. Make room, or keep the stack on another disk: STACK_DIR=/other/disk ./up"
        )


def folder_bytes(folder: Path) -> int:
    """Bytes that a folder takes on the disk; what cannot be looked at counts for nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(parent) / name).lstat().st_blocks * 512
    return total


def _has(program: str) -> bool:
    return _found(program) is not None


def _found(program: str) -> str | None:
    return shutil.which(program) or shutil.which(program, path="/usr/bin:/usr/local/bin:/usr/sbin")


def _has_postgres() -> bool:
    try:
        return (postgres.bin_folder() / "initdb").exists()
    except ConfigError:
        return False


def _jars_complete(layout: Layout) -> bool:
    return (layout.programs / f"neo4j-{neo4j.VERSION}" / "pom.xml").exists()
