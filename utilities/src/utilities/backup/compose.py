"""A stack of containers, as backup and restore see it: programs run inside the containers, their data comes and goes through pipes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from common.domain.data_types import Source
from utilities.backup.platform import GRAPH, PACK_STATE, UNPACK_STATE
from utilities.backup.programs import Command, feed
from utilities.backup.stores import Addresses
from utilities.operations.compose import Compose
from utilities.operations.docker import Docker
from utilities.stack.servers import SERVERS


SERVER_READY_S: Final = 300
NEO4J_USER: Final = "neo4j"
"""Account of the image under which the server works, though the container begins as root."""
STATE_FOLDER: Final[Mapping[Source, tuple[str, str]]] = {
    Source.DISCOGS: ("extractor-discogs", "/discogs-data"),
    Source.MUSICBRAINZ: ("extractor-musicbrainz", "/musicbrainz-data"),
}
"""Service and mount point of each extractor's volume."""


class ComposePlatform:
    """Containers of docker compose.

    Args:
        docker: The project, with the compose files that it was started with.
        addresses: Both stores, from here.
        user: PostgreSQL's superuser, who needs no password inside the container.
    """

    title = "containers"

    def __init__(self, docker: Docker, addresses: Addresses, *, user: str) -> None:
        self._docker = docker
        self._addresses = addresses
        self._user = user

    @property
    def addresses(self) -> Addresses:
        return self._addresses

    def dump_tables(self, snapshot: str) -> Command:
        arguments = ("--format=custom", "--compress=zstd:3", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
        return self._command("exec", "-T", "postgres", "pg_dump", "-U", self._user, *arguments, f"--dbname={self._addresses.database}")

    def restore_tables(self, dump: Path, database: str, jobs: int) -> None:
        # From a pipe PostgreSQL restores one thing at a time: `jobs` needs a file that the container can see.
        del jobs
        arguments = ("--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={database}")
        feed(self._command("exec", "-T", "postgres", "pg_restore", "-U", self._user, *arguments), dump)

    def dump_graph(self) -> Command:
        return self._beside(GRAPH, "neo4j-admin", "database", "dump", "neo4j", "--to-stdout")

    def load_graph(self) -> Command:
        return self._beside(GRAPH, "neo4j-admin", "database", "load", "neo4j", "--from-stdin", "--overwrite-destination=true")

    def stop(self, server: str) -> None:
        self._order("stop", server)

    def start(self, server: str) -> None:
        self._order("up", "-d", "--no-deps", "--no-recreate", "--wait", "--wait-timeout", str(SERVER_READY_S), server)

    def stop_services(self) -> Sequence[str]:
        up = [name for name in self._running() if name not in SERVERS]
        if up:
            self._order("stop", *up)
        return up

    def start_services(self, names: Sequence[str]) -> None:
        if names:
            self._order("start", *names)

    def migrate(self) -> None:
        self._order("run", "--rm", "--no-deps", "-T", "schema-init")

    def pack_state(self, source: Source) -> Command:
        service, folder = STATE_FOLDER[source]
        return self._beside(service, "sh", "-c", f"cd {folder} && {PACK_STATE}")

    def unpack_state(self, source: Source) -> Command:
        service, folder = STATE_FOLDER[source]
        return self._beside(service, "sh", "-c", f"cd {folder} && {UNPACK_STATE}")

    def encryption_key(self) -> str | None:
        return None

    def catalogue(self) -> Mapping[str, Any]:
        return {}

    def remember(self, catalogue: Mapping[str, Any]) -> None:
        """Containers remember nothing of their imports but what is in the stores."""

    def _command(self, *arguments: str) -> Command:
        environment = {"COMPOSE_FILE": self._docker.files} if self._docker.files else {}
        return Command(("docker", "compose", *arguments), environment, self._docker.folder)

    def _beside(self, service: str, *command: str) -> Command:
        """In a container of its own on the volumes of a service, as the user whose files are there."""
        user = ("--user", NEO4J_USER) if service == GRAPH else ()
        return self._command("run", "--rm", "--no-deps", "-T", *user, "--entrypoint", command[0], service, *command[1:])

    def _running(self) -> list[str]:
        return [each.service for each in Compose(self._docker).containers() if each.state == "running"]

    def _order(self, *arguments: str) -> None:
        feed(self._command(*arguments))
