"""One file from disk to broker.

    reader (thread) ─► splitter (thread) ─► pool ─► BlockResult per block, in any order ─► checkpoint up to the first gap

The event loop only hands over blocks and adds up what comes back; whatever is slow is in a thread or in a worker.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from common.domain.data_types import DataType
from common.domain.messages import RunStamp
from common.runtime.errors import DiscogsographyError, describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.runtime.state_marker import Checkpoint, StateMarker
from extractor.blocks import Block
from extractor.publish.pool import Published, WorkerPool
from extractor.publish.worker import BlockOrder
from extractor.reader import DumpReader
from extractor.rules import Flagged
from extractor.state.checkpoint import BlockResult, Contiguous, Counts
from extractor.state.distinct import DistinctIds
from extractor.state.id_log import IdLog
from extractor.state.keeper import MarkerKeeper
from extractor.status import LiveStatus


MALFORMED_LOGGED: Final = 100

log = get_logger(__name__)


class FileFailed(DiscogsographyError):  # noqa: N818 - named for what it is
    """A file cannot be published completely."""


class Splitter(Protocol):
    """Cuts the byte stream of a file into blocks."""

    def feed(self, data: bytes, /) -> Sequence[Block]: ...
    def close(self) -> Sequence[Block]: ...


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a run. `name` is its key in the marker and on the wire; `identity` changes whenever its bytes do."""

    data_type: DataType
    name: str
    path: Path
    identity: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What the bytes of a record depend on beside the dump: a checkpoint of another edition is void."""

    rules_hash: str
    parser_version: str


class FlaggedSink(Protocol):
    """Where records that a rule skipped or complained about are kept. Methods block and belong in a thread."""

    def start(self, *, resumed: bool) -> None: ...
    def write(self, flagged: Sequence[Flagged], /) -> None: ...
    def finish(self, parsed: int, /) -> object: ...


class OpenFile:
    """A file being published: where it stands, and what a checkpoint of it needs."""

    def __init__(self, file: DumpFile, edition: Edition, log_path: Path, flagged: FlaggedSink) -> None:
        self.file = file
        self.flagged = flagged
        self.done = Contiguous()
        self.total = Counts()
        self.ids = DistinctIds()
        self.id_log = IdLog(log_path)
        self._edition = edition

    def matches(self, checkpoint: Checkpoint | None) -> bool:
        """Whether a checkpoint was made from the same bytes by the same parser and rules."""
        return checkpoint is not None and (checkpoint.file_sha256, checkpoint.rules_hash, checkpoint.parser_version) == (
            self.file.identity,
            self._edition.rules_hash,
            self._edition.parser_version,
        )

    async def restore(self, checkpoint: Checkpoint | None) -> bool:
        """Go on from a checkpoint if it is usable, else begin at the start; whether it was usable."""
        if checkpoint is not None and self.matches(checkpoint):
            ids = await asyncio.to_thread(self.id_log.restore, checkpoint.ids_bytes)
            await asyncio.to_thread(partial(self.flagged.start, resumed=ids is not None))
            if ids is not None:
                self.ids = ids
                for counts in (self.done.counts, self.total):
                    counts.parsed, counts.published = checkpoint.records, checkpoint.published
                    counts.skipped, counts.malformed, counts.blocks = checkpoint.skipped, checkpoint.malformed, checkpoint.ordinal
                self.done.offset, self.done.ordinal = checkpoint.offset, checkpoint.ordinal
                return True
        await asyncio.to_thread(partial(self.flagged.start, resumed=False))
        await asyncio.to_thread(self.id_log.start)
        return False

    def add(self, block: BlockResult) -> None:
        """A block is confirmed."""
        self.total.add(block)
        self.ids.add_packed(block.ids)
        self.done.add(block)

    async def store_checkpoint(self, marker: StateMarker, /) -> None:
        """Ids and flagged records first, since the checkpoint counts on them."""
        packed, flagged = self.done.take_ids(), self.done.take_flagged()
        counts, offset, ordinal = self.done.counts, self.done.offset, self.done.ordinal
        parsed, published, skipped, malformed = counts.parsed, counts.published, counts.skipped, counts.malformed
        if flagged:
            await asyncio.to_thread(self.flagged.write, flagged)
        if packed:
            try:
                await asyncio.to_thread(self.id_log.append, packed)
            except OSError:
                self.done.give_back_ids(packed)
                raise
        marker.update_file_progress(self.file.name, records=parsed, messages=published, batches=ordinal)
        entry = marker.processing_phase.progress_by_file[self.file.name]
        entry.records_skipped, entry.records_malformed = skipped, malformed
        entry.checkpoint = Checkpoint(
            offset=offset,
            ordinal=ordinal,
            records=parsed,
            published=published,
            skipped=skipped,
            malformed=malformed,
            ids_bytes=self.id_log.size_bytes,
            file_sha256=self.file.identity,
            rules_hash=self._edition.rules_hash,
            parser_version=self._edition.parser_version,
        )


class BlockSource:
    """Reader and splitter of one file; `next_blocks` blocks and belongs in a thread."""

    def __init__(self, reader: DumpReader, splitter: Splitter) -> None:
        self._reader = reader
        self._splitter = splitter
        self._ended = False
        self.position = 0

    def stop(self) -> None:
        """Let a `next_blocks` that runs in another thread end soon."""
        self._reader.stop()

    def close(self) -> None:
        """Release the file."""
        self._reader.close()

    def next_blocks(self) -> Sequence[Block] | None:
        """The next blocks, `None` at the end of a complete file."""
        while not self._ended:
            piece = self._reader.read()
            self.position = self._reader.position
            if not piece:
                self._ended = True
                return self._splitter.close()
            if blocks := self._splitter.feed(piece):
                return blocks
        return None


class FilePublisher:
    """Publishes one open file through the pool."""

    def __init__(
        self,
        opened: OpenFile,
        exchange: str,
        run: RunStamp,
        pool: WorkerPool,
        keeper: MarkerKeeper,
        live: LiveStatus,
        *,
        limit: int | None = None,
        malformed_limit: int | None = None,
    ) -> None:
        """
        Args:
            limit: Records to publish at most.
            malformed_limit: Malformed records that are dropped; one more fails the file. `None`: any number.
        """
        self._malformed_limit = malformed_limit
        self._opened = opened
        self._limit = limit
        self._exchange = exchange
        self._run = run
        self._pool = pool
        self._keeper = keeper
        self._live = live
        self._pending: set[asyncio.Future[Published]] = set()
        self._error: BaseException | None = None

    async def publish(self, source: BlockSource) -> None:
        """Everything that is left of the file, until the last record is confirmed.

        Raises:
            FileFailed: truncated or malformed file, or the broker would not take it; what is confirmed stays counted.
        """
        name = self._opened.file.name
        # A file that failed for this goes on from a checkpoint behind its faults: it must not pass the second time.
        self._check_malformed()
        reading = asyncio.create_task(asyncio.to_thread(source.next_blocks))
        try:
            while (blocks := await reading) is not None:
                reading = asyncio.create_task(asyncio.to_thread(source.next_blocks))
                self._live.read(name, source.position)
                for block in blocks:
                    await self._hand_over(block)
                    if self._error is not None:
                        raise self._error
                if self._limit is not None and self._opened.total.published >= self._limit:
                    break
            while self._pending:
                await asyncio.wait(self._pending, return_when=asyncio.FIRST_EXCEPTION)
                if self._error is not None:
                    raise self._error
        except (DiscogsographyError, OSError) as error:
            raise FileFailed(describe_exception(error) if not isinstance(error, DiscogsographyError) else str(error)) from error
        finally:
            # The thread uses the reader until it returns.
            source.stop()
            await asyncio.wait([reading])
            if not reading.cancelled():
                reading.exception()

    async def _hand_over(self, block: Block) -> None:
        left = None if self._limit is None else self._limit - self._opened.total.published
        if left is not None and left <= 0:
            return
        order = BlockOrder(self._opened.file.data_type, self._exchange, self._run.version, self._run.started_at, block.ordinal, left)
        future = await self._pool.submit(order, block.data)
        self._pending.add(future)
        future.add_done_callback(lambda done: self._settle(done, block.ordinal, block.end))
        if left is not None:
            # How many records a block holds is known only afterwards, so a limited file goes block by block.
            await asyncio.wait([future])

    def _settle(self, future: asyncio.Future[Published], ordinal: int, end: int) -> None:
        self._pending.discard(future)
        if future.cancelled():
            return
        if (error := future.exception()) is not None:
            self._error = self._error or error
            self._live.error_count += 1
            return
        self._count(future.result(), ordinal, end)

    def _count(self, done: Published, ordinal: int, end: int) -> None:
        file, total = self._opened.file, self._opened.total
        before = total.malformed
        self._opened.add(BlockResult(ordinal, end, done.parsed, done.published, done.skipped, done.malformed, done.ids, done.flagged))
        self._live.published(file.data_type, done.published, parsed=done.parsed)
        self._live.skipped += done.skipped
        self._keeper.progressed(done.parsed)
        if done.malformed:
            self._live.malformed = self._live.malformed | {file.name: total.malformed}
            if before < MALFORMED_LOGGED:
                log.warning(Mark.WARNING, "Malformed records", file=file.name, count=done.malformed, problems=list(done.problems))
            try:
                self._check_malformed()
            except FileFailed as error:
                self._error = self._error or error

    def _check_malformed(self) -> None:
        if self._malformed_limit is not None and self._opened.total.malformed > self._malformed_limit:
            raise FileFailed(f"more than {self._malformed_limit} malformed records")
