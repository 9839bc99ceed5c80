"""The Discogs website as a source of dumps: choose a version, fetch what is missing, verify everything."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
import re
from typing import Final

from common.domain.data_types import DISCOGS_TYPES
from common.runtime.backoff import Backoff
from common.runtime.errors import DiscogsographyError, describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.runtime.state_marker import Status, load_marker
from extractor.download import website
from extractor.download.checksums import parse_checksums, sha256_file
from extractor.download.local import discogs_versions
from extractor.download.metadata import DownloadMetadata
from extractor.download.polite import PoliteClient
from extractor.download.transfer import Transfer
from extractor.dumps import Choice, DownloadFailed, NoDump
from extractor.pipeline import DumpFile
from extractor.settings import ExtractorSettings
from extractor.state.keeper import MarkerKeeper


ATTEMPTS: Final = 3
_MARKER: Final = re.compile(r"\.extraction_status_(\d{8})\.json")

type Sleep = Callable[[float], Awaitable[None]]

log = get_logger(__name__)


class DiscogsSite:
    """The site, for one run."""

    def __init__(self, settings: ExtractorSettings, *, sleep: Sleep = asyncio.sleep) -> None:
        self._settings = settings
        self._base = settings.discogs_data_url
        self._root = settings.discogs_root
        self._sleep = sleep
        self._waits = Backoff(settings.download_retry_initial, maximum=60, jitter=0)
        self._client = PoliteClient(gap_s=settings.polite_gap_s, retry_cap_s=settings.retry_after_cap_s, sleep=sleep)

    async def close(self) -> None:
        """Close the connections to the site."""
        await self._client.close()

    async def choose(self) -> Choice:
        """The newest complete version of the site; when the site cannot be read, the newest complete one on disk.

        Raises:
            NoDump: neither has a complete version that is not older than the newest completed one.
            DownloadFailed: the site cannot be read, and there is nothing on disk.
        """
        completed = newest_completed(self._root)
        try:
            listed = await self._list()
            chosen = website.newest_complete(website.versions(listed), not_below=completed)
            if chosen is None:
                raise NoDump(f"{self._base} has no complete version" + (f" that is not older than {completed}" if completed else ""))
            checksums = await self._checksums(chosen.checksum) if chosen.checksum else {}
        except NoDump:
            raise
        except DiscogsographyError as error:
            return self._offline(error, completed)
        log.info(Mark.VERSION_FOUND, "Version chosen", version=chosen.version, verified=bool(checksums))
        if not checksums:
            log.warning(Mark.WARNING, "No CHECKSUM file: downloads cannot be verified", version=chosen.version)
        return Choice(chosen.version, dict(chosen.data), checksums)

    def _offline(self, error: DiscogsographyError, completed: str) -> Choice:
        local = (
            [choice for choice in discogs_versions(self._root) if not choice.is_partial and choice.version >= completed]
            if self._root.is_dir()
            else []
        )
        known = DownloadMetadata.load(self._root).files if local else {}
        whole = [choice for choice in local if all(isinstance(path, Path) and path.name in known for path in choice.files.values())]
        if not whole:
            raise DownloadFailed(str(error)) from error
        choice = max(whole, key=lambda each: each.version)
        log.warning(Mark.WARNING, "The site cannot be read, using the version on disk", version=choice.version, error=str(error))
        return choice

    async def _list(self) -> Sequence[str]:
        years = website.find_years(await self._client.text(self._base))
        if not years:
            raise DownloadFailed(f"{self._base} lists no year: has the page changed?")
        keys: list[str] = []
        problems: list[str] = []
        for year in years:
            try:
                keys += website.find_keys(await self._client.text(website.year_url(self._base, year)), year)
            except DiscogsographyError as error:
                problems.append(str(error))
                log.warning(Mark.WARNING, "Year page cannot be read", year=year, error=str(error))
        if not keys:
            raise DownloadFailed(f"{self._base} lists no dump file" + (f" ({'; '.join(problems)})" if problems else ""))
        return keys

    async def _checksums(self, key: str) -> dict[str, str]:
        """The published hashes. They are announced, so doing without them would hide a fault: tried again, then given up."""
        error: Exception | None = None
        for attempt in range(ATTEMPTS):
            if attempt:
                await self._sleep(self._waits.delay(attempt - 1))
            try:
                found = parse_checksums(await self._client.text(website.download_url(self._base, key)))
            except DiscogsographyError as failure:
                error = failure
                continue
            if found:
                return found
            error = DownloadFailed("no line of the form <hash> <name>")
        raise DownloadFailed(f"CHECKSUM file {key}: {error}") from error

    async def fetch(self, choice: Choice, keeper: MarkerKeeper) -> Sequence[DumpFile]:
        """All four files on disk and verified; files that are, from before, are not fetched again.

        Raises:
            DownloadFailed: one could not be had. Files fetched before it stay trusted.
        """
        await asyncio.to_thread(self._root.mkdir, parents=True, exist_ok=True)
        metadata = await asyncio.to_thread(DownloadMetadata.load, self._root)
        marker = keeper.marker
        marker.start_download(len(choice.files), keeper.clock)
        await keeper.try_save()
        files: list[DumpFile] = []
        for data_type in DISCOGS_TYPES:
            source = choice.files[data_type]
            path = self._root / Path(source).name
            published = choice.checksums.get(path.name)
            sha256 = await metadata.verified_sha256(path)
            if sha256 is None or (published is not None and sha256 != published):
                if isinstance(source, Path):
                    sha256 = await sha256_file(path)
                else:
                    marker.start_file_download(path.name, keeper.clock)
                    await keeper.try_save()
                    sha256 = await self._download(source, path, published, metadata)
                metadata.record(path, sha256, choice.version)
                await _save_quietly(metadata)
            marker.file_downloaded(path.name, path.stat().st_size, keeper.clock)
            marker.file_bytes_verified(path.name, sha256)
            await keeper.try_save()
            files.append(DumpFile(data_type, path.name, path, sha256))
        await asyncio.to_thread(metadata.save)
        marker.complete_download(keeper.clock)
        await keeper.try_save()
        return files

    async def _download(self, key: str, path: Path, published: str | None, metadata: DownloadMetadata) -> str:
        transfer = Transfer(self._client, website.download_url(self._base, key), path)
        error: Exception | None = None
        for attempt in range(ATTEMPTS):
            if attempt:
                await self._sleep(self._waits.delay(attempt - 1))
            log.info(Mark.DOWNLOAD, "Download begins", file=path.name, attempt=attempt + 1)
            try:
                sha256 = await transfer.fetch()
            except (DiscogsographyError, OSError) as failure:
                error = failure
                log.warning(Mark.WARNING, "Download attempt failed", file=path.name, attempt=attempt + 1, error=describe_exception(failure))
                continue
            if published is not None and sha256 != published:
                error = DownloadFailed(f"SHA-256 is {sha256}, published is {published}")
                log.warning(Mark.WARNING, "Downloaded bytes are not those published", file=path.name, attempt=attempt + 1)
                transfer.discard()
                continue
            transfer.accept()
            log.info(Mark.OK, "Download complete", file=path.name, verified=published is not None)
            return sha256
        # What lies under the final name was not what is published either, or it would not have been fetched.
        metadata.forget(path.name)
        await asyncio.to_thread(path.unlink, missing_ok=True)
        await _save_quietly(metadata)
        raise DownloadFailed(f"{path.name}: {error}") from error


async def _save_quietly(metadata: DownloadMetadata) -> None:
    try:
        await asyncio.to_thread(metadata.save)
    except OSError as error:
        log.warning(Mark.WARNING, "Download metadata not saved", error=describe_exception(error))


def newest_completed(root: Path) -> str:
    """The newest version whose marker says that it is complete; empty when there is none."""
    found = [match.group(1) for path in (root.iterdir() if root.is_dir() else ()) if (match := _MARKER.fullmatch(path.name))]
    for version in sorted(found, reverse=True):
        marker = load_marker(root / f".extraction_status_{version}.json")
        if marker is not None and marker.summary.overall_status is Status.COMPLETED:
            return version
    return ""
