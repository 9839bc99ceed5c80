"""Containers of `docker compose`."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Self

from utilities.operations.compose import ONE_SHOT, Compose, Container, ports_of, published_health, servers
from utilities.operations.docker import DockerFailed
from utilities.operations.settings import OperatorSettings
from utilities.operations.target import HealthAnswer, Place, ProcessState, Target


class ComposeTarget(Target):
    """Containers of `docker compose`."""

    place = Place.COMPOSE

    def __init__(self, compose: Compose, **arguments: Any) -> None:
        self.compose = compose
        project = compose.project()
        try:
            containers = compose.containers()
        except DockerFailed:  # whoever needs containers hears of it again
            containers = []
        self.settings = OperatorSettings.over(servers(project, containers), **arguments)
        self.health_urls = published_health(ports_of(project, containers))

    @classmethod
    def find(cls, **arguments: Any) -> Self:
        """The containers of this checkout, whether they run or not."""
        return cls(Compose.find(), **arguments)

    @classmethod
    def find_running(cls) -> Self | None:
        """The containers, when any of them runs."""
        compose = Compose.find_running()
        return None if compose is None else cls(compose)

    def processes(self) -> list[ProcessState]:
        return [_container(each) for each in self.compose.containers()]

    def health(self) -> Mapping[str, HealthAnswer]:
        """Asked from inside the network: most health ports are not published."""
        return {name: HealthAnswer(status, body) for name, (status, body) in self.compose.health().items()}

    def logs(self, service: str, since: timedelta) -> Iterator[str]:
        return iter(self.compose.logs(service, f"--since={max(1, round(since.total_seconds() / 60))}m"))

    def tail(self, service: str, lines: int) -> list[str]:
        return self.compose.logs(service, f"--tail={lines}")


def _container(container: Container) -> ProcessState:
    is_running = container.state == "running"
    is_done = container.service in ONE_SHOT and container.state == "exited" and container.exit_code == 0
    return ProcessState(
        container.service,
        f"{container.state} ({container.exit_code})" if container.state == "exited" else container.state,
        is_well=(is_running and container.health != "unhealthy") or is_done,
        health=container.health,
    )
