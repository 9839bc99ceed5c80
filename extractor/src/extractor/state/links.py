"""MBID -> Discogs id, for all entity types: built once per dump version, shared by all workers as a file.

A file and not a dictionary, since five million links in every worker would cost more memory than all the rest of the extractor.
"""

from collections.abc import Iterable
from pathlib import Path
import sqlite3
import struct
from typing import Final
from uuid import UUID


_LINK: Final = struct.Struct("!16sq")
_CREATE: Final = "CREATE TABLE links (kind TEXT NOT NULL, mbid BLOB NOT NULL, discogs_id INTEGER NOT NULL, PRIMARY KEY (kind, mbid)) WITHOUT ROWID"
_CREATE_ORIGIN: Final = "CREATE TABLE origin (identity TEXT NOT NULL)"
_INSERT: Final = "INSERT OR IGNORE INTO links VALUES (?, ?, ?)"
_LOOKUP: Final = "SELECT discogs_id FROM links WHERE kind = ? AND mbid = ?"
_CACHE_PAGES_BUILD: Final = -65536  # negative: kibibytes
_CACHE_PAGES_READ: Final = -8192


def pack_links(links: Iterable[tuple[str, int]]) -> bytes:
    """Links as 24 bytes each; an MBID that is no UUID is left out, since no relation can point at it."""
    packed = []
    for mbid, discogs_id in links:
        try:
            packed.append(_LINK.pack(UUID(mbid).bytes, discogs_id))
        except (ValueError, struct.error):
            continue
    return b"".join(packed)


class LinkWriter:
    """Builds the map beside its final name; `finish` puts it there. Use from one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._building = path.with_name(f"{path.name}.tmp")
        self._building.unlink(missing_ok=True)
        self._database = sqlite3.connect(self._building, isolation_level=None, check_same_thread=False)
        # A lost file is simply built again, so no journal and no sync.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size={_CACHE_PAGES_BUILD}"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute(_CREATE)
        self._database.execute(_CREATE_ORIGIN)
        self._database.execute("BEGIN")

    def add_packed(self, kind: str, packed: bytes) -> None:
        """Add links of one target type (`artist`, `release-group`, ...); the first link of an MBID stays."""
        self._database.executemany(_INSERT, ((kind, mbid, discogs_id) for mbid, discogs_id in _LINK.iter_unpack(packed)))

    def finish(self, identity: str) -> None:
        """Complete the map; `identity` says which dump files it was made from."""
        self._database.execute("INSERT INTO origin VALUES (?)", (identity,))
        self._database.execute("COMMIT")
        self._database.close()
        self._building.replace(self._path)

    def abandon(self) -> None:
        """Throw away what was built."""
        self._database.close()
        self._building.unlink(missing_ok=True)


class LinkReader:
    """Look-ups in a finished map."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        self._database.execute(f"PRAGMA cache_size={_CACHE_PAGES_READ}")

    def lookup(self, target_type: str, mbid: str) -> int | None:
        """Discogs id of an entity, `None` when its dump entry links to none."""
        try:
            key = UUID(mbid).bytes
        except ValueError:
            return None
        row = self._database.execute(_LOOKUP, (target_type, key)).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        """Release the file."""
        self._database.close()


def built_from(path: Path) -> str | None:
    """Identity of the dump files that the map at `path` was made from; `None` when there is no usable map."""
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    except sqlite3.Error:
        return None
    try:
        row = database.execute("SELECT identity FROM origin").fetchone()
    except sqlite3.Error:
        return None
    finally:
        database.close()
    return row[0] if row else None
