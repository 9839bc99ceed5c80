"""Opens a dump file for publishing: reader and splitter at the checkpoint, and the place for its flagged records."""

from collections.abc import Sequence
from typing import Final

from common.domain.data_types import Source
from extractor.discogs.splitter import Splitter as XMLSplitter
from extractor.musicbrainz.splitter import Splitter as LineSplitter
from extractor.pipeline import BlockSource, DumpFile, FlaggedSink
from extractor.reader import DumpReader
from extractor.rules import Flagged, FlaggedFiles
from extractor.settings import ExtractorSettings
from extractor.state.checkpoint import Contiguous


LIMITED_BLOCK_BYTES: Final = 1 << 16
"""A limited run goes block by block, and parses one block too much at the most."""


def open_blocks(settings: ExtractorSettings, file: DumpFile, done: Contiguous) -> BlockSource:
    """Blocks of a file from where `done` ends."""
    reader = DumpReader(file.path, skip=done.offset)
    cut = XMLSplitter if settings.source is Source.DISCOGS else LineSplitter
    block_bytes = min(settings.block_bytes, LIMITED_BLOCK_BYTES) if settings.extractor_limit is not None else settings.block_bytes
    return BlockSource(reader, cut(file.data_type, block_bytes=block_bytes, resume_offset=done.offset, resume_ordinal=done.ordinal))


def flagged_sink(settings: ExtractorSettings, version: str, file: DumpFile) -> FlaggedSink:
    """Where a file's flagged records go; without rules nothing is flagged, and no folder is made."""
    if settings.data_quality_rules is None:
        return NothingFlagged()
    return FlaggedFiles(settings.root, version, file.data_type, source=settings.source)


class NothingFlagged:
    """The sink of a run without rules."""

    def start(self, *, resumed: bool) -> None:
        """Nothing to prepare."""

    def write(self, flagged: Sequence[Flagged], /) -> None:
        """Nothing to keep."""

    def finish(self, parsed: int, /) -> None:
        """Nothing to report."""
