"""A supervised program: its start script and its entry in the supervisor's configuration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
import shlex
from typing import Final

from utilities.stack.layout import Layout


ROOT_MARK: Final = "DISCOGSOGRAPHY_STACK"
"""Environment variable of every program of a stack, holding its root: tells our processes from everybody else's."""

MAX_RESTARTS: Final = 5


@dataclass(frozen=True, slots=True)
class Program:
    """How one process of the stack is run.

    Attributes:
        settled_s: A process that ends sooner counts as a failed start; after `MAX_RESTARTS` of these, with growing waits between,
            the supervisor gives up. Long for services: their restarts spend deliveries.
        restart: Whether the supervisor starts it again when it ends by itself.
        user: Account to run as, when the supervisor is root and the program refuses to be.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    settled_s: int = 5
    restart: bool = True
    user: str | None = None
    stop_signal: str = "TERM"
    stop_wait_s: int = 60

    def script(self, layout: Layout) -> str:
        """Start script: environment, then the program in place of the shell."""
        lines = ["#!/bin/sh", f"# Runs {self.name} as ./up does; written by ./up at each start."]
        values = {ROOT_MARK: str(layout.root), "PYTHONUNBUFFERED": "1", **self.environment}
        lines += [f"export {name}={shlex.quote(value)}" for name, value in values.items()]
        lines.append(f'exec {shlex.join(self.command)} "$@"')
        return "\n".join(lines) + "\n"

    def section(self, layout: Layout) -> str:
        """Entry of supervisord's configuration.

        Paths are relative to the stack's root, where the supervisor runs: it expands and splits what it reads in several ways, none of
        which a space or a percent sign in a checkout's path survives.
        """
        values = {
            "command": str((layout.bin / self.name).relative_to(layout.root)),
            "autostart": "false",
            "autorestart": "unexpected" if self.restart else "false",
            "exitcodes": "0",
            "startsecs": str(self.settled_s),
            "startretries": str(MAX_RESTARTS if self.restart else 0),
            "stopsignal": self.stop_signal,
            "stopwaitsecs": str(self.stop_wait_s),
            "killasgroup": "true",
            "redirect_stderr": "true",
            "stdout_logfile": str(log_file(layout, self.name).relative_to(layout.root)),
            "stdout_logfile_maxbytes": "20MB",
            "stdout_logfile_backups": "2",
        }
        if self.user:
            values["user"] = self.user
        return f"[program:{self.name}]\n" + "".join(f"{name}={value}\n" for name, value in values.items())


def log_file(layout: Layout, name: str) -> Path:
    """Where a program's output goes."""
    return layout.logs / f"{name}.log"


def log_tail(layout: Layout, name: str, lines: int = 20) -> str:
    """Last lines of a program's log, for an error message."""
    try:
        with log_file(layout, name).open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 32_768))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return "(no log)"
    return "\n".join(text.splitlines()[-lines:]) or "(empty log)"
