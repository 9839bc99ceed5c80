"""`.discogs_metadata.json`: which dump files on disk are known, and by which bytes.

Size and modification time stand for the hash of a file that this program verified, so that gigabytes are not read again at each start.
"""

import asyncio
from pathlib import Path
from typing import Final

import msgspec

from common.runtime.durable import write_atomically
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from extractor.download.checksums import sha256_file


METADATA_FILE: Final = ".discogs_metadata.json"

log = get_logger(__name__)


class FileMetadata(msgspec.Struct, kw_only=True):
    """One known file. `version` is the year and month of the dump; `mtime_ns` is this platform's addition."""

    path: str
    checksum: str
    version: str
    size: int
    mtime_ns: int | None = None


class DownloadMetadata:
    """The known files of a data root."""

    def __init__(self, root: Path) -> None:
        self._path = root / METADATA_FILE
        self.files: dict[str, FileMetadata] = {}

    @classmethod
    def load(cls, root: Path) -> "DownloadMetadata":
        """What is known; a file that cannot be read as metadata is put aside as `.corrupt`."""
        metadata = cls(root)
        try:
            metadata.files = msgspec.json.decode(metadata._path.read_bytes(), type=dict[str, FileMetadata])
        except FileNotFoundError:
            pass
        except (msgspec.DecodeError, UnicodeDecodeError):
            aside = metadata._path.with_name(f"{METADATA_FILE}.corrupt")
            metadata._path.replace(aside)
            log.warning(Mark.WARNING, "Download metadata cannot be read, starting afresh", put_aside=str(aside))
        return metadata

    def save(self) -> None:
        """Store what is known.

        Raises:
            OSError: the old file is untouched.
        """
        write_atomically(self._path, msgspec.json.format(msgspec.json.encode(self.files), indent=2) + b"\n")

    def record(self, path: Path, sha256: str, version: str) -> None:
        """A file was verified just now."""
        status = path.stat()
        self.files[path.name] = FileMetadata(path=str(path), checksum=sha256, version=version[:6], size=status.st_size, mtime_ns=status.st_mtime_ns)

    def forget(self, name: str) -> None:
        """A file is not to be trusted any more."""
        self.files.pop(name, None)

    async def verified_sha256(self, path: Path) -> str | None:
        """Hash of a known file whose bytes are those that were verified; `None` when it is missing, unknown or other."""
        entry = self.files.get(path.name)
        try:
            status = await asyncio.to_thread(path.stat)
        except OSError:
            return None
        if entry is None:
            return None
        if (status.st_size, status.st_mtime_ns) == (entry.size, entry.mtime_ns):
            return entry.checksum
        if status.st_size != entry.size or await sha256_file(path) != entry.checksum:
            return None
        entry.mtime_ns = status.st_mtime_ns
        return entry.checksum
