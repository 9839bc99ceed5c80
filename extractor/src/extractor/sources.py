"""Which source of dumps a process works on, and what it waits for before a run."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import httpx

from common.domain.data_types import Source
from common.runtime.backoff import Backoff
from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from extractor.download.discogs import DiscogsSite
from extractor.download.local import LocalDumps
from extractor.download.musicbrainz import MusicBrainzSite
from extractor.dumps import DumpSource
from extractor.settings import ExtractorSettings


HEALTH_TIMEOUT_S: Final = 5.0
UNREACHABLE_LIMIT: Final = 10
UNREACHABLE_MAX_S: Final = 300.0

log = get_logger(__name__)


def dump_source(settings: ExtractorSettings) -> DumpSource:
    """The local folder if one is set, else the source's site."""
    if settings.extractor_dump_dir is not None:
        return LocalDumps(settings.source, settings.extractor_dump_dir)
    return DiscogsSite(settings) if settings.source is Source.DISCOGS else MusicBrainzSite(settings)


def discogs_gate(settings: ExtractorSettings, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> Callable[[], Awaitable[None]]:
    """What MusicBrainz awaits before a run: Discogs is not running any more, or has not answered ten times in a row.

    A MusicBrainz record links to Discogs entities, which must be there first; but an extractor that is gone must not block for ever.
    """

    async def wait() -> None:
        waits = Backoff(settings.discogs_retry_initial, maximum=UNREACHABLE_MAX_S, jitter=0)
        failures = 0
        async with httpx.AsyncClient(timeout=HEALTH_TIMEOUT_S) as client:
            while True:
                try:
                    answer = await client.get(settings.discogs_health_url)
                except httpx.HTTPError as error:
                    failures += 1
                    if failures >= UNREACHABLE_LIMIT:
                        log.warning(Mark.WARNING, "Discogs extractor cannot be reached, going on without it", attempts=failures)
                        return
                    wait_s = waits.delay(failures - 1)
                    log.info(Mark.WAITING, "Discogs extractor cannot be reached", error=describe_exception(error), wait_s=wait_s)
                    await sleep(wait_s)
                    continue
                failures = 0
                if not _says_running(answer):
                    return
                log.info(Mark.WAITING, "Discogs extractor is running", wait_s=settings.discogs_poll_interval)
                await sleep(settings.discogs_poll_interval)

    return wait


def _says_running(answer: httpx.Response) -> bool:
    try:
        body = answer.json()
    except ValueError:
        return False
    return isinstance(body, dict) and body.get("extraction_status") == "running"
