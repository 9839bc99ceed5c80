"""Cutting a file of lines into blocks."""

from hypothesis import given, strategies as st
import pytest

from common.domain.data_types import DataType
from extractor.blocks import Block, MalformedDump, TruncatedDump
from extractor.musicbrainz import splitter as module
from extractor.musicbrainz.splitter import Splitter


def cut(data: bytes, chunk_bytes: int, block_bytes: int) -> list[Block]:
    splitter = Splitter(DataType.ARTISTS, block_bytes=block_bytes)
    blocks = [block for start in range(0, len(data), chunk_bytes) for block in splitter.feed(data[start : start + chunk_bytes])]
    return blocks + splitter.close()


@given(lines=st.lists(st.binary(max_size=40)), chunk_bytes=st.integers(1, 200), block_bytes=st.integers(1, 100))
def test_chunking_never_changes_the_blocks(lines: list[bytes], chunk_bytes: int, block_bytes: int) -> None:
    data = b"\n".join([*lines, b"{}"])
    blocks = cut(data, chunk_bytes, block_bytes)
    assert b"".join(block.data for block in blocks) == data
    assert all(block.data.endswith(b"\n") for block in blocks[:-1])
    assert blocks == cut(data, max(1, len(data)), block_bytes)
    assert [(block.ordinal, block.data) for block in blocks] == [(n, data[block.offset : block.end]) for n, block in enumerate(blocks)]
    assert all(len(block.data) <= block_bytes or block.data.count(b"\n") <= 1 for block in blocks[:-1])


def test_resuming_at_a_block_gives_the_rest() -> None:
    data = b"".join(b"%d\n" % n for n in range(100))
    blocks = cut(data, 7, 20)
    for done in blocks:
        splitter = Splitter(DataType.ARTISTS, block_bytes=20, resume_offset=done.end, resume_ordinal=done.ordinal + 1)
        assert [*splitter.feed(data[done.end :]), *splitter.close()] == blocks[done.ordinal + 1 :]


def test_a_line_without_end_is_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_RECORD_BYTES", 1000)
    with pytest.raises(MalformedDump, match="does not end"):
        cut(b"x" * 5000, 100, 50)


@pytest.mark.parametrize(
    ("end", "is_whole"), [(b"", True), (b'{"id":2}', True), (b" \t", True), (b'{"id"', False), (b'{"id":2', False), (b"\xff", False)]
)
def test_a_file_that_ends_within_a_line_is_truncated(end: bytes, is_whole: bool) -> None:
    data = b'{"id":0}\nno json\n{"id":1}\n' + end
    if is_whole:
        assert b"".join(block.data for block in cut(data, 5, 12)) == data
    else:
        with pytest.raises(TruncatedDump, match=f"{len(data)} bytes"):
            cut(data, 5, 12)
