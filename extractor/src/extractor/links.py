"""Pass 1 over a MusicBrainz dump: which entity is which on Discogs, for all types, before any record is published.

Reads every file once, in the workers that will publish afterwards, and keeps the map as a file beside the dumps for the next start.
"""

import asyncio
from collections.abc import Sequence
import hashlib
from pathlib import Path
import sqlite3

from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from extractor.musicbrainz.splitter import Splitter
from extractor.pipeline import BlockSource, DumpFile
from extractor.publish.pool import Published, WorkerPool
from extractor.reader import DumpReader
from extractor.state.links import LinkWriter, built_from


log = get_logger(__name__)


def map_identity(files: Sequence[DumpFile]) -> str:
    """What the map is made from: changes whenever one of the files does."""
    return hashlib.sha256("\n".join(f"{file.data_type} {file.identity}" for file in files).encode()).hexdigest()


async def build_links(path: Path, files: Sequence[DumpFile], pool: WorkerPool, block_bytes: int) -> None:
    """Make the map at `path`, unless it is there and made from the same files.

    Raises:
        DiscogsographyError, OSError: a file cannot be read to its end; no map is left behind.
    """
    identity = map_identity(files)
    if await asyncio.to_thread(built_from, path) == identity:
        return
    writer = await asyncio.to_thread(LinkWriter, path)
    try:
        for file in files:
            source = BlockSource(await asyncio.to_thread(DumpReader, file.path), Splitter(file.data_type, block_bytes=block_bytes))
            waiting: list[asyncio.Future[Published]] = []
            try:
                while (blocks := await asyncio.to_thread(source.next_blocks)) is not None:
                    waiting += [await pool.submit_links(file.data_type, block.data) for block in blocks]
                    while waiting and waiting[0].done():
                        await asyncio.to_thread(writer.add_packed, file.data_type.singular, waiting.pop(0).result().data)
                for answer in waiting:
                    await asyncio.to_thread(writer.add_packed, file.data_type.singular, (await answer).data)
            finally:
                source.close()
        await asyncio.to_thread(writer.finish, identity)
    except BaseException as error:
        await asyncio.to_thread(writer.abandon)
        if isinstance(error, sqlite3.Error):
            raise OSError(f"{path}: {error}") from error
        raise
    log.info(Mark.MUSICBRAINZ, "Discogs links collected", files=len(files))
