"""Cuts the decompressed stream of a MusicBrainz dump into blocks of whole lines."""

import orjson

from common.domain.data_types import DataType
from extractor.blocks import BLOCK_BYTES, MAX_RECORD_BYTES, Block, MalformedDump, TruncatedDump


class Splitter:
    """Incremental cutter of one file: `feed` what was read, then `close`.

    There is no end mark in these files: that the file is whole is for the decompressor and its check sums to say. A plain file has
    neither, but one that was cut short nearly always ends within a line.
    """

    def __init__(self, data_type: DataType, *, block_bytes: int = BLOCK_BYTES, resume_offset: int = 0, resume_ordinal: int = 0) -> None:
        """
        Args:
            data_type: What the dump holds; for messages only.
            block_bytes: Size that blocks stay under unless a single line is longer.
            resume_offset: `end` of the last block that is done with: the first byte fed is the one at this offset.
            resume_ordinal: The ordinal of the block that begins there.
        """
        self.warnings: list[str] = []
        self._data_type = data_type
        self._block_bytes = block_bytes
        self._buffer = bytearray()
        self._searched = 0
        self._offset = resume_offset
        self._ordinal = resume_ordinal

    def feed(self, data: bytes) -> list[Block]:
        """Take the next piece of the stream; the blocks that it completes.

        Raises:
            MalformedDump: A line beyond all bounds.
        """
        self._buffer += data
        blocks: list[Block] = []
        while len(self._buffer) >= self._block_bytes:
            cut = self._buffer.rfind(b"\n", 0, self._block_bytes) + 1
            if not cut:  # one line is longer than a block: it is a block of its own
                cut = self._buffer.find(b"\n", max(self._searched, self._block_bytes)) + 1
            if not cut:
                self._searched = len(self._buffer)
                if self._searched > MAX_RECORD_BYTES:
                    raise MalformedDump(f"A line of the {self._data_type} at byte {self._offset} does not end within {MAX_RECORD_BYTES} bytes")
                break
            blocks.append(self._take(cut))
        return blocks

    def close(self) -> list[Block]:
        """The stream has ended; the remaining block, whose last line may lack its line feed.

        Raises:
            TruncatedDump: That line is no JSON.
        """
        last = bytes(self._buffer[self._buffer.rfind(b"\n") + 1 :])
        if last and not last.isspace():
            try:
                orjson.loads(last)
            except orjson.JSONDecodeError as error:
                end = self._offset + len(self._buffer)
                raise TruncatedDump(f"The file of the {self._data_type} ends within a line, {end} bytes into it: {error}") from error
        return [self._take(len(self._buffer))] if self._buffer else []

    def _take(self, cut: int) -> Block:
        block = Block(self._ordinal, self._offset, self._offset + cut, bytes(self._buffer[:cut]))
        del self._buffer[:cut]
        self._searched = 0
        self._offset += cut
        self._ordinal += 1
        return block
