"""What a run remembers: the contiguous part of a file, its log of ids, distinct counts, links."""

from pathlib import Path
from uuid import UUID

from hypothesis import given, strategies as st
import pytest

from common.domain.data_types import Source
from extractor.download.retention import remove_old_versions
from extractor.state.checkpoint import BlockResult, Contiguous
from extractor.state.distinct import DistinctIds, pack_ids
from extractor.state.id_log import IdLog
from extractor.state.links import LinkReader, LinkWriter, built_from, pack_links


def result(ordinal: int) -> BlockResult:
    return BlockResult(ordinal, (ordinal + 1) * 100, 3, 2, 1, 1, pack_ids([str(ordinal)]))


@given(order=st.permutations(range(12)), stop=st.integers(0, 12))
def test_the_checkpoint_is_what_lies_before_the_first_gap(order: list[int], stop: int) -> None:
    contiguous = Contiguous()
    for ordinal in order[:stop]:
        contiguous.add(result(ordinal))
    done = set(order[:stop])
    expected = next(ordinal for ordinal in range(13) if ordinal not in done)
    assert (contiguous.ordinal, contiguous.offset) == (expected, expected * 100)
    assert (contiguous.counts.parsed, contiguous.counts.published) == (3 * expected, 2 * expected)
    assert contiguous.take_ids() == pack_ids(map(str, range(expected)))


def test_a_block_that_is_done_twice_counts_once() -> None:
    contiguous = Contiguous()
    for ordinal in (1, 1, 0, 0, 1):
        contiguous.add(result(ordinal))
    assert contiguous.counts.parsed == 6


def test_ids_that_could_not_be_stored_come_again_first() -> None:
    contiguous = Contiguous()
    contiguous.add(result(0))
    contiguous.give_back_ids(contiguous.take_ids())
    contiguous.add(result(1))
    assert contiguous.take_ids() == pack_ids(["0", "1"])


discogs_ids = st.integers(0, 4_000_000_000).map(str)
mbids = st.uuids(version=4).map(str)
odd_ids = st.sampled_from(["unknown", "", "-5", "a" * 36, "12x"])


@given(st.lists(st.lists(st.one_of(discogs_ids, mbids, odd_ids), max_size=40), max_size=8))
def test_distinct_ids_are_counted_exactly(blocks: list[list[str]]) -> None:
    ids = DistinctIds()
    for block in blocks:
        ids.add_packed(pack_ids(block))
    assert ids.count() == len({each for block in blocks for each in block})


def test_consecutive_ids_need_little_memory() -> None:
    ids = DistinctIds()
    ids.add_packed(pack_ids(map(str, range(1, 200_001))))
    assert ids.count() == 200_000
    assert len(ids._pages) <= 200_000 // 1024 + 1


def test_the_id_log_is_cut_back_to_its_checkpoint(tmp_path: Path) -> None:
    log = IdLog(tmp_path / "ids")
    log.start()
    log.append(pack_ids(["1", "2"]))
    checkpoint = log.size_bytes
    log.append(pack_ids(["3"]))
    again = IdLog(tmp_path / "ids")
    ids = again.restore(checkpoint)
    assert ids is not None
    assert ids.count() == 2
    again.append(pack_ids(["4"]))
    last = IdLog(tmp_path / "ids").restore(again.size_bytes)
    assert last is not None
    assert last.count() == 3
    again.remove()
    assert IdLog(tmp_path / "ids").restore(8) is None


@pytest.mark.parametrize("size", [7, 800])
def test_a_log_that_does_not_fit_its_checkpoint_is_no_use(tmp_path: Path, size: int) -> None:
    log = IdLog(tmp_path / "ids")
    log.start()
    log.append(pack_ids(["1"]))
    assert log.restore(size) is None


@pytest.mark.parametrize(("keep", "removed"), [(0, []), (1, ["20260101", "20260201"]), (2, ["20260101"]), (9, [])])
def test_only_the_newest_discogs_versions_are_kept(tmp_path: Path, keep: int, removed: list[str]) -> None:
    versions = ["20260101", "20260201", "20260301"]
    others = [".discogs_metadata.json", "extraction-rules.yaml"]
    for name in others + [each for version in versions for each in (f"discogs_{version}_artists.xml.gz", f".extraction_status_{version}.json")]:
        (tmp_path / name).write_bytes(b"")
    for version in versions:
        (tmp_path / "flagged" / version / "artists").mkdir(parents=True)
    assert remove_old_versions(tmp_path, Source.DISCOGS, keep) == removed
    left = [path.name for path in tmp_path.iterdir()] + [path.name for path in (tmp_path / "flagged").iterdir()]
    assert not [name for name in left for version in removed if version in name]
    assert len(left) == 3 + 3 * (3 - len(removed))


def test_only_the_newest_musicbrainz_versions_are_kept(tmp_path: Path) -> None:
    for version in ("20260301-001001", "20260325-001001"):
        (tmp_path / version).mkdir()
    (tmp_path / "mine").mkdir()
    assert remove_old_versions(tmp_path, Source.MUSICBRAINZ, 1) == ["20260301-001001"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["20260325-001001", "mine"]


def test_links_are_found_by_kind_and_mbid(tmp_path: Path) -> None:
    path = tmp_path / "links"
    mbid, other = str(UUID(int=5)), str(UUID(int=6))
    writer = LinkWriter(path)
    writer.add_packed("artist", pack_links([(mbid, 17), (mbid, 18), ("no uuid", 19)]))
    writer.add_packed("label", pack_links([(mbid, 20)]))
    assert built_from(path) is None
    writer.finish("files")
    reader = LinkReader(path)
    assert (reader.lookup("artist", mbid), reader.lookup("label", mbid.upper())) == (17, 20)
    assert (reader.lookup("artist", other), reader.lookup("release", mbid), reader.lookup("artist", "odd")) == (None, None, None)
    reader.close()
    assert built_from(path) == "files"


def test_an_abandoned_map_leaves_nothing(tmp_path: Path) -> None:
    LinkWriter(tmp_path / "links").abandon()
    assert not list(tmp_path.iterdir())
    (tmp_path / "links").write_bytes(b"no database")
    assert built_from(tmp_path / "links") is None
