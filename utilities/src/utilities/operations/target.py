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
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import httpx

from common.runtime.errors import ConfigError, StoreUnavailable
from utilities.operations.compose import DEFAULTS
from utilities.operations.settings import OperatorSettings
from utilities.stack.layout import main_layout


if TYPE_CHECKING:
    from utilities.operations.native_target import NativeTarget


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


@dataclass(frozen=True, slots=True)
class HealthAnswer:
    """HTTP status of a service's health answer (`None` when nobody answers) and its body."""

    status: int | None
    body: Mapping[str, Any]


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

    def health(self) -> Mapping[str, HealthAnswer]:
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
    from utilities.operations.compose_target import ComposeTarget  # here, for it stands on this module

    if compose:
        return ComposeTarget.find(**arguments)
    if host and not native:
        return RemoteTarget(**arguments)
    here = _native(**arguments)
    if native and here is None:
        raise NotRunning("There is no native stack here. ./up makes one")
    if here is not None and (native or here.is_running):
        return here
    containers = ComposeTarget.find_running()
    if containers is not None:
        return containers
    if OperatorSettings.names_broker():
        return RemoteTarget()
    if here is not None:
        return here
    raise NotRunning("No stack runs here. ./up starts a native one, docker compose up -d one of containers; --host names another machine")


def _native(**arguments: Any) -> "NativeTarget | None":
    """The native stack, if it was ever started; its code, which loads the drivers of all servers, only then."""
    if not main_layout().state_file.exists():
        return None
    from utilities.operations.native_target import NativeTarget

    return NativeTarget.find(**arguments)


def ask_health(url: str) -> HealthAnswer:
    """One question to one service; no status when nobody answers."""
    try:
        answer = httpx.get(url, timeout=HEALTH_TIMEOUT_S, trust_env=False)
        body = answer.json()
    except (httpx.HTTPError, ValueError):
        return HealthAnswer(None, {})
    return HealthAnswer(answer.status_code, body if isinstance(body, Mapping) else {})
