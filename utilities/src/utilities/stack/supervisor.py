"""The supervisor of a stack: its configuration, its life, and orders to it over a socket in the stack's folder."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
import os
from pathlib import Path
import signal
import subprocess
import time
from typing import Any, Final
from xmlrpc.client import Fault, ServerProxy

import psutil
from supervisor.xmlrpc import Faults, SupervisorTransport

from common.runtime.errors import ConfigError
from utilities.stack.layout import Layout, write_private
from utilities.stack.program import ROOT_MARK, Program, log_tail


START_TIMEOUT_S: Final = 60.0
STOP_TIMEOUT_S: Final = 120.0
POLL_S: Final = 0.1
NOT_INHERITED: Final = ("RABBITMQ_", "NEO4J_", "POSTGRES_", "REDIS_", "PG", "EXTRACTOR_DUMP_DIR", "EXTRACTOR_LIMIT")
"""Beginnings of variables that point programs at other servers or other dumps than this stack's."""
PID_FILES: Final = {"postgres": "postgres/postmaster.pid", "redis-server": "redis/redis.pid"}
"""Process name to pid file below the data folder."""


class State(StrEnum):
    """States that the supervisor reports."""

    STOPPED = "STOPPED"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    BACKOFF = "BACKOFF"
    STOPPING = "STOPPING"
    EXITED = "EXITED"
    FATAL = "FATAL"
    UNKNOWN = "UNKNOWN"

    @property
    def is_up(self) -> bool:
        """Whether a process exists that is meant to stay."""
        return self in (State.STARTING, State.RUNNING)

    @property
    def is_down(self) -> bool:
        """Whether there is no process, and none will be started."""
        return self in (State.STOPPED, State.EXITED, State.FATAL)


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """One program as the supervisor sees it. `started_at` is in seconds since 1970, 0 before the first start."""

    name: str
    state: State
    pid: int
    exit_status: int
    started_at: int


class Supervisor:
    """Orders to one stack's supervisor."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def is_running(self) -> bool:
        """Whether the supervisor answers."""
        if not self._layout.socket.exists():
            return False
        try:
            self._call("getState")
        except ConfigError:
            return False
        return True

    def ensure(self, programs: Sequence[Program]) -> None:
        """Write the configuration and start scripts; start the supervisor, or have the running one take them over.

        Programs are never started by this. One whose entry changed while it runs is stopped.
        """
        for program in programs:
            write_private(self._layout.bin / program.name, program.script(self._layout), mode=0o755)
        write_private(self._layout.conf / "supervisord.conf", self._configuration(programs))
        if self.is_running():
            self._reload()
            return
        end_leftovers(self._layout)
        self._layout.socket.unlink(missing_ok=True)
        self._spawn()

    def _configuration(self, programs: Sequence[Program]) -> str:
        root_line = "user=root\n" if os.geteuid() == 0 else ""
        socket = self._layout.socket
        is_inside = socket.is_relative_to(self._layout.root)
        head = (
            f"[unix_http_server]\nfile={socket.name if is_inside else socket}\nchmod=0700\n\n"
            f"[supervisord]\n{root_line}logfile=logs/supervisord.log\nlogfile_maxbytes=10MB\nlogfile_backups=1\n"
            "pidfile=supervisord.pid\nchildlogdir=logs\nminfds=8192\n\n"
            "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n\n"
        )
        return head + "\n".join(program.section(self._layout) for program in programs)

    def _spawn(self) -> None:
        command = [str(self._layout.venv_bin / "supervisord"), "-c", "conf/supervisord.conf"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
        environment[ROOT_MARK] = str(self._layout.root)
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self._layout.root, env=environment, timeout=START_TIMEOUT_S)
        deadline = time.monotonic() + START_TIMEOUT_S
        while done.returncode == 0 and not self.is_running():
            if time.monotonic() > deadline:
                break
            time.sleep(POLL_S)
        if not self.is_running():
            raise ConfigError(f"The supervisor did not start:\n{done.stdout}{done.stderr}\n{log_tail(self._layout, 'supervisord')}")

    def _reload(self) -> None:
        ((added, changed, removed),) = self._call("reloadConfig")
        for name in (*removed, *changed):
            self.stop(name)
            self._call("removeProcessGroup", name)
        for name in (*added, *changed):
            self._call("addProcessGroup", name)

    def processes(self) -> dict[str, ProcessInfo]:
        """Every program by name."""
        found = (
            ProcessInfo(p["name"], State(p["statename"]), int(p["pid"]), int(p["exitstatus"]), int(p["start"]))
            for p in self._call("getAllProcessInfo")
        )
        return {info.name: info for info in found}

    def start(self, name: str) -> None:
        """Start a program unless it is up; does not wait until it answers."""
        self._call("startProcess", name, False, tolerated=(Faults.ALREADY_STARTED,))

    def stop(self, name: str) -> None:
        """Orderly stop of a program; back when it has ended, which the supervisor enforces after its deadline."""
        # A call that waits for the end would keep the supervisor's loop, and with it a core, busy until then.
        self._call("stopProcess", name, False, tolerated=(Faults.NOT_RUNNING, Faults.BAD_NAME))
        self._await_down(name)

    def kill(self, name: str) -> None:
        """SIGKILL to a program and nothing started in its place."""
        info = self.processes()[name]
        if not info.pid:
            return
        # Stopped state first, or the supervisor would start it again: a stop whose signal it never gets to act upon.
        with suppress(ProcessLookupError):  # it may end by itself, or by the supervisor's deadline, at any of these steps
            os.kill(info.pid, signal.SIGSTOP)
        self._call("stopProcess", name, False, tolerated=(Faults.NOT_RUNNING,))
        with suppress(ProcessLookupError):
            os.kill(info.pid, signal.SIGKILL)
        self._await_down(name)

    def _await_down(self, name: str) -> None:
        deadline = time.monotonic() + STOP_TIMEOUT_S
        while (info := self.processes().get(name)) and not info.state.is_down:
            if time.monotonic() > deadline:
                raise ConfigError(f"{name} did not end within {STOP_TIMEOUT_S:.0f} s")
            time.sleep(POLL_S)

    def shutdown(self) -> None:
        """End the supervisor, whose programs are stopped already."""
        if not self.is_running():
            return
        pid = int(self._call("getPID"))
        self._call("shutdown")
        with suppress(psutil.NoSuchProcess):
            psutil.Process(pid).wait(STOP_TIMEOUT_S)
        self._layout.socket.unlink(missing_ok=True)

    def _call(self, method: str, *arguments: Any, tolerated: tuple[int, ...] = ()) -> Any:
        proxy = ServerProxy("http://localhost", SupervisorTransport(None, None, f"unix://{self._layout.socket}"))
        try:
            return getattr(proxy.supervisor, method)(*arguments)
        except Fault as fault:
            if fault.faultCode in tolerated:
                return None
            raise ConfigError(f"The supervisor refused {method}{arguments}: {fault.faultString}") from fault
        except (OSError, HTTPException) as error:
            raise ConfigError("The stack's supervisor does not answer any more. ./up starts it again and goes on") from error
        finally:
            proxy("close")()


def end_leftovers(layout: Layout) -> None:
    """End processes of this stack that lost their supervisor (it was killed): they hold ports and data folders.

    They are known by the mark in their environment. PostgreSQL and Redis write their titles over theirs: those are known by their pid
    files, their names and the folder they work in.
    """
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    left = [p for p in psutil.process_iter() if p.pid not in own and _is_ours(p, layout)]
    for process in left:
        _signal(process, signal.SIGTERM if process.name() != "postgres" else signal.SIGINT)
    _, alive = psutil.wait_procs(left, timeout=20)
    for process in alive:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=10)


def _is_ours(process: psutil.Process, layout: Layout) -> bool:
    try:
        if process.environ().get(ROOT_MARK) == str(layout.root):
            return True
        pid_file = layout.data / PID_FILES.get(process.name(), "")
        if not pid_file.is_file() or pid_file.read_text(encoding="utf-8").split("\n", 1)[0] != str(process.pid):
            return False
        return Path(process.cwd()).is_relative_to(layout.root)
    except (psutil.Error, OSError):
        return False


def _signal(process: psutil.Process, number: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)
