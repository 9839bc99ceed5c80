"""What backup and restore need of a stack, whatever it runs on."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from common.domain.data_types import Source
from utilities.backup.programs import Command
from utilities.backup.stores import Addresses


GRAPH: Final = "neo4j"
"""What the graph's server is called on every platform."""
PACK_STATE: Final = "find . -type f \\( -name '*.json' -o -path './flagged/*' \\) -print0 | LC_ALL=C sort -z | tar --null --no-recursion -T - -cf -"
"""Markers, what is known of downloads, flagged records: not the dumps. For `sh`, in the extractor's folder."""
UNPACK_STATE: Final = "find . -type f -name '*.json' -delete && rm -rf flagged && tar -xf -"
"""In place of the markers that are there, for they speak of what the stores held before."""


class Platform(Protocol):
    """A stack: where its stores are, how their programs are run, how its processes are stopped and started."""

    @property
    def title(self) -> str:
        """`native` or `containers`."""
        ...

    @property
    def addresses(self) -> Addresses:
        """Both stores, from here."""
        ...

    def dump_tables(self, snapshot: str) -> Command:
        """Writes PostgreSQL's custom format to its output, as `snapshot` sees the tables."""
        ...

    def restore_tables(self, dump: Path, database: str, jobs: int) -> None:
        """Reads PostgreSQL's custom format into an empty database."""
        ...

    def dump_graph(self) -> Command:
        """Writes Neo4j's dump to its output; the server is stopped."""
        ...

    def load_graph(self) -> Command:
        """Reads Neo4j's dump from its input, over what is there; the server is stopped."""
        ...

    def stop(self, server: str) -> None:
        """Orderly stop of a server; back when it has ended."""
        ...

    def start(self, server: str) -> None:
        """Back when the server answers."""
        ...

    def stop_services(self) -> Sequence[str]:
        """Stop whatever uses the stores; the names of what was up, the first to be started first."""
        ...

    def start_services(self, names: Sequence[str]) -> None:
        """Start again what `stop_services` named."""
        ...

    def migrate(self) -> None:
        """Bring the schemas of a restored stack up to this version."""
        ...

    def pack_state(self, source: Source) -> Command:
        """Writes an extractor's markers and flagged records to its output, as tar."""
        ...

    def unpack_state(self, source: Source) -> Command:
        """Reads what `pack_state` wrote from its input, in place of what is there."""
        ...

    def encryption_key(self) -> str | None:
        """The stack's encryption master key, where it can be read from here."""
        ...

    def catalogue(self) -> Mapping[str, Any]:
        """What is remembered of imports, beside the stores."""
        ...

    def remember(self, catalogue: Mapping[str, Any]) -> None:
        """Remember it in a restored stack."""
        ...
