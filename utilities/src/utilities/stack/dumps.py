"""Dump files in a folder: what is there, checked before anything is started."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
import re
from typing import Final

from common.domain.data_types import TYPES_OF, DataType, Source
from common.runtime.errors import ConfigError
from utilities.sample.cli import SAMPLE_MARK


DISCOGS_FILE: Final = re.compile(r"discogs_(\d{8})_(artists|labels|masters|releases)\.xml(\.gz)?")
MUSICBRAINZ_FILE: Final = re.compile(r"(?:mbdump-)?(artist|label|release-group|release)(\.jsonl|\.jsonl\.xz|\.tar\.xz)")
MAGIC: Final = {".gz": b"\x1f\x8b", ".xz": b"\xfd7zXZ\x00"}
FOLDER_DEPTH: Final = 2


@dataclass(frozen=True, slots=True)
class DumpSet:
    """Dumps of one source and version, all in one folder."""

    source: Source
    folder: Path
    version: str
    files: Mapping[DataType, Path]

    @property
    def missing(self) -> tuple[DataType, ...]:
        """Types without a file: the import is partial then, and removes nothing."""
        return tuple(t for t in TYPES_OF[self.source] if t not in self.files)

    @property
    def size_bytes(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.files.values())


def find_dumps(folder: Path) -> dict[Source, DumpSet]:
    """The newest dumps of each source in a folder or up to two folders below it.

    Raises:
        ConfigError: no such folder, nothing in it, or a file that is not what its name says.
    """
    if not folder.is_dir():
        raise ConfigError(f"There is no folder {folder}" if not folder.exists() else f"{folder} is not a folder")
    try:
        candidates = [found for each in _folders(folder, FOLDER_DEPTH) for found in _sets_in(each)]
    except OSError as error:
        raise ConfigError(f"Cannot read {error.filename or folder}: {error.strerror}") from error
    if not candidates:
        names = sorted(path.name for path in folder.iterdir())[:8]
        raise ConfigError(
            f"No dump files in {folder}. Looked for discogs_<date>_artists.xml.gz (labels, masters, releases) and "
            f"artist.jsonl, artist.jsonl.xz or artist.tar.xz (label, release-group, release). "
            f"It holds: {', '.join(names) or 'nothing'}"
        )
    chosen: dict[Source, DumpSet] = {}
    for found in sorted(candidates, key=lambda each: (len(each.files), each.version)):
        chosen[found.source] = found
    for found in chosen.values():
        for path in found.files.values():
            _check(path)
    return chosen


def is_sample(folder: Path) -> bool:
    """Whether a folder holds a generated catalogue."""
    return any((each / SAMPLE_MARK).is_file() for each in (folder, folder.parent, folder.parent.parent))


def _folders(folder: Path, depth: int) -> Iterator[Path]:
    yield folder
    if depth:
        for below in sorted(path for path in folder.iterdir() if path.is_dir()):
            yield from _folders(below, depth - 1)


def _sets_in(folder: Path) -> list[DumpSet]:
    discogs: dict[str, dict[DataType, Path]] = {}
    musicbrainz: dict[DataType, Path] = {}
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        if match := DISCOGS_FILE.fullmatch(path.name):
            discogs.setdefault(match.group(1), {})[DataType(match.group(2))] = path
        elif match := MUSICBRAINZ_FILE.fullmatch(path.name):
            musicbrainz[DataType(f"{match.group(1)}s")] = path
    found = [DumpSet(Source.DISCOGS, folder, version, files) for version, files in discogs.items()]
    if musicbrainz:
        found.append(DumpSet(Source.MUSICBRAINZ, folder, _dated(folder), musicbrainz))
    return found


def _dated(folder: Path) -> str:
    match = re.search(r"\d{8}(-\d{6})?", folder.name)
    return match.group(0) if match else ""


def _check(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(6)
    except OSError as error:
        raise ConfigError(f"Cannot read {path}: {error.strerror}") from error
    if not head:
        raise ConfigError(f"{path} is empty")
    magic = MAGIC.get(path.suffix, b"")
    if not head.startswith(magic):
        raise ConfigError(f"{path} is not a {path.suffix} file: it begins with {head!r}. Was its download cut off or replaced by a web page?")
