"""What a backup says of itself, and whether its files are what it says. Pure, but for reading files."""

from collections.abc import Iterator, Mapping
import hashlib
from pathlib import Path
from typing import Any, Final, Literal, Self

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from common.runtime.durable import write_atomically
from common.runtime.errors import ConfigError


MANIFEST: Final = "manifest.json"
TABLES: Final = "postgres.dump"
GRAPH: Final = "neo4j.dump"
FORMAT: Final = 1
CHUNK_BYTES: Final = 1 << 20

NOT_INCLUDED: Final = (
    "secrets: the servers' passwords, the JWT key, the internal secret and the encryption master key stay where they are",
    "Redis: caches, rate limits, shared snapshots",
    "RabbitMQ: what waits in queues; dead letters are in import_rejects with their reasons",
    "downloaded dumps: the extractors fetch them again when they need them",
    "logs",
)
"""Told in every manifest, so that nobody finds out when it is too late."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileEntry(_Part):
    """One file of a backup. `sha256` is in lower-case hex digits."""

    bytes: int
    sha256: str


class Versions(_Part):
    """Versions of what wrote the files. `schema_number` names the migration of the tables that was applied last."""

    postgres: str
    neo4j: str
    schema_number: str


class Counts(_Part):
    """Rows by table, nodes by label, relationships by type: taken from the very state that the files hold."""

    tables: Mapping[str, int]
    nodes: Mapping[str, int]
    relationships: Mapping[str, int]

    def differences(self, found: Self) -> list[str]:
        """What `found` has otherwise, in words. Tables that only `found` has were added by a later version and are no difference."""
        told: list[str] = []
        for kind in ("tables", "nodes", "relationships"):
            expected, other = getattr(self, kind), getattr(found, kind)
            names = expected.keys() if kind == "tables" else expected.keys() | other.keys()
            told += [
                f"{name}: {other.get(name, 0):,} instead of {expected.get(name, 0):,}"
                for name in sorted(names)
                if expected.get(name, 0) != other.get(name, 0)
            ]
        return told

    def summary(self) -> str:
        """The sums, for people."""
        sums = [sum(each.values()) for each in (self.tables, self.nodes, self.relationships)]
        return "{:,} rows, {:,} nodes, {:,} relationships".format(*sums)


class Manifest(_Part):
    """The file that makes a folder a backup: written last, so a folder without it is none.

    Attributes:
        origin: `sample` or `real`, as both stores recorded it; `None` for a catalogue that `./up` did not import.
        key_fingerprint: Tells which encryption master key sealed the secrets inside `users` and `oauth_tokens`.
        catalogue: What `./up` remembers of its imports; empty for containers.
        is_whole: False when an import was under way: then there is no extractors' state, and the dumps are read again after a restore.
    """

    format: Literal[1]
    created_at: str
    platform: str
    versions: Versions
    origin: str | None
    key_fingerprint: str | None
    is_whole: bool
    counts: Counts
    files: Mapping[str, FileEntry]
    catalogue: Mapping[str, Any]
    not_included: tuple[str, ...]
    graph_stopped_s: float

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of a backup.

        Raises:
            ConfigError: the folder is no complete backup, or one that a later version made.
        """
        path = folder / MANIFEST
        try:
            return cls.model_validate(orjson.loads(path.read_bytes()))
        except FileNotFoundError as error:
            raise ConfigError(f"{folder} is no complete backup: it has no {MANIFEST}") from error
        except OSError as error:
            raise ConfigError(f"{path} cannot be read: {error.strerror or error}") from error
        except orjson.JSONDecodeError as error:
            raise ConfigError(f"{path} is damaged: {error}") from error
        except ValidationError as error:
            first = error.errors()[0]
            raise ConfigError(f"{path} is none that this version understands: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error

    def write(self, folder: Path) -> None:
        """Write it, synced."""
        write_atomically(folder / MANIFEST, orjson.dumps(self.model_dump(), option=orjson.OPT_INDENT_2) + b"\n")


def entry_of(path: Path) -> FileEntry:
    """Size and hash of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
    return FileEntry(bytes=size, sha256=digest.hexdigest())


def problems(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What is wrong with the files of a backup, one sentence each; sizes are compared first, since that costs nothing."""
    for name, told in manifest.files.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
        elif (size := path.stat().st_size) != told.bytes:
            yield f"{name} has {size:,} bytes instead of {told.bytes:,}"
        elif entry_of(path).sha256 != told.sha256:
            yield f"{name} is not what was written: its SHA-256 differs"


def require_sound(folder: Path) -> Manifest:
    """The manifest of a backup whose files are all as they were written.

    Raises:
        ConfigError: they are not; names every file.
    """
    manifest = Manifest.read(folder)
    if found := list(problems(folder, manifest)):
        raise ConfigError(f"{folder} is damaged: {'; '.join(found)}")
    return manifest


def key_fingerprint(key: str) -> str:
    """Which encryption master key this is, without telling it: it is random, so its hash gives nothing away."""
    return hashlib.sha256(b"discogsography backup\0" + key.strip().encode()).hexdigest()[:16]
