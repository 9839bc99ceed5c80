"""The site that browser tests visit, shared by all test processes of a run, since filling its stores takes a while.

It is a process of its own. Each test process holds a shared lock on a file while it uses the site; the site ends when nobody does any more,
however the last one ended.
"""

from collections.abc import Iterator
from contextlib import contextmanager
import fcntl
import json
import os
from pathlib import Path
import subprocess
import sys
import time
from typing import Final

from tests.support.real_data import REPOSITORY


START_S: Final = 300.0
"""Filling the stores takes 15 s on a machine that has nothing else to do."""


@contextmanager
def shared_site() -> Iterator[str]:
    """URL of the run's site, which is started by the first process that asks."""
    folder = Path(os.environ["TEST_STACK"]).parent / f"site-{_run_id()}"  # goes with the servers
    folder.mkdir(exist_ok=True)
    with (folder / "users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with (folder / "turn").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            told = folder / "site.json"
            if not told.exists():
                _start(folder, told)
        yield json.loads(told.read_text(encoding="utf-8"))["url"]


def _run_id() -> str:
    """The same in all processes of one pytest run."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())


def _start(folder: Path, told: Path) -> None:
    log = folder / "site.log"
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "tests.explore.e2e.serve_site", str(folder)], cwd=REPOSITORY, stdout=out, stderr=out)
    deadline = time.monotonic() + START_S
    while not told.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.terminate()
            raise RuntimeError(f"the site did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-6000:]}")
        time.sleep(0.1)
