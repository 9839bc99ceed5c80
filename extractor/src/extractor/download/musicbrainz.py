"""The MusicBrainz dump site: choose a version, turn each tarball into `<entity>.jsonl.xz` as it streams in, verify every byte of it.

    network ─► SHA-256 ─► xz decoder ─► tar ─► member mbdump/<entity> ─► xz encoder ─► <entity>.jsonl.xz.tmp ─► rename

The tarball never lies on the disk. Everything behind the network runs in one thread, fed through a short queue.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
import hashlib
import lzma
import os
from pathlib import Path
import queue
import re
import tarfile
import threading
from typing import Final

from common.domain.data_types import MUSICBRAINZ_TYPES, DataType
from common.runtime.backoff import Backoff
from common.runtime.durable import sync_folder
from common.runtime.errors import DiscogsographyError, describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from extractor.download.checksums import parse_checksums, sha256_file
from extractor.download.local import musicbrainz_files
from extractor.download.polite import PoliteClient
from extractor.dumps import Choice, DownloadFailed, NoDump
from extractor.pipeline import DumpFile
from extractor.reader import PieceStream, is_entity_member
from extractor.settings import ExtractorSettings
from extractor.state.keeper import MarkerKeeper


ATTEMPTS: Final = 3
ENCODER_PRESET: Final = 1
"""Fast: the files are written once, read at most twice, and the slower presets cost hours over the whole dump."""
QUEUE_PIECES: Final = 64
COPY_BYTES: Final = 1 << 18
_VERSION: Final = re.compile(r'href="(\d{8}-\d{6})/?"')
_VERSION_NAME: Final = re.compile(r"\d{8}-\d{6}")

type Sleep = Callable[[float], Awaitable[None]]

log = get_logger(__name__)


def find_versions(page: str) -> list[str]:
    """Versions that the index links to, newest first."""
    return sorted(set(_VERSION.findall(page)), reverse=True)


def tarball(data_type: DataType) -> str:
    """Name of a type's tarball on the site."""
    return f"{data_type.singular}.tar.xz"


def materialised(folder: Path, data_type: DataType) -> bool:
    """Whether a type's data lies in a version folder under a final name, which is trusted."""
    return any((folder / f"{data_type.singular}{suffix}").is_file() for suffix in (".jsonl", ".jsonl.xz"))


class MusicBrainzSite:
    """The site, for one run."""

    def __init__(self, settings: ExtractorSettings, *, sleep: Sleep = asyncio.sleep) -> None:
        self._settings = settings
        self._base = settings.musicbrainz_dump_url.rstrip("/") + "/"
        self._root = settings.musicbrainz_root
        self._sleep = sleep
        self._waits = Backoff(settings.download_retry_initial, maximum=60, jitter=0)
        self._client = PoliteClient(gap_s=settings.polite_gap_s, retry_cap_s=settings.retry_after_cap_s, sleep=sleep)

    async def close(self) -> None:
        """Close the connections to the site."""
        await self._client.close()

    async def choose(self) -> Choice:
        """The newest version of the index that is complete there or on disk; without an index, the newest complete one on disk.

        Raises:
            NoDump: no version is complete.
            DownloadFailed: the index cannot be read, and there is nothing on disk.
        """
        try:
            versions = find_versions(await self._client.text(self._base))
        except DiscogsographyError as error:
            if (local := self._newest_local()) is None:
                raise DownloadFailed(str(error)) from error
            log.warning(Mark.WARNING, "The index cannot be read, using the version on disk", version=local, error=str(error))
            return Choice(local, {}, {})
        if not versions:
            raise NoDump(f"{self._base} lists no version: has the page changed?")
        problems: list[str] = []
        for version in versions:
            if self._is_local(version):
                return Choice(version, {}, {})
            try:
                checksums = parse_checksums(await self._client.text(f"{self._base}{version}/SHA256SUMS"))
            except DiscogsographyError as error:
                problems.append(str(error))
                continue
            missing = [tarball(each) for each in MUSICBRAINZ_TYPES if tarball(each) not in checksums and not materialised(self._root / version, each)]
            if not missing:
                log.info(Mark.VERSION_FOUND, "Version chosen", version=version)
                return Choice(version, {each: tarball(each) for each in MUSICBRAINZ_TYPES}, checksums)
            problems.append(f"{version}: SHA256SUMS lacks {', '.join(missing)}")
            log.warning(Mark.WARNING, "Version is not complete, trying the one before", version=version, missing=missing)
        raise DownloadFailed("; ".join(problems))

    def _is_local(self, version: str) -> bool:
        return all(materialised(self._root / version, each) for each in MUSICBRAINZ_TYPES)

    def _newest_local(self) -> str | None:
        folders = [path.name for path in self._root.iterdir() if _VERSION_NAME.fullmatch(path.name)] if self._root.is_dir() else []
        return next((version for version in sorted(folders, reverse=True) if self._is_local(version)), None)

    async def fetch(self, choice: Choice, keeper: MarkerKeeper) -> Sequence[DumpFile]:
        """All four files in the version's folder. The marker's download phase is not used for this source.

        Raises:
            DownloadFailed: one could not be had; finished files stay.
        """
        folder = self._root / choice.version
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        for data_type in MUSICBRAINZ_TYPES:
            if not materialised(folder, data_type):
                await self._download(choice, folder, data_type)
        files = await asyncio.to_thread(musicbrainz_files, folder)
        found: list[DumpFile] = []
        for data_type in MUSICBRAINZ_TYPES:
            path = files.get(data_type)
            if isinstance(path, Path):
                found.append(DumpFile(data_type, path.name, path, await sha256_file(path)))
        if not found:
            raise NoDump(f"No MusicBrainz files in {folder}")
        keeper.marker.processing_phase.files_total = len(found)
        return found

    async def _download(self, choice: Choice, folder: Path, data_type: DataType) -> None:
        name = tarball(data_type)
        target = folder / f"{data_type.singular}.jsonl.xz"
        error: Exception | None = None
        for attempt in range(ATTEMPTS):
            if attempt:
                await self._sleep(self._waits.delay(attempt - 1))
            log.info(Mark.DOWNLOAD, "Download begins", file=name, attempt=attempt + 1)
            try:
                await self._stream(f"{self._base}{choice.version}/{name}", data_type.singular, target, choice.checksums[name])
            except (DiscogsographyError, OSError) as failure:
                error = failure
                log.warning(Mark.WARNING, "Download attempt failed", file=name, attempt=attempt + 1, error=describe_exception(failure))
                continue
            log.info(Mark.OK, "Download complete", file=target.name, size_bytes=target.stat().st_size)
            return
        raise DownloadFailed(f"{name}: {error}") from error

    async def _stream(self, url: str, entity: str, target: Path, expected: str) -> None:
        temporary = target.with_name(f"{target.name}.tmp")
        pieces: queue.Queue[bytes | None] = queue.Queue(QUEUE_PIECES)
        stopped = threading.Event()
        converting = asyncio.create_task(asyncio.to_thread(_convert, _pull(pieces, stopped), entity, temporary))
        digest = hashlib.sha256()
        try:
            async with self._client.stream(url) as response:
                if not response.is_success:
                    raise DownloadFailed(f"GET {url}: status {response.status_code}")
                async for piece in response.aiter_raw(COPY_BYTES):
                    digest.update(piece)
                    await _push(pieces, piece, converting)
            await _push(pieces, None, converting)
            await converting
            if digest.hexdigest() != expected:
                raise DownloadFailed(f"{entity}.tar.xz: SHA-256 is {digest.hexdigest()}, published is {expected}")
            temporary.replace(target)
            sync_folder(target.parent)
        finally:
            stopped.set()
            await asyncio.wait([converting])
            if not converting.cancelled():
                converting.exception()
            temporary.unlink(missing_ok=True)


async def _push(pieces: "queue.Queue[bytes | None]", piece: bytes | None, converting: "asyncio.Task[None]") -> None:
    while True:
        try:
            pieces.put_nowait(piece)
            return
        except queue.Full:
            if converting.done():
                await converting
                raise DownloadFailed("the converter ended early") from None
            await asyncio.sleep(0.005)


def _pull(pieces: "queue.Queue[bytes | None]", stopped: threading.Event) -> Iterator[bytes]:
    while True:
        try:
            piece = pieces.get(timeout=0.2)
        except queue.Empty:
            if stopped.is_set():
                raise DownloadFailed("stopped") from None
            continue
        if piece is None:
            return
        yield piece


def _convert(pieces: Iterator[bytes], entity: str, temporary: Path) -> None:
    """The tarball's member as an xz file, and the rest of the tarball read to its end.

    Raises:
        DownloadFailed: not a tarball, or one without the member.
    """
    stream = PieceStream(_decoded(pieces))
    found = False
    try:
        with lzma.open(temporary, "wb", preset=ENCODER_PRESET) as target, tarfile.open(fileobj=stream, mode="r|", bufsize=COPY_BYTES) as archive:
            for member in archive:
                content = archive.extractfile(member) if not found and is_entity_member(member.name, entity) else None
                while content is not None and (piece := content.read(COPY_BYTES)):
                    found = True
                    target.write(piece)
    except (tarfile.TarError, lzma.LZMAError) as error:
        raise DownloadFailed(f"{entity}.tar.xz: {error}") from error
    if not found:
        raise DownloadFailed(f"{entity}.tar.xz holds no mbdump/{entity}")
    for _ in pieces:
        pass
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())


def _decoded(compressed: Iterator[bytes]) -> Iterator[bytes]:
    decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ)
    while not decoder.eof:
        data = next(compressed, b"") if decoder.needs_input else b""
        if not data and decoder.needs_input:
            raise DownloadFailed("the xz stream ends early")
        if piece := decoder.decompress(data, COPY_BYTES):
            yield piece
