"""Opens a dump file for publishing: reader and splitter at the checkpoint, and the place for its flagged records."""

from common.domain.data_types import Source
from extractor.discogs.splitter import Splitter as XMLSplitter
from extractor.musicbrainz.splitter import Splitter as LineSplitter
from extractor.pipeline import BlockSource, DumpFile
from extractor.reader import DumpReader
from extractor.settings import ExtractorSettings
from extractor.state.checkpoint import Contiguous


LIMITED_BLOCK_BYTES = 1 << 16


def open_blocks(settings: ExtractorSettings, file: DumpFile, done: Contiguous) -> BlockSource:
    """Blocks of a file from where `done` ends."""
    reader = DumpReader(file.path, skip=done.offset)
    cut = XMLSplitter if settings.source is Source.DISCOGS else LineSplitter
    block_bytes = min(settings.block_bytes, LIMITED_BLOCK_BYTES) if settings.extractor_limit is not None else settings.block_bytes
    return BlockSource(reader, cut(file.data_type, block_bytes=block_bytes, resume_offset=done.offset, resume_ordinal=done.ordinal))
