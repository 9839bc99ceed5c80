"""The containers of this checkout, as Docker's command tells of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
import json
import os
from pathlib import Path
import re
from typing import Any, Final, Self

from utilities.operations.docker import Docker, DockerFailed, json_documents


LOOPBACK: Final = "127.0.0.1"
SERVERS: Final = ("postgres", "redis", "rabbitmq", "neo4j")
ONE_SHOT: Final = frozenset({"schema-init", "secrets", "sample"})
"""Services that end when their work is done."""
HEALTH_PORTS: Final = {
    "extractor-discogs": 8000,
    "extractor-musicbrainz": 8000,
    "graphinator": 8001,
    "tableinator": 8002,
    "brainzgraphinator": 8011,
    "brainztableinator": 8010,
    "api": 8005,
    "insights": 8009,
    "mcp-server": 8013,
    "explore": 8007,
    "dashboard": 8003,
}
"""Health ports inside the network of the containers."""
MESSENGERS: Final = ("api", "explore", "insights", "graphinator", "tableinator", "brainztableinator", "brainzgraphinator", "dashboard")
"""Services whose containers may ask all others how they are, best first."""
HEALTH_TIMEOUT_S: Final = 5
DEFAULTS: Final[Mapping[str, Any]] = {
    "rabbitmq_host": LOOPBACK,
    "postgres_host": LOOPBACK,
    "postgres_port": 5433,
    "postgres_username": "discogsography",
    "postgres_password": "discogsography",
    "postgres_database": "discogsography",
    "neo4j_host": LOOPBACK,
    "neo4j_username": "neo4j",
    "neo4j_password": "discogsography",
    "redis_host": LOOPBACK,
}
"""Servers as the development compose file publishes them."""
PUBLISHED: Final[Mapping[str, tuple[str, int]]] = {
    "rabbitmq_port": ("rabbitmq", 5672),
    "rabbitmq_management_port": ("rabbitmq", 15672),
    "postgres_port": ("postgres", 5432),
    "neo4j_port": ("neo4j", 7687),
    "redis_port": ("redis", 6379),
}
"""Setting, service, and the port that the service listens on inside its container."""
USERS: Final[Mapping[str, tuple[str, str]]] = {
    "rabbitmq_username": ("rabbitmq", "RABBITMQ_DEFAULT_USER"),
    "rabbitmq_password": ("rabbitmq", "RABBITMQ_DEFAULT_PASS"),
    "rabbitmq_vhost": ("rabbitmq", "RABBITMQ_DEFAULT_VHOST"),
    "postgres_username": ("postgres", "POSTGRES_USER"),
    "postgres_password": ("postgres", "POSTGRES_PASSWORD"),
    "postgres_database": ("postgres", "POSTGRES_DB"),
    "discogs_exchange_prefix": ("graphinator", "DISCOGS_EXCHANGE_PREFIX"),
    "musicbrainz_exchange_prefix": ("brainzgraphinator", "MUSICBRAINZ_EXCHANGE_PREFIX"),
}
"""Setting, service, and the variable of the service's container that holds it."""
SECRETS: Final = (
    "rabbitmq_username",
    "rabbitmq_password",
    "postgres_username",
    "postgres_password",
    "neo4j_password",
    "redis_password",
)
"""Settings that production takes from the secret of the same name."""
_STATUS: Final = re.compile(r"\n@@(\d{3})\n")


@dataclass(frozen=True, slots=True)
class Container:
    """One container of the project; `health` is empty when it has no health check, `ports` are those of this machine by those inside."""

    service: str
    state: str
    health: str
    exit_code: int
    ports: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compose:
    """The project of this checkout."""

    docker: Docker = field(default_factory=Docker)

    @classmethod
    def find(cls) -> Self:
        """The project, with the compose files that it was started with where Docker knows them."""
        docker = Docker()
        try:
            projects = json_documents(docker.compose("ls", "--all", "--format", "json"))
        except DockerFailed:  # whoever needs containers hears of it again
            return cls(docker)
        named = os.environ.get("COMPOSE_PROJECT_NAME")
        for project in sorted(projects, key=lambda each: "running" in str(each.get("Status"))):  # of several the last, one that runs
            name = str(project.get("Name") or "")
            files = [Path(file) for file in str(project.get("ConfigFiles") or "").split(",") if file]
            if name == named or (not named and any(file.parent == docker.folder for file in files)):
                # The production overlay was named at the start; without it, ports and secrets of the base file would be looked at.
                docker = replace(docker, files=":".join(map(str, files)), project=name)
        return cls(docker)

    @classmethod
    def find_running(cls) -> Self | None:
        """The project when any of its containers runs; `None` also when there is no Docker."""
        try:
            found = cls.find()
            return found if any(container.state == "running" for container in found.containers()) else None
        except DockerFailed:
            return None

    def containers(self) -> list[Container]:
        """Containers of the project, servers first, ended ones too. Raises `DockerFailed`."""
        found = [
            Container(
                service=str(told.get("Service") or told.get("Name")),
                state=str(told.get("State") or "unknown").lower(),
                health=str(told.get("Health") or ""),
                exit_code=int(told.get("ExitCode") or 0),
                ports={int(each["TargetPort"]): int(each["PublishedPort"]) for each in told.get("Publishers") or () if each.get("PublishedPort")},
            )
            for told in json_documents(self.docker.compose("ps", "--all", "--format", "json"))
        ]
        return sorted(found, key=lambda container: (container.service not in SERVERS, container.service))

    def logs(self, service: str, *which: str) -> list[str]:
        """Log lines of a service's containers. Raises `DockerFailed`."""
        done = self.docker.run("compose", "logs", service, *which, "--no-log-prefix", "--no-color", merged=True)
        lines = done.stdout.splitlines()
        if done.returncode != 0:
            raise DockerFailed(f"docker compose logs {service} failed ({done.returncode}): {lines[-1] if lines else 'it says nothing'}")
        return lines

    def health(self) -> dict[str, tuple[int | None, Mapping[str, object]]]:
        """HTTP status and body of `/health` of every service that runs, asked from one of the containers. Raises `DockerFailed`."""
        running = [container.service for container in self.containers() if container.state == "running"]
        asked = [name for name in HEALTH_PORTS if name in running]
        messenger = next((name for name in MESSENGERS if name in running), None)
        if messenger is None:
            return dict.fromkeys(asked, (None, {}))
        urls = [f"http://{name}:{HEALTH_PORTS[name]}/health" for name in asked]
        curl = ("curl", "--silent", "--max-time", str(HEALTH_TIMEOUT_S), "--write-out", r"\n@@%{http_code}\n", *urls)
        # Its exit code is that of the last question alone.
        text = self.docker.run("compose", "exec", "-T", messenger, *curl).stdout
        return dict.fromkeys(asked, (None, {})) | dict(zip(asked, _answers(text), strict=False))

    def project(self) -> Mapping[str, Any]:
        """The project's configuration with everything filled in; empty when Docker does not tell."""
        try:
            told = json.loads(self.docker.compose("config", "--format", "json"))
        except (DockerFailed, ValueError):
            return {}
        return told if isinstance(told, Mapping) else {}


def servers(project: Mapping[str, Any], containers: Sequence[Container] = ()) -> dict[str, Any]:
    """Addresses and credentials of the servers by setting, as far as containers and configuration tell; else `DEFAULTS`.

    Ports of containers count more: the configuration may be another one than that of their start.
    """
    secrets = {name: _secret(project, name) for name in SECRETS}
    return {
        **DEFAULTS,
        **_published(ports_of(project, containers)),
        **_credentials(project.get("services") or {}),
        **{name: text for name, text in secrets.items() if text},
    }


def published_health(ports: Mapping[str, Mapping[int, int]]) -> dict[str, str]:
    """Health addresses that are open on this machine, by service."""
    found = {name: ports.get(name, {}).get(inside) for name, inside in HEALTH_PORTS.items()}
    return {name: f"http://{LOOPBACK}:{port}/health" for name, port in found.items() if port}


def ports_of(project: Mapping[str, Any], containers: Sequence[Container]) -> dict[str, Mapping[int, int]]:
    """Published ports of each service by the ports inside."""
    configured = {
        name: {int(entry["target"]): int(entry["published"]) for entry in service.get("ports") or () if str(entry.get("published") or "").isdecimal()}
        for name, service in (project.get("services") or {}).items()
    }
    return configured | {container.service: container.ports for container in containers if container.ports}


def _secret(project: Mapping[str, Any], name: str) -> str | None:
    """Text of a secret's file, which only production has."""
    path = ((project.get("secrets") or {}).get(name) or {}).get("file")
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else None
    except OSError:  # readable for the containers' user only: the operator then names it, by file or variable
        return None


def _published(ports: Mapping[str, Mapping[int, int]]) -> dict[str, Any]:
    found = {setting: ports.get(service, {}).get(inside) for setting, (service, inside) in PUBLISHED.items()}
    return {setting: port for setting, port in found.items() if port}


def _credentials(services: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    found = {setting: _variable(services, service, name) for setting, (service, name) in USERS.items()}
    user, _, password = (_variable(services, "neo4j", "NEO4J_AUTH") or "").partition("/")
    if password:
        found |= {"neo4j_username": user, "neo4j_password": password}
    return {setting: value for setting, value in found.items() if value}


def _variable(services: Mapping[str, Mapping[str, Any]], service: str, name: str) -> str | None:
    environment = (services.get(service) or {}).get("environment")
    value = environment.get(name) if isinstance(environment, Mapping) else None
    return str(value) if value else None


def _answers(text: str) -> Sequence[tuple[int | None, Mapping[str, object]]]:
    """Status and body of each question, in the order of asking; curl tells the status 000 when nobody answers."""
    parts = _STATUS.split(text)
    return [_answer(body, int(status)) for body, status in zip(parts[::2], parts[1::2], strict=False)]


def _answer(body: str, status: int) -> tuple[int | None, Mapping[str, object]]:
    try:
        told = json.loads(body)
    except ValueError:
        told = {}
    return status or None, told if isinstance(told, Mapping) else {}
