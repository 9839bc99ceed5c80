"""The pages of the services: their packages installed and each page built, only when what it is made from has changed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
import fcntl
import hashlib
import json
import os
from pathlib import Path
import shutil
import subprocess
import time
from typing import Any, Final

from common.runtime.errors import ConfigError
from utilities.stack.install import Say
from utilities.stack.layout import Layout


@dataclass(frozen=True, slots=True)
class Page:
    """A page, by the service that serves it."""

    service: str

    @property
    def web(self) -> str:
        """Its workspace."""
        return f"{self.service}/web"

    @property
    def built(self) -> str:
        """Where its build lands."""
        return f"{self.service}/src/{self.service}/static"

    @property
    def out_dir(self) -> str:
        """Variable that sends its build elsewhere."""
        return f"{self.service.upper()}_OUT_DIR"

    @property
    def stamp(self) -> str:
        """What its build was made from. Not beside the page, where it would be served."""
        return f"node_modules/.cache/discogsography-{self.service}-page"


PAGES: Final = (Page("explore"), Page("dashboard"))
SHARED_SOURCES: Final = ("common/web", "package.json", "package-lock.json", "tsconfig.base.json")
"""What every page is made from, beside its own workspace."""
NOT_SOURCES: Final = frozenset({"node_modules", ".vite", "coverage"})
NPM_TIMEOUT_S: Final = 600
SHOWN_LINES: Final = 40
"""Of what a failed npm said: it begins with the reason or ends with it."""


def ensure_pages(layout: Layout, say: Say) -> frozenset[str]:
    """Build the pages whose sources are others than those they were built from. Services whose page was built.

    Raises:
        ConfigError: npm or a build failed; with the end of what it said.
    """
    with _alone(layout):
        stale = [(page, wanted) for page in PAGES if not _is_built(layout, page, wanted := fingerprint(layout.repository, page))]
        if stale:
            ensure_packages_of_pages(layout, say)
        for page, wanted in stale:
            _build(layout, page, say)
            _remember(layout, page, wanted)
        return frozenset(page.service for page, _ in stale)


def _is_built(layout: Layout, page: Page, wanted: str) -> bool:
    stamp = layout.repository / page.stamp
    return (layout.repository / page.built / "index.html").is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def _remember(layout: Layout, page: Page, wanted: str) -> None:
    stamp = layout.repository / page.stamp
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted, encoding="utf-8")


def _build(layout: Layout, page: Page, say: Say) -> None:
    began = time.monotonic()
    built = layout.repository / page.built
    fresh = built.with_name(f"{built.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    npm(layout, "run", "--silent", "build", "--workspace", page.web, **{page.out_dir: str(fresh)})
    shutil.rmtree(built, ignore_errors=True)
    fresh.rename(built)
    say(f"The page of {page.service} is built ({time.monotonic() - began:.1f} s)")


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    """One build of a checkout at a time: ./up and ./test may be called together."""
    layout.programs.mkdir(parents=True, exist_ok=True)
    with (layout.programs / "page.lock").open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure_packages_of_pages(layout: Layout, say: Say) -> None:
    """Install the packages of package-lock.json unless they are there.

    Raises:
        ConfigError: npm failed; with the end of what it said.
    """
    locked = _packages(layout.repository / "package-lock.json")
    installed = _packages(layout.repository / "node_modules" / ".package-lock.json")
    if is_installed(locked, installed):
        return
    say(f"Installing the pages' packages ({sum('node_modules/' in name for name in locked)} in package-lock.json)")
    # Not `npm ci`: it refuses a lock file that leaves out packages for other systems, as one does that was written where a
    # registry has not all of them. Nothing is written to the lock file this way either.
    npm(layout, "install", "--no-save", "--no-audit", "--no-fund")


def is_installed(locked: Mapping[str, Any], installed: Mapping[str, Any]) -> bool:
    """Whether npm has installed just what a lock file names; packages for other systems may be missing.

    Args:
        locked: `packages` of package-lock.json.
        installed: `packages` of the file that npm leaves in node_modules.
    """
    packages = {name: entry for name, entry in locked.items() if "node_modules/" in name}
    if installed.keys() - locked.keys():
        return False
    return all(
        entry.get("version") == installed[name].get("version") if name in installed else entry.get("optional") or entry.get("devOptional")
        for name, entry in packages.items()
    )


def fingerprint(repository: Path, page: Page) -> str:
    """Changes with any source of a page."""
    digest = hashlib.sha256()
    for path in _sources(repository, page):
        digest.update(path.relative_to(repository).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(repository: Path, page: Page) -> Iterator[Path]:
    for name in (page.web, *SHARED_SOURCES):
        root = repository / name
        if root.is_file():
            yield root
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(each for each in folders if each not in NOT_SOURCES)
            yield from (Path(folder) / file for file in sorted(files) if ".test." not in file)


def _packages(path: Path) -> Mapping[str, Any]:
    try:
        packages: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))["packages"]
    except (OSError, ValueError, KeyError):
        return {}
    return packages


def npm(layout: Layout, *arguments: str, **variables: str) -> None:
    """Run npm in the checkout, with the Node of the workspace's environment.

    Raises:
        ConfigError: it failed or took too long; with the end of what it said.
    """
    path = os.pathsep.join((str(layout.venv_bin), os.environ.get("PATH", "")))  # programs of packages look for Node there
    command = [str(layout.venv_bin / "npm"), *arguments]
    try:
        done = subprocess.run(
            command,
            check=False,
            cwd=layout.repository,
            env={**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1", **variables},
            capture_output=True,
            text=True,
            timeout=NPM_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise ConfigError(f"npm {' '.join(arguments)} did not end within {NPM_TIMEOUT_S} s. Is its registry reachable from here?") from error
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).splitlines()
        shown = lines if len(lines) <= SHOWN_LINES else [*lines[: SHOWN_LINES // 2], "…", *lines[-SHOWN_LINES // 2 :]]
        raise ConfigError(f"npm {' '.join(arguments)} ended with {done.returncode}:\n" + "\n".join(shown))
