"""Processes of `./up`, under the supervisor of a native stack."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
import time
from typing import Any, Self

from common.runtime.errors import ConfigError
from common.runtime.settings import read_secret
from utilities.operations import log_files
from utilities.operations.settings import OperatorSettings
from utilities.operations.target import NotRunning, Place, ProcessState, Target
from utilities.stack.layout import Layout, Memory, Remembered, main_layout
from utilities.stack.native import NativeStack
from utilities.stack.ports import LOOPBACK
from utilities.stack.program import log_file
from utilities.stack.servers import SERVERS, Site
from utilities.stack.services import EXTRACTORS, SCHEMA_INIT, SERVICES, health_ports, store_environment
from utilities.stack.supervisor import ProcessInfo, State


class NativeTarget(Target):
    """Processes of `./up`."""

    place = Place.NATIVE

    def __init__(self, layout: Layout, remembered: Remembered, **arguments: Any) -> None:
        self.site = Site(layout, remembered.ports, Memory())
        self.stack = NativeStack(self.site, print)
        self.settings = OperatorSettings.over(values(store_environment(self.site)), **arguments)
        self.health_urls = {name: f"http://{LOOPBACK}:{port}/health" for name, port in health_ports(remembered.ports).items()}

    @classmethod
    def find(cls, **arguments: Any) -> Self | None:
        """The stack of this checkout, running or not; `None` when it was never started."""
        layout = main_layout()
        remembered = Remembered.read(layout)
        return None if remembered is None else cls(layout, remembered, **arguments)

    @property
    def is_running(self) -> bool:
        """Whether its supervisor answers."""
        return self.stack.supervisor.is_running()

    def processes(self) -> list[ProcessState]:
        if not self.is_running:
            raise NotRunning("The stack does not run. ./up starts it")
        known = self.stack.supervisor.processes()
        now = time.time()
        return [_process(known[name], now) for name in (*SERVERS, SCHEMA_INIT, *SERVICES, *EXTRACTORS.values()) if name in known]

    def logs(self, service: str, since: timedelta) -> Iterator[str]:
        return log_files.lines_since(self._log(service), datetime.now(UTC) - since)

    def tail(self, service: str, lines: int) -> list[str]:
        return log_files.last_lines(self._log(service), lines)

    def _log(self, service: str) -> Path:
        path = log_file(self.site.layout, service)
        if not path.exists() and not (self.site.layout.bin / service).exists():
            raise ConfigError(f"There is no service '{service}' in {self.site.layout.root}")
        return path


def values(environment: Mapping[str, str]) -> dict[str, str]:
    """Settings by field name from variables, the text of files instead of their names. A file that is gone leaves its setting open."""
    found: dict[str, str] = {}
    for name, value in environment.items():
        if not name.endswith("_FILE"):
            found[name.lower()] = value
        elif Path(value).is_file():
            found[name.removesuffix("_FILE").lower()] = read_secret(name, value)
    return found


def _process(info: ProcessInfo, now: float) -> ProcessState:
    ended = f"exited ({info.exit_status})" if info.state is State.EXITED else info.state.value.lower()
    may_rest = info.name in EXTRACTORS.values() and info.state is State.STOPPED
    is_done = info.name == SCHEMA_INIT and info.state is State.EXITED and info.exit_status == 0
    return ProcessState(
        info.name,
        "running" if info.state.is_up else ended,
        is_well=info.state.is_up or may_rest or is_done,
        up_s=now - info.started_at if info.state.is_up else None,
    )
