"""Cutting a dump into blocks: what is between the cuts, and what ends a file."""

from hypothesis import given, settings, strategies as st
import pytest

from common.domain.data_types import DISCOGS_TYPES, DataType
from extractor import blocks as limits
from extractor.blocks import Block, MalformedDump, TruncatedDump
from extractor.discogs import splitter as module
from extractor.discogs.parse import parse_block
from extractor.discogs.splitter import Splitter
from tests.extractor.dumps import cut, dump, read


ARTISTS, LABELS, MASTERS, RELEASES = DISCOGS_TYPES

RECORDS = {
    ARTISTS: '<artist><id>{n}</id><name>N</name><aliases><name id="5">A</name></aliases></artist>',
    LABELS: '<label><id>{n}</id><sublabels>\n<label id="77">S</label>\n<label id="78">T</label>\n</sublabels></label>',
    MASTERS: '<master id="{n}"><artists><artist><id>1</id></artist></artists></master>',
    RELEASES: '<release id="{n}"><labels><label name="L" id="1"/></labels></release>',
}


def records(data_type: DataType, count: int) -> list[str]:
    return [RECORDS[data_type].format(n=n) for n in range(count)]


def ids(blocks: list[Block], data_type: DataType) -> list[str]:
    return [record_id for block in blocks for record_id in parse_block(block.data, data_type).ids]


@pytest.mark.parametrize("separator", [b"\n", b"", b"\r\n", b"\n    ", b"\n<!-- </label>\n<label> -->\n", b"\n<?pi </artist>\n<artist> ?>"])
@pytest.mark.parametrize("data_type", DISCOGS_TYPES)
@pytest.mark.parametrize("block_bytes", [64, 300, 5000])
def test_blocks_are_whole_records_and_leave_nothing_out(data_type: DataType, separator: bytes, block_bytes: int) -> None:
    data = dump(data_type, records(data_type, 40), separator=separator)
    blocks = cut(data, data_type, block_bytes=block_bytes)
    assert ids(blocks, data_type) == [str(n) for n in range(40)]
    for block in blocks:
        assert parse_block(block.data, data_type).malformed == 0
        assert block.data == data[block.offset : block.end]
    assert [block.ordinal for block in blocks] == list(range(len(blocks)))
    assert [block.offset for block in blocks[1:]] == [block.end for block in blocks[:-1]]
    assert len(blocks) > 1 or block_bytes == 5000


TRAPS = [
    "<artist><id>{n}</id><profile><![CDATA[</artist>\n<artist>]]></profile></artist>",
    "<artist><id>{n}</id><!-- </artist>\n<artist> --><name>N</name></artist>",
    "<artist><id>{n}</id><artist>\n<artist>x</artist>\n<artist>y</artist>\n</artist></artist>",
    "<artist><id>{n}</id><artist/>\n<artist/></artist>",
    "<artist><id>{n}</id><name a='</artist>'>N</name></artist>",
    "<artist\n><id>{n}</id></artist\n>",
    "<artist><id>{n}</id><artists></artists><artistic>!?</artistic></artist>",
]


@settings(max_examples=150, deadline=None)
@given(
    picks=st.lists(st.sampled_from([*TRAPS, RECORDS[ARTISTS]]), max_size=25),
    separator=st.sampled_from([b"\n", b"", b"\n\t"]),
    chunk_bytes=st.integers(1, 4096),
    block_bytes=st.sampled_from([16, 100, 1000]),
)
def test_chunking_never_changes_the_records(picks: list[str], separator: bytes, chunk_bytes: int, block_bytes: int) -> None:
    data = dump(ARTISTS, [pick.format(n=n) for n, pick in enumerate(picks)], separator=separator)
    blocks = cut(data, ARTISTS, chunk_bytes=chunk_bytes, block_bytes=block_bytes)
    assert blocks == cut(data, ARTISTS, chunk_bytes=len(data), block_bytes=block_bytes)
    # An attribute may not hold "<": that record is malformed, wherever it stands, and its neighbours are not.
    assert ids(blocks, ARTISTS) == [str(n) for n, pick in enumerate(picks) if pick != TRAPS[4]]


@given(data=st.binary(max_size=300), chunk_bytes=st.integers(1, 50))
def test_no_bytes_bring_the_splitter_down(data: bytes, chunk_bytes: int) -> None:
    body = b"<artists>" + data
    try:
        blocks = cut(body, ARTISTS, chunk_bytes=chunk_bytes, block_bytes=32)
    except (TruncatedDump, MalformedDump):
        return
    assert b"</artists" in body[blocks[-1].end if blocks else 0 :]


@pytest.mark.parametrize("block_bytes", [40, 1000])
def test_resuming_at_a_block_gives_the_rest(block_bytes: int) -> None:
    data = dump(LABELS, records(LABELS, 30))
    blocks = cut(data, LABELS, block_bytes=block_bytes)
    for done in blocks:
        splitter = Splitter(LABELS, block_bytes=block_bytes, resume_offset=done.end, resume_ordinal=done.ordinal + 1)
        assert [*splitter.feed(data[done.end :]), *splitter.close()] == blocks[done.ordinal + 1 :]


@pytest.mark.parametrize(
    "prologue",
    [
        b"",
        b"\xef\xbb\xbf",
        b'<?xml version="1.0" encoding="ISO-8859-1"?>\n',
        b"<!-- <artists> --> <?pi <artists> ?>\n",
        b"<!DOCTYPE artists>",
        b'<!DOCTYPE artists SYSTEM "a>b" [<!ENTITY e "]>"><!-- ]> \' --><!ELEMENT a ANY>]>\n',
    ],
)
def test_what_may_stand_before_the_root(prologue: bytes) -> None:
    data = prologue + dump(ARTISTS, ["<artist><id>1</id><name>é &e;</name></artist>"]).replace(b"<artists>", b"<artists a='>' b=\"/\">")
    for chunk_bytes in (1, 1000):
        splitter = Splitter(ARTISTS)
        blocks = [block for start in range(0, len(data), chunk_bytes) for block in splitter.feed(data[start : start + chunk_bytes])]
        parsed = [parse_block(block.data, ARTISTS) for block in [*blocks, *splitter.close()]]
        assert b'"name":"\xc3\xa9 &e;"' in parsed[0].bodies[0]
        assert bool(splitter.warnings) == (b"DOCTYPE" in prologue)


def test_entities_of_a_doctype_stay_text() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    parsed = read(bomb + dump(ARTISTS, ["<artist><id>1</id><name>&b;&x;</name></artist>"]), ARTISTS)
    assert b'"name":"&b;&x;"' in parsed.bodies[0]


@pytest.mark.parametrize(
    "data", [b"<artists/>", b"<artists></artists>", b"<artists>\n</artists>\n", b"<artists> <!-- x --></artists><!-- y --><?z?> \n"]
)
def test_a_dump_without_records(data: bytes) -> None:
    assert ids(cut(data, ARTISTS, chunk_bytes=3), ARTISTS) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no dump at all",
        b"<arti",
        b"<artists>",
        b"<artists><artist><id>1</id></artist>\n",
        b"<artists><artist><id>1</id></artist></artists",
        b"<artists><artist><id>1</id>",
        b"<artists><artist><id>1</id></artist><!-- </artists>",
        b"<artists><artist><name>a</name",
    ],
)
def test_extraction_08_a_file_that_ends_early_is_truncated(data: bytes) -> None:
    for block_bytes in (8, 1000):
        with pytest.raises(TruncatedDump):
            cut(data, ARTISTS, chunk_bytes=7, block_bytes=block_bytes)


@pytest.mark.parametrize(
    "data",
    [
        b"<labels></labels>",
        b"<artists></artists>junk",
        b"<artists></artists><artist><id>1</id></artist>",
        b"<artists>\n<artist><id>1</id></artist>\n</artists>\n<artist><id>2</id></artist>\n<artist><id>3</id></artist>\n",
        b"<artists/><artists/>",
    ],
)
def test_another_root_or_something_after_it_is_malformed(data: bytes) -> None:
    for block_bytes in (8, 1000):
        with pytest.raises(MalformedDump):
            cut(data, ARTISTS, chunk_bytes=7, block_bytes=block_bytes)


def test_edges_without_end_are_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_EDGE_BYTES", 100)
    with pytest.raises(MalformedDump, match="no Discogs dump"):
        cut(b"x" * 200, ARTISTS)
    with pytest.raises(MalformedDump, match="Something follows"):
        cut(b"<artists/>" + b"x" * 200, ARTISTS)
    assert cut(b"<artists/>" + b" " * 200, ARTISTS) == []


def test_an_element_without_end_costs_one_record_or_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_RECORD_BYTES", 4096)
    others = records(ARTISTS, 300)
    endless = dump(ARTISTS, ["<artist><id>x</id><name>X</name>", *others])
    assert ids(cut(endless, ARTISTS, block_bytes=128), ARTISTS) == [str(n) for n in range(300)]
    for body in (b"<artists><artist><name>" + b"x" * 9000, b"<artists>" + b"x" * 9000, b"<artists><!-- " + b"x" * 9000):
        with pytest.raises(MalformedDump, match="does not end within"):
            cut(body, ARTISTS, block_bytes=128)


def test_memory_is_bounded_by_block_and_piece() -> None:
    splitter = Splitter(RELEASES, block_bytes=10_000)
    data = dump(RELEASES, records(RELEASES, 5000))
    most = 0
    for start in range(0, len(data), 1000):
        splitter.feed(data[start : start + 1000])
        most = max(most, len(splitter._buffer))
    splitter.close()
    assert most < 11_000


def test_extraction_08_malformed_records_are_counted() -> None:
    parsed = read(dump(ARTISTS, ["<artist><id>1</id></name></artist>"] * 200 + ["<artist><id>2</id></artist>"]), ARTISTS)
    assert parsed.malformed == 200 > limits.MAX_MALFORMED
    assert parsed.ids == ["2"]


# Two faults that make up for each other can still lead a quick cut astray, so a record here has one kind of unmatched tag.
SOUND = ("<name>", "x", "<", "&", "\n", "<label/>", "<sublabels>")
UNMATCHED = ("</label>", "</name>", '<label id="7">', "<label>", "\n<label>", "</sublabels>")
PIECES = st.one_of([st.lists(st.sampled_from([*SOUND, tag]), max_size=6).map("".join) for tag in UNMATCHED])


@settings(max_examples=300, deadline=None, derandomize=True)
@given(piece=PIECES, block_bytes=st.sampled_from([16, 64, 200]))
def test_blocks_do_not_change_what_is_read_of_a_faulty_dump(piece: str, block_bytes: int) -> None:
    data = dump(LABELS, [*records(LABELS, 3), f"<label><id>bad</id>{piece}</label>", *records(LABELS, 4)])
    small = read(data, LABELS, block_bytes=block_bytes)
    assert small.ids == read(data, LABELS).ids
    assert small.ids[:3] == ["0", "1", "2"]
