"""Real dump extracts: every message equals the independent oracle's."""

import gzip
from pathlib import Path

import orjson
import pytest

from common.domain.data_types import DISCOGS_TYPES, MUSICBRAINZ_TYPES, DataType
from extractor.musicbrainz.parse import discogs_link, parse_block
from extractor.musicbrainz.splitter import Splitter
from tests.extractor.dumps import merged, read, shipped_rules
from tests.support import oracle
from tests.support.real_data import REAL_DATA, needs_real_data


def folders(pattern: str) -> list[Path]:
    return sorted(path for path in REAL_DATA.glob(pattern) if any(path.glob("*.xml.gz")) or any(path.glob("*.jsonl")))


def by_id(bodies: list[bytes]) -> dict[str, object]:
    return {message["id"]: message for message in map(orjson.loads, bodies)}


@needs_real_data
@pytest.mark.parametrize("folder", folders("discogs-*"), ids=lambda folder: folder.name)
def test_discogs_messages_equal_the_oracles(folder: Path) -> None:
    expected, skipped = oracle.discogs_messages(folder, current_year=2026)
    for data_type in DISCOGS_TYPES:
        data = gzip.decompress(next(folder.glob(f"*_{data_type}.xml.gz")).read_bytes())
        parsed = read(data, data_type, rules=shipped_rules(), block_bytes=100_000)
        assert by_id(parsed.bodies) == expected[data_type]
        assert (parsed.malformed, parsed.skipped) == (0, skipped[data_type])


@needs_real_data
@pytest.mark.parametrize("folder", folders("musicbrainz-*"), ids=lambda folder: folder.name)
def test_musicbrainz_messages_equal_the_oracles(folder: Path) -> None:
    expected = oracle.musicbrainz_messages(folder)
    lines = {data_type: (folder / f"{data_type.singular}.jsonl").read_bytes() for data_type in MUSICBRAINZ_TYPES}
    links = {
        (data_type.singular, link[0]): link[1]
        for data_type in MUSICBRAINZ_TYPES
        for line in lines[data_type].splitlines()
        if (link := discogs_link(line, data_type)) is not None
    }
    for data_type in MUSICBRAINZ_TYPES:
        parsed = merged(parse_block(block, data_type, lambda kind, mbid: links.get((kind, mbid))) for block in _blocks(data_type, lines[data_type]))
        assert by_id(parsed.bodies) == expected[data_type]
        assert parsed.malformed == 0


def _blocks(data_type: DataType, data: bytes) -> list[bytes]:
    splitter = Splitter(data_type, block_bytes=50_000)
    return [block.data for block in [*splitter.feed(data), *splitter.close()]]
