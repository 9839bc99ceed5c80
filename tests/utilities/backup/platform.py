"""The servers of `./test` as a stack to back up: one test's database and graph on them, without services."""

from collections.abc import Mapping, Sequence
import json
from pathlib import Path
import sys
from typing import Any

from common.domain.data_types import Source
from common.runtime.errors import ConfigError
from utilities.backup.creating import create
from utilities.backup.native import NativePlatform
from utilities.backup.programs import Command, feed
from utilities.stack.layout import REPOSITORY, TEST_MEMORY, Layout, Remembered
from utilities.stack.native import NativeStack
from utilities.stack.servers import TEST_SERVERS, Site
from utilities.stack.servers.neo4j import Neo4j


class ServersOfTests(NativePlatform):
    """What is done to services is noted, for there are none.

    Args:
        root: Folder of the stack whose servers these are.
        state: Folder of the extractors.
    """

    def __init__(self, root: Path, state: Path, *, database: str, graph: str) -> None:
        layout = Layout(root=root, programs=REPOSITORY / ".stack" / "programs")
        remembered = Remembered.read(layout)
        if remembered is None:
            raise ConfigError(f"There is no stack in {root}")
        server = TEST_SERVERS[graph]
        assert isinstance(server, Neo4j)
        stack = NativeStack(Site(layout, remembered.ports, TEST_MEMORY), lambda _text: None, TEST_SERVERS)
        super().__init__(stack, database=database, graph=server)
        self.root = root
        self.secrets = layout.secrets
        self.addresses_graph = graph
        self.state = state
        self.done: list[str] = []
        self.remembered: Mapping[str, Any] = {}

    def stop(self, server: str) -> None:
        self.done.append(f"stop {server}")
        super().stop(server)

    def start(self, server: str) -> None:
        super().start(server)
        self.done.append(f"start {server}")

    def stop_services(self) -> Sequence[str]:
        self.done.append("stop services")
        return ("api",)

    def start_services(self, names: Sequence[str]) -> None:
        self.done.append(f"start {' '.join(names)}")

    def migrate(self) -> None:
        self.done.append("migrate")

    def catalogue(self) -> Mapping[str, Any]:
        return {"origin": "sample", "readings": {}}

    def remember(self, catalogue: Mapping[str, Any]) -> None:
        self.remembered = catalogue

    def _state(self, source: Source) -> Path:
        folder = self.state / source.value
        folder.mkdir(parents=True, exist_ok=True)
        return folder


class GraphLeftAlone(ServersOfTests):
    """Its graph is not stopped, and its dump is a few bytes: for what is not about the graph."""

    def stop(self, server: str) -> None:
        self.done.append(f"stop {server}")
        print(f"stop {server}", flush=True)

    def start(self, server: str) -> None:
        self.done.append(f"start {server}")
        print(f"start {server}", flush=True)

    def dump_graph(self) -> Command:
        return Command(["printf", "a graph"])


class BrokenAtTables(GraphLeftAlone):
    """Its `pg_restore` fails."""

    def restore_tables(self, dump: Path, database: str, jobs: int) -> None:
        del database, jobs
        feed(Command(["false"]), dump)


class Interrupted(GraphLeftAlone):
    """Writes the beginning of a dump and no more."""

    def dump_graph(self) -> Command:
        return Command(["sh", "-c", "head -c 100000 /dev/zero; exec sleep 600"])


def main() -> None:
    """Begin a backup that never ends: `python -m tests.utilities.backup.platform '{"root": …}'`."""
    from utilities.backup import cli

    told = json.loads(sys.argv[1])
    platform = Interrupted(Path(told["root"]), Path(told["state"]), database=told["database"], graph=told["graph"])
    cli.end_orderly()
    create(platform, Path(told["parent"]), lambda text: print(text, flush=True))


if __name__ == "__main__":
    main()
