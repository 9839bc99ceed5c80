"""The life of a stack, as a person lives it with `./up`: real servers, in a folder with a space, beside the ones of this run."""

from dataclasses import dataclass
import os
from pathlib import Path
import subprocess
import sys

import psutil
import pytest

from tests.support.servers import TestStack
from tests.support.waiting import eventually
from utilities.sample.cli import SAMPLE_MARK
from utilities.stack.layout import REPOSITORY, Layout
from utilities.stack.program import ROOT_MARK
from utilities.stack.supervisor import Supervisor, end_leftovers


PORT_OFFSET = 17_000
COMMAND_S = 300


@dataclass(frozen=True)
class Up:
    """`./up` on a stack of the test's own."""

    root: Path

    def __call__(self, *arguments: str | Path, expected: int = 0) -> str:
        command = [str(Path(sys.executable).with_name("stack")), "up", *map(str, arguments)]
        environment = {**os.environ, "STACK_DIR": str(self.root)}
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=COMMAND_S, stdin=subprocess.DEVNULL)
        assert done.returncode == expected, done.stdout + done.stderr
        return done.stdout + done.stderr


def pids(root: Path) -> dict[str, int]:
    layout = Layout(root=root, programs=root)
    return {name: info.pid for name, info in Supervisor(layout).processes().items() if info.pid}


def marked(root: Path) -> list[psutil.Process]:
    """Processes that carry the stack's mark."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(ROOT_MARK) == str(root):
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.fault
@pytest.mark.integration
@pytest.mark.timeout(900)
async def test_the_life_of_a_stack(stack: TestStack, tmp_path: Path) -> None:
    stack.require_control()  # the programs are here, and there is memory for a second stack
    root = tmp_path / "a stack"
    up = Up(root)
    dumps = tmp_path / "dumps"
    sample = [str(Path(sys.executable).with_name("sample-catalogue")), "--releases", "60", "--out", str(dumps), "--quiet"]
    subprocess.run(sample, check=True, capture_output=True, timeout=COMMAND_S)
    try:
        assert "does not run" in up("--status", expected=3)
        told = up("--dumps", dumps, "--port-offset", str(PORT_OFFSET))
        assert "60 Release" in told
        assert "60 public.releases" in told
        (dumps / SAMPLE_MARK).unlink()
        assert "hold a sample catalogue, and this import is real" in up("--dumps", dumps, expected=1)

        before = pids(root)
        told = up()
        assert "was imported before" in told
        assert pids(root) == before, "a second call leaves everything alone"
        assert "graphinator" in up("--status")
        assert "other ports" in up("--port-offset", "1", expected=1)

        os.kill(int((root / "supervisord.pid").read_text()), 9)
        await eventually(lambda: not Supervisor(Layout(root=root, programs=root)).is_running())
        assert "60 Release" in up(), "a stack whose supervisor was killed is started again, its data there"

        up("--stop")
        assert marked(root) == []
        assert (root / "data" / "postgres").is_dir()
        assert "Nothing was deleted" in up("--wipe", expected=1), "nobody said yes"
        up("--wipe", "--yes")
        assert list(root.iterdir()) == []
    finally:
        end_leftovers(Layout(root=root, programs=root))


def test_the_commands_run_from_this_checkout() -> None:
    assert (REPOSITORY / "up").stat().st_mode & 0o111
    assert (REPOSITORY / "test").stat().st_mode & 0o111
