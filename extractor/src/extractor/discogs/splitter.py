"""Cuts the decompressed stream of a Discogs dump into blocks of whole records, at memory speed.

Soundness. A block begins between two children of the root. A cut is only made before a start tag of the record name that follows
an end tag of that name, and only if between the block's begin and the cut there are as many such start tags as end tags, and no
comment, CDATA section or processing instruction that could hold either. In a well-formed dump such a cut is at depth 1, so the next
block, too, begins between two children of the root: nested elements of the same name (`<sublabels><label ...>`) do not mislead it,
wherever they stand. In a faulty one a stray end tag could make up for a nested start tag, therefore the start tag must also look like
the block's first: with attributes or without. Where no cut passes the piece is cut by `RecordScanner`, which follows every tag.

Cuts are searched in windows counted from the block's begin, so they depend on the dump alone, not on how it arrives.
"""

import re
from typing import Final

from common.domain.data_types import DataType
from extractor.blocks import BLOCK_BYTES, MAX_RECORD_BYTES, Block, MalformedDump, TruncatedDump
from extractor.discogs.markup import RecordScanner


_PROLOGUE: Final = re.compile(
    rb"""(?xs)
    (?: \s+ | \xef\xbb\xbf | <\?.*?\?> | <!--.*?-->
      | (?P<doctype><!DOCTYPE (?: [^\[<>"'] | "[^"]*" | '[^']*' | \[ (?: <!--.*?--> | "[^"]*" | '[^']*' | [^\]"'] )*+ \] )*+ >)
    )*+
    <(?P<root>[A-Za-z_][^\s<>/]*) (?: [^<>"'/] | "[^"<]*" | '[^'<]*' | /(?!>) )*+ (?P<empty>/?)>
    """
)
"""What may stand before the first record, root start tag included. A DOCTYPE is stepped over: its entities stay text."""
_AFTER_ROOT: Final = re.compile(rb"(?s)(?:\s+|<\?.*?\?>|<!--.*?-->)*+")
_MAX_EDGE_BYTES: Final = 1 << 20
_LOOK_BACK: Final = 256  # bytes searched for the end tag before a cut: blanks between records are few


class Splitter:
    """Incremental cutter of one file: `feed` what was read, then `close`.

    Memory: at most the record that is being read (up to `MAX_RECORD_BYTES`) or `block_bytes`, whichever is more, and what was fed last.
    """

    def __init__(self, data_type: DataType, *, block_bytes: int = BLOCK_BYTES, resume_offset: int = 0, resume_ordinal: int = 0) -> None:
        """
        Args:
            data_type: What the dump holds; its name is the root element's, in the singular each record's.
            block_bytes: Size that blocks stay under unless a single record is larger.
            resume_offset: `end` of the last block that is done with: the first byte fed is the one at this offset.
            resume_ordinal: The ordinal of the block that begins there.
        """
        self.warnings: list[str] = []
        self._root = data_type.value.encode()
        self._tag = data_type.singular.encode()
        self._open, self._close = b"<" + self._tag, b"</" + self._tag
        self._scanner = RecordScanner(self._tag, self._root)
        self._block_bytes = block_bytes
        self._window = block_bytes
        self._buffer = bytearray()
        self._offset = resume_offset
        self._ordinal = resume_ordinal
        self._in_root = resume_offset > 0
        self._ended = False

    def feed(self, data: bytes) -> list[Block]:
        """Take the next piece of the stream; the blocks that it completes.

        Raises:
            MalformedDump: Another root element than the type's, something after the root, or a record beyond all bounds.
        """
        self._buffer += data
        blocks: list[Block] = []
        if not self._in_root and not self._ended and not self._enter_root(final=False):
            return blocks
        while not self._ended and len(self._buffer) >= self._window:
            cut = self._quick_cut(self._window)
            if not cut:
                cut = self._scanned_cut(self._window, final=False)
            self._emit(cut, blocks)
        if self._ended:
            self._check_after_root(final=False)
        return blocks

    def close(self) -> list[Block]:
        """The stream has ended; the remaining blocks.

        Raises:
            TruncatedDump: The root's end tag was not seen.
            MalformedDump: As for `feed`.
        """
        blocks: list[Block] = []
        if not self._in_root and not self._ended:
            self._enter_root(final=True)
        if not self._ended and (cut := self._quick_end()):
            self._emit(cut, blocks)
        while not self._ended:
            self._emit(self._scanned_cut(len(self._buffer), final=True), blocks)
        self._check_after_root(final=True)
        return blocks

    def _enter_root(self, *, final: bool) -> bool:
        match = _PROLOGUE.match(self._buffer)
        if match is None:
            if final:
                raise TruncatedDump(f"No <{self._root.decode()}> element: the file is empty, or no Discogs dump")
            if len(self._buffer) > _MAX_EDGE_BYTES:
                raise MalformedDump(f"No <{self._root.decode()}> element in the first megabyte: this is no Discogs dump")
            return False
        root, end, doctype, is_empty = match["root"], match.end(), match["doctype"], bool(match["empty"])
        del match  # a match object pins the buffer's size
        if root != self._root:
            raise MalformedDump(f"The root element is <{root.decode(errors='replace')}>, expected <{self._root.decode()}>: wrong file, or wrong name")
        if doctype is not None:
            self.warnings.append("DOCTYPE ignored: entities that it declares stay text")
        self._drop(end)
        self._in_root, self._ended = True, is_empty
        return True

    def _quick_cut(self, window: int) -> int:
        """A cut in the first `window` bytes that is known to be right; 0 if there is none to be had cheaply."""
        buffer = self._buffer
        first = bytes(buffer[:_LOOK_BACK]).lstrip()
        if first.startswith(self._open):
            form = first[: len(self._open) + 1]
            for before in (b"\n", b">"):
                cut = buffer.rfind(before + form, 0, window) + 1
                if cut and self._follows_record(cut):
                    return cut if self._is_balanced(cut) else 0
        return 0

    def _quick_end(self) -> int:
        """The start of the root's end tag, if it is the last thing in the buffer and only whole records are before it; else 0."""
        end_tag = b"</" + self._root
        cut = self._buffer.rfind(end_tag)
        if cut == -1 or cut > self._block_bytes or bytes(self._buffer[cut:]).rstrip() != end_tag + b">":
            return 0
        self._ended = self._follows_record(cut) and self._is_balanced(cut)
        return cut if self._ended else 0

    def _follows_record(self, cut: int) -> bool:
        return bytes(self._buffer[max(0, cut - _LOOK_BACK) : cut]).rstrip().endswith(self._close + b">")

    def _is_balanced(self, cut: int) -> bool:
        """Whether record elements that begin before `cut` also end before it.

        Counted without the closing bracket: names that only begin like the record's (the root's among them) can then make a cut be
        refused, never be let through.
        """
        buffer = self._buffer
        still_open = buffer.count(self._open, 0, cut) - buffer.count(self._close, 0, cut)
        if still_open:  # empty sublabels occur, written as <label/>
            still_open -= buffer.count(self._open + b"/>", 0, cut)
        return not still_open and not self._holds_special(cut)

    def _holds_special(self, cut: int) -> bool:
        """Whether a comment, CDATA section, declaration or instruction begins before `cut`."""
        # Searched by their second byte, which is rare in dumps: four times as fast as searching for both.
        buffer = self._buffer
        for mark in (b"!", b"?"):
            found = buffer.find(mark, 1, cut)
            while found != -1:
                if buffer[found - 1] == 0x3C:
                    return True
                found = buffer.find(mark, found + 1, cut)
        return False

    def _scanned_cut(self, window: int, *, final: bool) -> int:
        """The end of the last whole record in the window, found by following every tag; 0 when the first one needs a larger window."""
        data = bytes(self._buffer[:window])
        scan = self._scanner.scan(data, final=final, limit=self._block_bytes)
        if not final and not scan.spans and scan.root_end is None:
            if window < MAX_RECORD_BYTES:
                return 0
            # Nothing ends in here, so what comes later cannot matter: the element is malformed, and ends where the next record begins.
            scan = self._scanner.scan(data, final=True, limit=1)
            if scan.stop == len(data):
                raise MalformedDump(f"An element at byte {self._offset} does not end within {MAX_RECORD_BYTES} bytes")
        self._ended = scan.root_end is not None
        if final and not self._ended and scan.stop == len(data):
            raise TruncatedDump(f"The file ends without </{self._root.decode()}>, {self._offset + len(data)} bytes into it")
        return scan.stop

    def _emit(self, cut: int, blocks: list[Block]) -> None:
        """Make a block of what is before `cut`; without one, look further the next time."""
        if not cut and not self._ended:
            self._window = min(self._window * 2, MAX_RECORD_BYTES)
            return
        data = bytes(self._buffer[:cut])
        if not (self._ended and data.isspace()) and data:
            blocks.append(Block(self._ordinal, self._offset, self._offset + cut, data))
            self._ordinal += 1
        self._drop(cut)
        self._window = self._block_bytes
        if self._ended:
            self._drop(self._buffer.index(b">") + 1)

    def _drop(self, size: int) -> None:
        del self._buffer[:size]
        self._offset += size

    def _check_after_root(self, *, final: bool) -> None:
        """Only comments, instructions and blanks may follow the root element."""
        if final or len(self._buffer) > _MAX_EDGE_BYTES:
            rest = bytes(self._buffer)
            if not _AFTER_ROOT.fullmatch(rest):
                raise MalformedDump(f"Something follows </{self._root.decode()}>, {self._offset} bytes into the file")
            self._drop(len(rest))
