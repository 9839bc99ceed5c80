"""The stack that a command is about: native processes under `.stack`, containers of compose, or servers named by the environment.

find_target()   --native | --compose | --host NAME, else what runs: native, containers, RABBITMQ_HOST or RABBITMQ_URL
    │
    ▼
Target          settings (addresses and credentials of all servers), processes, health, logs
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
import time
from typing import Any, Final

import httpx

from common.runtime.errors import ConfigError, StoreUnavailable
from common.runtime.settings import read_secret
from utilities.operations import log_files
from utilities.operations.compose import DEFAULTS, Compose, Container, published_health, servers
from utilities.operations.settings import OperatorSettings
from utilities.stack.bring_up import main_layout
from utilities.stack.layout import Layout, Memory, Remembered
from utilities.stack.native import NativeStack, ServiceHealth
from utilities.stack.ports import LOOPBACK
from utilities.stack.program import log_file
from utilities.stack.servers import SERVERS, Site
from utilities.stack.services import EXTRACTORS, SCHEMA_INIT, SERVICES, health_ports, store_environment
from utilities.stack.supervisor import ProcessInfo, State


HEALTH_TIMEOUT_S: Final = 5.0


class NotRunning(StoreUnavailable):
    """There is no stack to look at."""


class Place(StrEnum):
    """Where a stack runs."""

    NATIVE = "native"
    COMPOSE = "compose"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class ProcessState:
    """One process or container.

    Attributes:
        state: In the words of who supervises it: `running`, `stopped`, `exited (1)`.
        is_well: Whether it is as it should be: up and not known as unhealthy, or at rest where it may be.
        health: What its supervisor's health check says; empty when there is none.
        up_s: Seconds since its start, when that is known.
    """

    name: str
    state: str
    is_well: bool
    health: str = ""
    up_s: float | None = None


class Target(ABC):
    """A stack and everything that commands ask of it. Nothing is cached: each call looks."""

    place: Place
    settings: OperatorSettings
    """Addresses and credentials of RabbitMQ (AMQP and management), PostgreSQL, Neo4j, Redis."""
    health_urls: Mapping[str, str]
    """Health addresses that answer on this machine, by service."""

    @abstractmethod
    def processes(self) -> list[ProcessState]:
        """Processes or containers, servers first.

        Raises:
            StoreUnavailable: whoever supervises them does not answer.
        """

    def health(self) -> Mapping[str, ServiceHealth]:
        """What every service says of itself; all are asked at once."""
        with ThreadPoolExecutor(max(1, len(self.health_urls))) as pool:
            return dict(zip(self.health_urls, pool.map(ask_health, self.health_urls.values()), strict=True))

    @abstractmethod
    def logs(self, service: str, since: timedelta) -> Iterator[str]:
        """Log lines of a service, as young as `since`.

        Raises:
            DiscogsographyError: there are none to be had, and why.
        """

    @abstractmethod
    def tail(self, service: str, lines: int) -> list[str]:
        """The last log lines of a service. Raises: as `logs`."""


class NativeTarget(Target):
    """Processes of `./up`."""

    place = Place.NATIVE

    def __init__(self, layout: Layout, remembered: Remembered, **arguments: Any) -> None:
        self.site = Site(layout, remembered.ports, Memory())
        self.stack = NativeStack(self.site, print)
        self.settings = OperatorSettings.over(values(store_environment(self.site)), **arguments)
        self.health_urls = {name: f"http://{LOOPBACK}:{port}/health" for name, port in health_ports(remembered.ports).items()}

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


class ComposeTarget(Target):
    """Containers of `docker compose`."""

    place = Place.COMPOSE

    def __init__(self, compose: Compose, **arguments: Any) -> None:
        self.compose = compose
        project = compose.project()
        self.settings = OperatorSettings.over(servers(project), **arguments)
        self.health_urls = published_health(project)

    def processes(self) -> list[ProcessState]:
        return [_container(each) for each in self.compose.containers()]

    def health(self) -> Mapping[str, ServiceHealth]:
        """Asked from inside the network: most health ports are not published."""
        return {name: ServiceHealth(status, body) for name, (status, body) in self.compose.health().items()}

    def logs(self, service: str, since: timedelta) -> Iterator[str]:
        return iter(self.compose.logs(service, f"--since={max(1, round(since.total_seconds() / 60))}m"))

    def tail(self, service: str, lines: int) -> list[str]:
        return self.compose.logs(service, f"--tail={lines}")


class RemoteTarget(Target):
    """Servers that are named by the environment or by `--host`; what runs there cannot be asked from here."""

    place = Place.REMOTE
    health_urls: Mapping[str, str] = {}

    def __init__(self, **arguments: Any) -> None:
        self.settings = OperatorSettings.over(DEFAULTS, **arguments)

    def processes(self) -> list[ProcessState]:
        raise NotRunning("What runs on another host is not known here")

    def logs(self, service: str, since: timedelta) -> Iterator[str]:  # noqa: ARG002 - the signature is the base's
        raise ConfigError("Logs can only be read on the host of the stack")

    def tail(self, service: str, lines: int) -> list[str]:  # noqa: ARG002
        raise ConfigError("Logs can only be read on the host of the stack")


def find_target(*, native: bool = False, compose: bool = False, host: str | None = None) -> Target:
    """The stack to look at.

    Args:
        native: The native stack of this checkout, whether it runs or not.
        compose: The containers of this checkout, whether they run or not.
        host: Where the servers' ports are open, instead of the addresses that the stack or the environment names.
    Raises:
        NotRunning: nothing was named and nothing runs here; the text says how to start a stack.
        ConfigError: both were named, or a setting is bad.
    """
    if native and compose:
        raise ConfigError("--native and --compose exclude each other")
    arguments = dict.fromkeys(("rabbitmq_host", "rabbitmq_management_host", "postgres_host", "neo4j_host", "redis_host"), host) if host else {}
    layout = main_layout()
    remembered = Remembered.read(layout)
    if native:
        if remembered is None:
            raise NotRunning(f"There is no native stack in {layout.root}. ./up makes one")
        return NativeTarget(layout, remembered, **arguments)
    if compose:
        return ComposeTarget(Compose.find(), **arguments)
    if host:
        return RemoteTarget(**arguments)
    here = NativeTarget(layout, remembered) if remembered else None
    if here is not None and here.is_running:
        return here
    containers = Compose.find_running()
    if containers is not None:
        return ComposeTarget(containers)
    if OperatorSettings.names_broker():
        return RemoteTarget()
    if here is not None:
        return here
    raise NotRunning("No stack runs here. ./up starts a native one, docker compose up -d one of containers; --host names another machine")


def ask_health(url: str) -> ServiceHealth:
    """One question to one service; no status when nobody answers."""
    try:
        answer = httpx.get(url, timeout=HEALTH_TIMEOUT_S, trust_env=False)
        body = answer.json()
    except (httpx.HTTPError, ValueError):
        return ServiceHealth(None, {})
    return ServiceHealth(answer.status_code, body if isinstance(body, Mapping) else {})


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


def _container(container: Container) -> ProcessState:
    is_running = container.state == "running"
    is_done = container.service == SCHEMA_INIT and container.state == "exited" and container.exit_code == 0
    return ProcessState(
        container.service,
        f"{container.state} ({container.exit_code})" if container.state == "exited" else container.state,
        is_well=(is_running and container.health != "unhealthy") or is_done,
        health=container.health,
    )
