import shlex
import subprocess
import sys
import uuid

import pytest

from tests.utilities.operations.conftest import Typed
from utilities.stack.layout import REPOSITORY


DISCOGSOGRAPHY = str(REPOSITORY / ".venv" / "bin" / "discogsography")


@pytest.fixture
def name() -> str:
    return f"process-{uuid.uuid4().hex}"


def test_operations_25_a_text_that_only_this_command_has_is_no_process(name: str) -> None:
    # By way of a shell, whose command line holds the text, too.
    done = subprocess.run(
        ["/bin/sh", "-c", f"{shlex.quote(DISCOGSOGRAPHY)} healthcheck {name}; exit $?"], check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (1, f"{name}: no process\n")


async def test_operations_25_a_running_process_is_found(typed: Typed, name: str) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()", name], stdin=subprocess.PIPE) as process:
        try:
            ended = await typed("healthcheck", name)
            told = await typed("healthcheck", name, "--json")
        finally:
            process.kill()
    assert (ended.code, ended.out) == (0, f"{name}: process {process.pid}\n")
    assert told.json == {"process": name, "pids": [process.pid]}


async def test_no_text_is_refused(typed: Typed) -> None:
    ended = await typed("healthcheck")
    assert ended.code == 1
    assert "Usage: discogsography healthcheck PROCESS" in ended.err


def test_modules_run_alone(name: str) -> None:
    done = subprocess.run([sys.executable, "-m", "utilities.operations.healthcheck", name], check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, f"{name}: no process\n")
