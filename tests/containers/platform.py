"""The compose file of the checkout, run under another name, on other ports and volumes than an operator's platform has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import Any, Final

import httpx

from tests.containers.engine import BUILD_S, EngineError, docker, inspect, run
from tests.support.waiting import eventually


REPOSITORY: Final = Path(__file__).parents[2]
UP_S: Final = 900
COMMAND_S: Final = 1200
ONE_SHOT: Final = frozenset({"schema-init", "secrets", "sample"})
"""Services that end."""
STORES: Final = frozenset({"neo4j", "postgres", "rabbitmq", "redis"})
WRITABLE_ROOT: Final = frozenset({"neo4j"})
"""Its image writes its configuration at each start."""

PUBLISHED: Final = (
    "API",
    "API_HEALTH",
    "EXPLORE",
    "EXPLORE_HEALTH",
    "DASHBOARD",
    "MCP",
    "RABBITMQ",
    "RABBITMQ_MANAGEMENT",
    "POSTGRES",
    "NEO4J_HTTP",
    "NEO4J_BOLT",
    "REDIS",
    "PROMETHEUS",
    "GRAFANA",
)
"""Ports that the compose file publishes, as its variables call them: `STACK_<name>_PORT`."""


@dataclass(frozen=True, slots=True)
class State:
    """How a container is."""

    status: str
    health: str | None
    exit_code: int

    @property
    def is_settled(self) -> bool:
        """Healthy, or ended with success."""
        return self.health == "healthy" if self.status == "running" else (self.status, self.exit_code) == ("exited", 0)


@dataclass(frozen=True, slots=True)
class Platform:
    """One project of compose.

    Attributes:
        name: Of the project, and the first part of the names of its containers.
        variables: What the compose file is told.
        first_port: Published ports are this one and those that follow.
        overrides: Further compose files.
        folder: Where the compose file is.
    """

    name: str
    variables: Mapping[str, str]
    first_port: int
    overrides: Sequence[Path] = ()
    profiles: Sequence[str] = ()
    env_files: Sequence[Path] = ()
    folder: Path = REPOSITORY
    ports: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ports", {name: self.first_port + place for place, name in enumerate(PUBLISHED)})

    @property
    def env(self) -> dict[str, str]:
        """Environment of compose."""
        published = {f"STACK_{name}_PORT": str(port) for name, port in self.ports.items()}
        return {**published, "STACK_NAME": self.name, "COMPOSE_PROFILES": ",".join(self.profiles), **self.variables}

    def compose(self, *arguments: str, timeout_s: float = UP_S, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a compose command on the project.

        Raises:
            EngineError: it failed, and that was not to be expected (`check`).
        """
        files = ["docker-compose.yml", *map(str, self.overrides)]
        options = [f"--env-file={path}" for path in self.env_files] + [f"--file={file}" for file in files]
        done = run(["compose", "--project-name", self.name, *options, *arguments], env=self.env, timeout_s=timeout_s, cwd=self.folder)
        if check and done.returncode != 0:
            raise EngineError(f"compose {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout[-4000:]}{done.stderr[-8000:]}")
        return done

    def config(self) -> dict[str, Any]:
        """The compose file as compose reads it."""
        told: dict[str, Any] = json.loads(self.compose("config", "--format", "json").stdout)
        return told

    def services(self) -> list[str]:
        """Names of the services of the chosen profiles."""
        return sorted(self.config()["services"])

    def container(self, service: str) -> str:
        """Name of a service's container."""
        return f"{self.name}-{service}"

    def inspect(self, service: str) -> dict[str, Any]:
        """What the engine knows of a service's container."""
        return inspect("container", self.container(service))

    def state(self, service: str) -> State | None:
        """How a service's container is; `None` while there is none."""
        told = run(["container", "inspect", "--format", "{{json .State}}", self.container(service)])
        if told.returncode != 0:
            return None
        state = json.loads(told.stdout)
        return State(state["Status"], state.get("Health", {}).get("Status"), state["ExitCode"])

    def unsettled(self) -> dict[str, State | None]:
        """Services that are not what they should become."""
        states = {service: self.state(service) for service in self.services()}
        return {service: state for service, state in states.items() if state is None or not state.is_settled}

    def own(self) -> list[str]:
        """Services made from the platform's own images that keep running."""
        return [service for service in self.services() if service not in STORES | ONE_SHOT]

    async def healthy(self, *services: str) -> None:
        """Wait for services, for all unless some are named; a failure tells the logs of those that are not."""

        def late() -> dict[str, State | None]:
            return {service: state for service, state in self.unsettled().items() if not services or service in services}

        try:
            await eventually(lambda: not late(), UP_S, interval_s=2)
        except AssertionError:
            told = "\n".join(f"── {service}: {state}\n{self.tail(service)}" for service, state in late().items())
            raise AssertionError(f"not healthy within {UP_S} s:\n{told}") from None

    def execute(self, service: str, *command: str, user: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command in a service's container."""
        return run(["exec", *(["--user", user] if user else []), self.container(service), *command])

    def logs(self, service: str) -> str:
        """Standard output of a service."""
        return docker("logs", self.container(service))

    def tail(self, service: str) -> str:
        """The end of what a service said."""
        told = run(["logs", "--tail=15", self.container(service)])
        return told.stdout + told.stderr

    def sql(self, query: str) -> str:
        """One value out of PostgreSQL."""
        done = self.execute("postgres", "psql", "-U", "discogsography", "-d", "discogsography", "-h", "localhost", "-tAc", query)
        return done.stdout.strip()

    def url(self, port: str, path: str = "/") -> str:
        """Address of a published port."""
        return f"http://127.0.0.1:{self.ports[port]}{path}"

    async def get(self, port: str, path: str, **headers: str) -> httpx.Response:
        """Ask a published port."""
        async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
            return await client.get(self.url(port, path), headers=headers)

    def down(self) -> None:
        """Remove everything: containers, network, volumes."""
        self.compose("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "20", check=False)


def operator(platform: Platform, *arguments: str) -> subprocess.CompletedProcess[str]:
    """An operator's command on the containers; of how they were started it knows what an operator's `.env` has."""
    program = str(Path(sys.executable).with_name("discogsography"))
    files = ":".join(["docker-compose.yml", *map(str, platform.overrides)])
    named = {"COMPOSE_PROJECT_NAME": platform.name, "COMPOSE_FILE": files}
    return subprocess.run(
        [program, *arguments, "--compose", "--json"],
        check=False,
        capture_output=True,
        text=True,
        timeout=COMMAND_S,
        cwd=platform.folder,
        env={**os.environ, **platform.env, **named},
    )


def build(variables: Mapping[str, str], *targets: str) -> None:
    """What `just build` does.

    Raises:
        EngineError: it failed.
    """
    done = subprocess.run(
        [str(REPOSITORY / "deploy/images/build.sh"), "--load", *targets],
        check=False,
        capture_output=True,
        text=True,
        timeout=BUILD_S,
        env={**os.environ, **variables},
    )
    if done.returncode != 0:
        raise EngineError("the images could not be built:\n" + "\n".join(done.stderr.splitlines()[-80:]))
