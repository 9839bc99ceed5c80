"""Dumps that lie in a folder already: found by name, read where they are, never written to.

A folder may hold both sources and several versions, itself or in folders of its own; the newest version with the most types wins.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
import re
from typing import Final

from common.domain.data_types import TYPES_OF, DataType, Source
from extractor.download.checksums import parse_checksums, sha256_file
from extractor.dumps import Choice, DownloadFailed, NoDump
from extractor.pipeline import DumpFile
from extractor.state.keeper import MarkerKeeper


DISCOGS_FILE: Final = re.compile(r"discogs_(\d{8})_(artists|labels|masters|releases)\.xml(?:\.gz)?")
_DATED: Final = re.compile(r"(?<!\d)(\d{8})(?:-(\d{6}))?(?!\d)")
_SUFFIXES: Final = (".jsonl.xz", ".jsonl", ".tar.xz")


class LocalDumps:
    """A folder as a source of dumps."""

    def __init__(self, source: Source, folder: Path) -> None:
        self._source = source
        self._folder = folder

    async def choose(self) -> Choice:
        """The newest version in the folder.

        Raises:
            NoDump: the folder is missing or holds no file of this source.
        """
        try:
            folders = [self._folder, *sorted(each for each in self._folder.iterdir() if each.is_dir())]
        except OSError as error:
            raise NoDump(f"Cannot read the dump folder {self._folder}: {error}") from error
        found: list[Choice] = []
        for folder in folders:
            found += discogs_versions(folder) if self._source is Source.DISCOGS else musicbrainz_version(folder)
        if not found:
            raise NoDump(f"No {self._source} dump files in {self._folder}")
        return max(found, key=lambda choice: (len(choice.files), choice.version))

    async def fetch(self, choice: Choice, keeper: MarkerKeeper) -> Sequence[DumpFile]:
        """Verify the files where a checksum is known; hash the others, which is what a checkpoint relies on."""
        files: list[DumpFile] = []
        if self._source is Source.DISCOGS:
            keeper.marker.start_download(len(choice.files), keeper.clock)
        for data_type in TYPES_OF[self._source]:
            path = choice.files.get(data_type)
            if not isinstance(path, Path):
                continue
            sha256 = await sha256_file(path)
            expected = choice.checksums.get(path.name)
            if expected is not None and expected != sha256:
                raise DownloadFailed(f"{path.name}: SHA-256 is {sha256}, the CHECKSUM file says {expected}")
            if self._source is Source.DISCOGS:
                keeper.marker.file_downloaded(path.name, path.stat().st_size, keeper.clock)
                keeper.marker.file_bytes_verified(path.name, sha256)
            files.append(DumpFile(data_type, path.name, path, sha256))
        if self._source is Source.DISCOGS:
            keeper.marker.complete_download(keeper.clock)
            await keeper.try_save()
        return files

    async def close(self) -> None:
        """Nothing is held open."""


def discogs_versions(folder: Path) -> list[Choice]:
    """Every Discogs version in a folder, with the checksums that lie beside it."""
    versions: dict[str, dict[DataType, Path | str]] = {}
    for path in sorted(folder.iterdir()):
        if (match := DISCOGS_FILE.fullmatch(path.name)) is not None and path.is_file():
            # Sorted order puts `.xml` before `.xml.gz`, so that the compressed file wins where both lie there.
            versions.setdefault(match.group(1), {})[DataType(match.group(2))] = path
    return [
        Choice(version, files, _checksums(folder / f"discogs_{version}_CHECKSUM.txt"), is_partial=len(files) < len(TYPES_OF[Source.DISCOGS]))
        for version, files in versions.items()
    ]


def musicbrainz_version(folder: Path) -> list[Choice]:
    """The MusicBrainz version in a folder: one at most."""
    try:
        files = musicbrainz_files(folder)
    except OSError:
        return []
    if not files:
        return []
    return [
        Choice(
            musicbrainz_folder_version(folder, [path for path in files.values() if isinstance(path, Path)]),
            files,
            _checksums(folder / "SHA256SUMS"),
            is_partial=len(files) < len(TYPES_OF[Source.MUSICBRAINZ]),
        )
    ]


def musicbrainz_files(folder: Path) -> Mapping[DataType, Path | str]:
    """File of each type in a version folder; exact names first, then any that holds the entity's name."""
    found: dict[DataType, Path | str] = {}
    try:
        names = sorted(path.name for path in folder.iterdir() if path.is_file())
    except FileNotFoundError:
        return {}
    for data_type in TYPES_OF[Source.MUSICBRAINZ]:
        entity = data_type.singular
        exact = [f"{entity}.jsonl.xz", f"mbdump-{entity}.jsonl.xz", f"{entity}.jsonl", f"{entity}.tar.xz"]
        loose = [name for name in names if entity in name and name.endswith(_SUFFIXES) and not (entity == "release" and "release-group" in name)]
        for name in [name for name in exact if name in names] + loose:
            found[data_type] = folder / name
            break
    return found


def musicbrainz_folder_version(folder: Path, files: Sequence[Path]) -> str:
    """Version of files laid down by hand: a date in the folder's or a file's name, else the date of the newest file."""
    for name in (folder.name, *(path.name for path in files)):
        if (match := _DATED.search(name)) is not None:
            return f"{match.group(1)}-{match.group(2) or '000000'}"
    newest = datetime.fromtimestamp(max(path.stat().st_mtime for path in files), tz=UTC)
    return f"{newest:%Y%m%d}-000000"


def _checksums(path: Path) -> Mapping[str, str]:
    try:
        return parse_checksums(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return {}
