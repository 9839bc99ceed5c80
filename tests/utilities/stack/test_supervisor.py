"""The supervisor itself, with small programs, in a folder whose name is as awkward as folders may be."""

from collections.abc import Iterator
from dataclasses import replace
import os
from pathlib import Path
import stat
import subprocess
import sys

import psutil
import pytest

from common.runtime.errors import ConfigError
from tests.support.waiting import eventually
from utilities.stack import program
from utilities.stack.layout import REPOSITORY, Layout
from utilities.stack.program import ROOT_MARK, Program, log_tail
from utilities.stack.supervisor import State, Supervisor, end_leftovers


SLEEPER = Program("sleeper", ["sleep", "600"], settled_s=0, stop_wait_s=3)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(root=tmp_path / "a stack at 100%", programs=tmp_path / "programs")
    layout.make()
    return layout


@pytest.fixture
def supervisor(layout: Layout) -> Iterator[Supervisor]:
    supervisor = Supervisor(layout)
    yield supervisor
    if supervisor.is_running():
        supervisor.shutdown()
    end_leftovers(layout)


def state(supervisor: Supervisor, name: str) -> State:
    return supervisor.processes()[name].state


def sleeps(supervisor: Supervisor, name: str) -> bool:
    """Whether the program itself runs: its process is a copy of the supervisor at first, which takes a signal for its own."""
    info = supervisor.processes()[name]
    return info.state is State.RUNNING and psutil.Process(info.pid).name() == "sleep"


async def test_programs_start_and_stop_on_order_only(supervisor: Supervisor) -> None:
    supervisor.ensure([SLEEPER])
    assert state(supervisor, "sleeper") is State.STOPPED
    supervisor.start("sleeper")
    supervisor.start("sleeper")
    await eventually(lambda: sleeps(supervisor, "sleeper"))
    pid = supervisor.processes()["sleeper"].pid
    supervisor.ensure([SLEEPER])
    assert supervisor.processes()["sleeper"].pid == pid, "a second start leaves what runs alone"
    supervisor.stop("sleeper")
    assert state(supervisor, "sleeper") is State.STOPPED
    assert not psutil.pid_exists(pid)


async def test_a_killed_program_stays_down(supervisor: Supervisor) -> None:
    supervisor.ensure([SLEEPER])
    supervisor.start("sleeper")
    await eventually(lambda: sleeps(supervisor, "sleeper"))
    supervisor.kill("sleeper")
    assert state(supervisor, "sleeper").is_down


async def test_a_program_that_dies_is_started_again(supervisor: Supervisor) -> None:
    supervisor.ensure([SLEEPER])
    supervisor.start("sleeper")
    await eventually(lambda: sleeps(supervisor, "sleeper"))
    pid = supervisor.processes()["sleeper"].pid
    os.kill(pid, 9)
    await eventually(lambda: supervisor.processes()["sleeper"].pid not in (0, pid))


async def test_a_program_that_fails_at_once_is_given_up_after_a_few_tries(
    supervisor: Supervisor, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert program.MAX_RESTARTS == 5
    monkeypatch.setattr(program, "MAX_RESTARTS", 2)  # each waits a second longer than the one before
    failing = Program("failing", ["/bin/sh", "-c", "echo no luck; exit 7"], settled_s=1)
    supervisor.ensure([failing])
    supervisor.start("failing")
    await eventually(lambda: state(supervisor, "failing") is State.FATAL, timeout_s=60, interval_s=0.2)
    assert log_tail(layout, "failing").count("no luck") == 3


async def test_a_changed_program_is_taken_over_while_the_others_go_on(supervisor: Supervisor) -> None:
    other = replace(SLEEPER, name="other")
    supervisor.ensure([SLEEPER, other])
    for name in ("sleeper", "other"):
        supervisor.start(name)
    await eventually(lambda: sleeps(supervisor, "sleeper") and sleeps(supervisor, "other"))
    pid = supervisor.processes()["sleeper"].pid
    added = replace(SLEEPER, name="added")
    supervisor.ensure([SLEEPER, replace(other, settled_s=2), added])
    assert supervisor.processes()["sleeper"].pid == pid
    assert state(supervisor, "other") is State.STOPPED
    assert state(supervisor, "added") is State.STOPPED


async def test_the_environment_and_arguments_reach_the_program_whatever_they_hold(supervisor: Supervisor, layout: Layout) -> None:
    awkward = 'it\'s "quoted" 100% $HOME;\\'
    show = Program(
        "show", [sys.executable, "-c", "import os, sys; print(os.environ['AWKWARD'], sys.argv[1])", awkward], {"AWKWARD": awkward}, settled_s=0
    )
    supervisor.ensure([show])
    supervisor.start("show")
    await eventually(lambda: state(supervisor, "show") is State.EXITED)
    assert log_tail(layout, "show") == f"{awkward} {awkward}"


async def test_processes_that_lost_their_supervisor_are_ended_and_no_others(supervisor: Supervisor, layout: Layout, tmp_path: Path) -> None:
    supervisor.ensure([SLEEPER])
    supervisor.start("sleeper")
    await eventually(lambda: sleeps(supervisor, "sleeper"))
    pid = supervisor.processes()["sleeper"].pid
    os.kill(int((layout.root / "supervisord.pid").read_text()), 9)
    stranger = subprocess.Popen(["sleep", "600"], env={**os.environ, ROOT_MARK: str(tmp_path)})
    try:
        await eventually(lambda: not supervisor.is_running())
        assert psutil.pid_exists(pid)
        end_leftovers(layout)
        await eventually(lambda: not psutil.pid_exists(pid))
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_supervisor_that_cannot_start_says_why(layout: Layout) -> None:
    supervisor = Supervisor(layout)
    with pytest.raises(ConfigError, match="The supervisor did not start"):
        supervisor.ensure([Program("sleeper", SLEEPER.command, settled_s=-1, stop_signal="NONSENSE")])


def test_start_scripts_hold_no_secret_and_are_runnable_by_hand(layout: Layout) -> None:
    script = layout.bin / "show"
    script.write_text(Program("show", ["/bin/echo", "one two"]).script(layout), encoding="utf-8")
    script.chmod(0o755)
    done = subprocess.run([str(script), "three"], capture_output=True, text=True, check=True)
    assert done.stdout == "one two three\n"


def test_folders_can_be_entered_by_servers_and_secrets_by_nobody(layout: Layout) -> None:
    assert stat.S_IMODE(layout.data.stat().st_mode) == 0o755
    assert stat.S_IMODE(layout.secrets.stat().st_mode) == 0o700


def test_a_socket_whose_path_would_be_too_long_goes_elsewhere(tmp_path: Path) -> None:
    short = Layout(root=Path("/srv/x/.stack"), programs=tmp_path)
    long = Layout(root=tmp_path / ("deep/" * 30) / ".stack", programs=tmp_path)
    assert short.socket == Path("/srv/x/.stack/supervisor.sock")
    assert len(str(long.socket)) < 100
    assert long.socket != Layout(root=long.root.parent, programs=tmp_path).socket


def test_the_repository_is_this_one() -> None:
    assert (REPOSITORY / "up").exists()
