"""The life of a native stack: servers up, schema made, consumers up; down again; gone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
import shutil
import time
from typing import Final

import httpx

from common.domain.data_types import Source
from common.domain.messages import RunStamp
from common.runtime.errors import ConfigError
from utilities.stack.credentials import ensure_secrets
from utilities.stack.install import Say
from utilities.stack.markers import read_run
from utilities.stack.ports import LOOPBACK, require_free
from utilities.stack.program import Program, log_file, log_tail
from utilities.stack.servers import SERVERS, Server, Site
from utilities.stack.services import EXTRACTORS, SCHEMA_INIT, SERVICES, Reading, door_ports, health_ports, service_programs
from utilities.stack.supervisor import ProcessInfo, State, Supervisor, end_leftovers


SERVER_TIMEOUT_S: Final = 300.0
SCHEMA_TIMEOUT_S: Final = 300.0
SERVICE_TIMEOUT_S: Final = 90.0
POLL_S: Final = 0.2
KEPT_BY_WIPE: Final = ("programs", "tools", "test", "containers")


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """A service's answer: the HTTP status (`None` when nobody answers) and the body."""

    status: int | None
    body: Mapping[str, object]


class NativeStack:
    """One stack on this machine."""

    def __init__(self, site: Site, say: Say, servers: Mapping[str, Server] = SERVERS) -> None:
        self.site = site
        self.servers = servers
        self.supervisor = Supervisor(site.layout)
        self._say = say

    def start_servers(self, readings: Mapping[Source, Reading] | None = None) -> None:
        """Set up and start the servers; back when each answers.

        Raises:
            ConfigError: a port is taken, a server cannot be set up or has died; with the tail of its log.
        """
        self.site.layout.make()
        ensure_secrets(self.site.layout)
        self._require_ports()
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda server: server.prepare(self.site), self.servers.values()))
        self._write_programs(readings or {})
        for program in self._server_programs():
            self.supervisor.start(program.name)
        self._await({name: partial(server.probe, self.site) for name, server in self.servers.items()}, SERVER_TIMEOUT_S)

    def _require_ports(self) -> None:
        """Ports of programs that are not up yet must be free; a stack that lost its supervisor is ended first."""
        running: Mapping[str, ProcessInfo] = {}
        if self.supervisor.is_running():
            running = self.supervisor.processes()
        else:
            end_leftovers(self.site.layout)
        needed: dict[str, int] = {}
        for name, server in self.servers.items():
            if not _is_up(running.get(name)):
                own = {"Erlang port mapper"} if _is_up(running.get("epmd")) else set()
                needed |= {what: port for what, port in server.ports(self.site).items() if what not in own}
        doors = door_ports(self.site.ports)
        for name, port in health_ports(self.site.ports).items():
            if not _is_up(running.get(name)):
                needed |= {name: doors[name], f"health of {name}": port} if name in doors else {name: port}
        require_free(needed)

    def init_schema(self) -> None:
        """Run schema-init to its end.

        Raises:
            ConfigError: it failed; with the tail of its log.
        """
        began = time.monotonic()
        self.supervisor.start(SCHEMA_INIT)
        while True:
            info = self.supervisor.processes()[SCHEMA_INIT]
            if info.state.is_down:
                break
            if time.monotonic() - began > SCHEMA_TIMEOUT_S:
                raise ConfigError(f"schema-init has not ended after {SCHEMA_TIMEOUT_S:.0f} s. {self._log_of(SCHEMA_INIT)}")
            time.sleep(POLL_S)
        if info.exit_status != 0:
            raise ConfigError(f"schema-init ended with {info.exit_status}. {self._log_of(SCHEMA_INIT)}")
        self._say(f"Schemas are in place ({time.monotonic() - began:.1f} s)")

    def start_services(self, names: Sequence[str] = SERVICES) -> None:
        """Start services; back when each says that it is healthy."""
        for name in names:
            self.supervisor.start(name)
        self._await({name: partial(self._require_healthy, name) for name in names}, SERVICE_TIMEOUT_S)

    def are_services_up(self) -> bool:
        """Whether every service has a process."""
        if not self.supervisor.is_running():
            return False
        processes = self.supervisor.processes()
        return all(_is_up(processes.get(name)) for name in SERVICES)

    def start_extractor(self, source: Source, readings: Mapping[Source, Reading], *, anew: bool) -> None:
        """Start an extractor with what it is to read; with `anew` also when it runs already."""
        name = EXTRACTORS[source]
        self._write_programs(readings)
        if anew:
            self.supervisor.stop(name)
        self.supervisor.start(name)

    def _server_programs(self) -> list[Program]:
        return [program for server in self.servers.values() for program in server.programs(self.site)]

    def _write_programs(self, readings: Mapping[Source, Reading]) -> None:
        self.supervisor.ensure([*self._server_programs(), *service_programs(self.site, readings)])

    def stop(self) -> bool:
        """Stop services before servers, then the supervisor. False when nothing ran."""
        if not self.supervisor.is_running():
            end_leftovers(self.site.layout)
            return False
        up = [name for name, info in self.supervisor.processes().items() if not info.state.is_down]
        for group in (tuple(EXTRACTORS.values()), (*SERVICES, SCHEMA_INIT), tuple(self.servers), ("epmd",)):
            names = [name for name in up if name in group]
            if names:
                self._say(f"Stopping {', '.join(names)}")
                with ThreadPoolExecutor() as pool:
                    list(pool.map(self.supervisor.stop, names))
        self.supervisor.shutdown()
        return True

    def wipe(self) -> None:
        """Stop, and delete everything but downloaded programs."""
        self.stop()
        self._delete(KEPT_BY_WIPE)

    def discard(self, *, keep: Sequence[str] = ()) -> None:
        """End at once, whatever is in the stores, and delete all of it: the end of a test stack."""
        if self.supervisor.is_running():
            up = [name for name, info in self.supervisor.processes().items() if not info.state.is_down]
            with ThreadPoolExecutor() as pool:
                list(pool.map(self.supervisor.kill, up))
            self.supervisor.shutdown()
        end_leftovers(self.site.layout)
        self._delete(keep)

    def _delete(self, keep: Sequence[str]) -> None:
        for path in self.site.layout.root.glob("*"):
            if path.name in keep:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def health(self, name: str) -> ServiceHealth:
        """Ask a service how it is."""
        url = f"http://{LOOPBACK}:{health_ports(self.site.ports)[name]}/health"
        try:
            answer = httpx.get(url, timeout=5, trust_env=False)
            return ServiceHealth(answer.status_code, answer.json())
        except (httpx.HTTPError, ValueError):
            return ServiceHealth(None, {})

    def log_tail(self, name: str, lines: int = 20) -> str:
        """Last lines of a program's log, for an error message."""
        return log_tail(self.site.layout, name, lines)

    def read_run(self, source: Source, version: str, *, partial: bool) -> RunStamp | None:
        """The run that an extractor works on, from its marker."""
        return read_run(self.site.layout.root / source.value, version, partial=partial)

    def check_alive(self, names: Iterable[str]) -> None:
        """Raise when a program that should run was given up by the supervisor; with the tail of its log."""
        processes = self.supervisor.processes()
        for name in names:
            info = processes[name]
            if info.state in (State.FATAL, State.EXITED):
                # The supervisor keeps no exit status of starts that it gave up.
                how = f"exit status {info.exit_status}" if info.state is State.EXITED else "it ends as soon as it is started"
                raise ConfigError(f"{name} has died ({how}). {self._log_of(name)}")

    def _require_healthy(self, name: str) -> None:
        health = self.health(name)
        if health.status != 200:
            raise ConfigError(f"{name} says {health.body.get('status', 'nothing')}")

    def _await(self, probes: Mapping[str, Callable[[], None]], timeout_s: float) -> None:
        began = time.monotonic()
        waiting = dict(probes)
        last: Exception | None = None
        while waiting:
            for name in list(waiting):
                try:
                    waiting[name]()
                except Exception as error:  # whatever a client library says while its server starts
                    last = error
                    continue
                del waiting[name]
                self._say(f"{self._title(name)} is ready ({time.monotonic() - began:.1f} s)")
            if not waiting:
                return
            self.check_alive(waiting)
            if time.monotonic() - began > timeout_s:
                name = next(iter(waiting))
                raise ConfigError(f"{self._title(name)} does not answer after {timeout_s:.0f} s ({last}). {self._log_of(name)}")
            time.sleep(POLL_S)

    def _title(self, name: str) -> str:
        """Name that people know a program by."""
        return self.servers[name].title if name in self.servers else name

    def _log_of(self, name: str) -> str:
        return f"The end of {log_file(self.site.layout, name)}:\n{log_tail(self.site.layout, name)}"


def _is_up(info: ProcessInfo | None) -> bool:
    return info is not None and not info.state.is_down
