"""The stack of `./up`, as backup and restore see it."""

from collections.abc import Mapping, Sequence
import os
from pathlib import Path
import time
from typing import Any, Final

from common.domain.data_types import Source
from common.runtime.errors import ConfigError
from utilities.backup.platform import GRAPH, PACK_STATE, UNPACK_STATE
from utilities.backup.programs import Command, feed
from utilities.backup.stores import Addresses
from utilities.stack.credentials import NEO4J_USER, USER, read_password
from utilities.stack.layout import Remembered
from utilities.stack.native import NativeStack
from utilities.stack.ports import LOOPBACK
from utilities.stack.program import log_tail
from utilities.stack.servers import SERVERS, Server, Site
from utilities.stack.servers.neo4j import AdminCommand, Neo4j
from utilities.stack.servers.postgres import DATABASE, bin_folder, dsn
from utilities.stack.services import EXTRACTORS, SERVICES


SERVER_READY_S: Final = 300.0
POLL_S: Final = 0.2
ZSTD_SINCE: Final = 16
"""Major version of `pg_dump` from which on it can compress with zstd: as small as gzip, in a fifth of the time."""


class NativePlatform:
    """Servers and services as processes of `.stack`.

    Args:
        database: The catalogue's database.
        graph: Which of the stack's graphs; there are several only under `./test`.
    """

    title = "native"

    def __init__(self, stack: NativeStack, *, database: str = DATABASE, graph: Neo4j | None = None) -> None:
        self._stack = stack
        self._site: Site = stack.site
        self._database = database
        self._graph = graph or Neo4j()

    @property
    def addresses(self) -> Addresses:
        password = read_password(self._site.layout, "neo4j_password")
        return Addresses(dsn(self._site, self._database), self._database, self._graph.uri(self._site), (NEO4J_USER, password))

    def dump_tables(self, snapshot: str) -> Command:
        compression = "--compress=zstd:3" if _major(bin_folder()) >= ZSTD_SINCE else "--compress=3"
        arguments = ("--format=custom", compression, "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--dbname={self._database}")
        return self._postgres("pg_dump", *arguments)

    def restore_tables(self, dump: Path, database: str, jobs: int) -> None:
        arguments = ("--exit-on-error", "--no-owner", "--no-privileges", f"--jobs={jobs}", f"--dbname={database}", str(dump))
        feed(self._postgres("pg_restore", *arguments))

    def _postgres(self, program: str, *arguments: str) -> Command:
        argv = [str(bin_folder() / program), "-h", LOOPBACK, "-p", str(self._site.ports.postgres_port), "-U", USER, *arguments]
        return Command(argv, {"PGPASSWORD": read_password(self._site.layout, "postgres_password")})

    def dump_graph(self) -> Command:
        return _as_command(self._graph.admin(self._site, "database", "dump", "neo4j", "--to-stdout"))

    def load_graph(self) -> Command:
        return _as_command(self._graph.admin(self._site, "database", "load", "neo4j", "--from-stdin", "--overwrite-destination=true"))

    def stop(self, server: str) -> None:
        self._stack.supervisor.stop(self._server(server).name)

    def start(self, server: str) -> None:
        wanted = self._server(server)
        self._stack.supervisor.start(wanted.name)
        deadline = time.monotonic() + SERVER_READY_S
        while True:
            try:
                wanted.probe(self._site)
                return
            except Exception as error:  # whatever a client library says while its server starts
                self._stack.check_alive([wanted.name])
                if time.monotonic() > deadline:
                    tail = log_tail(self._site.layout, wanted.name)
                    raise ConfigError(
                        f"{wanted.title} does not answer after {SERVER_READY_S:.0f} s ({error}). The end of its log:\n{tail}"
                    ) from error
                time.sleep(POLL_S)

    def _server(self, name: str) -> Server:
        return self._graph if name == GRAPH else SERVERS[name]

    def stop_services(self) -> Sequence[str]:
        processes = self._stack.supervisor.processes()
        up = [name for name in (*SERVICES, *EXTRACTORS.values()) if name in processes and processes[name].state.is_up]
        for name in reversed(up):
            self._stack.supervisor.stop(name)
        return up

    def start_services(self, names: Sequence[str]) -> None:
        self._stack.start_services([name for name in names if name in SERVICES])
        for name in names:
            self._stack.supervisor.start(name)

    def migrate(self) -> None:
        self._stack.init_schema()

    def pack_state(self, source: Source) -> Command:
        return Command(["sh", "-c", PACK_STATE], folder=self._state(source))

    def unpack_state(self, source: Source) -> Command:
        return Command(["sh", "-c", UNPACK_STATE], folder=self._state(source))

    def _state(self, source: Source) -> Path:
        folder = self._site.layout.root / source.value
        folder.mkdir(exist_ok=True)
        return folder

    def encryption_key(self) -> str | None:
        return read_password(self._site.layout, "encryption_master_key")

    def catalogue(self) -> Mapping[str, Any]:
        remembered = Remembered.read(self._site.layout)
        return remembered.catalogue if remembered else {}

    def remember(self, catalogue: Mapping[str, Any]) -> None:
        readings = catalogue.get("readings", {})
        kept = {source: reading for source, reading in readings.items() if not reading["dump_dir"] or Path(reading["dump_dir"]).is_dir()}
        Remembered(self._site.ports, {**catalogue, "readings": kept}).write(self._site.layout)


def _as_command(order: AdminCommand) -> Command:
    return Command(order.argv, order.environment, order.folder)


def _major(folder: Path) -> int:
    """Debian keeps each version in a folder of its name; elsewhere the oldest that is supported is assumed."""
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def processors() -> int:
    """How many programs may work at once."""
    return max(1, min(8, len(os.sched_getaffinity(0))))
