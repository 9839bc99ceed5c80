"""Every record of the real extracts gives a page."""

from collections.abc import Iterator
import gzip
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.entities import markup
from api.entities.artists import artist_of
from api.entities.labels import label_of
from api.entities.releases import master_of, release_of
from api.entities.texts import Readable
from common.domain.data_types import DataType
from extractor.discogs.parse import parse_block
from extractor.discogs.splitter import Splitter
from tests.support.real_data import REAL_DATA, needs_real_data


FOLDERS = sorted(path for path in REAL_DATA.glob("discogs-*") if any(path.glob("*.xml.gz")))


def records(folder: Path, data_type: DataType) -> Iterator[dict[str, Any]]:
    """As consumers receive them."""
    splitter = Splitter(data_type, block_bytes=1 << 20)
    data = gzip.decompress(next(folder.glob(f"*_{data_type}.xml.gz")).read_bytes())
    for block in [*splitter.feed(data), *splitter.close()]:
        yield from map(orjson.loads, parse_block(block.data, data_type, None).bodies)


def read(value: str | None) -> Readable:
    return markup.finish(markup.parse(value), {}, {}) if value and value.strip() else (None, [])


@needs_real_data
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_release_has_a_page(folder: Path) -> None:
    number = 0
    for record in records(folder, DataType.RELEASES):
        number += 1
        page = release_of(record["id"], record, read(record.get("notes")))
        listed = record.get("tracklist") or {}
        lines = listed.get("track", [])
        assert page.title
        assert page.artists
        assert len(page.tracks) == (len(lines) if isinstance(lines, list) else 1)
        assert page.track_count or not page.tracks
        assert sum(len(group.credits) for group in page.credits) == len(record.get("extraartists", ()))
        assert len(page.labels) == len(record.get("labels", ()))
    assert number


@needs_real_data
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_other_record_has_a_page(folder: Path) -> None:
    for record in records(folder, DataType.MASTERS):
        assert master_of(record["id"], record, read(record.get("notes")), {}).title
    for record in records(folder, DataType.LABELS):
        label = label_of(record["id"], record, read(record.get("profile")), {}, [])
        assert label.name
        assert bool(label.parent) == bool(record.get("parentLabel"))
        assert label.sublabel_count == len(record.get("sublabels", ()))
    for record in records(folder, DataType.ARTISTS):
        artist = artist_of(record["id"], record, read(record.get("profile")), {}, [])
        assert artist.name
        assert (artist.counts.members, artist.counts.aliases) == (len(record.get("members", ())), len(record.get("aliases", ())))
