import gzip
from pathlib import Path

import pytest

from common.domain.data_types import DataType, Source
from common.runtime.errors import ConfigError
from tests.support.real_data import needs_real_data, real_dump
from utilities.sample.cli import SAMPLE_MARK
from utilities.stack.dumps import find_dumps, is_sample


DISCOGS_KINDS = ("artists", "labels", "masters", "releases")
MUSICBRAINZ_KINDS = ("artist", "label", "release-group", "release")


def lay_discogs(folder: Path, version: str, kinds: tuple[str, ...] = DISCOGS_KINDS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        (folder / f"discogs_{version}_{kind}.xml.gz").write_bytes(gzip.compress(b"<x/>"))


def lay_musicbrainz(folder: Path, kinds: tuple[str, ...] = MUSICBRAINZ_KINDS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        (folder / f"{kind}.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")


def test_both_sources_are_found_in_one_folder(tmp_path: Path) -> None:
    lay_discogs(tmp_path, "20260701")
    lay_musicbrainz(tmp_path / "musicbrainz" / "20260704-001001")
    found = find_dumps(tmp_path)
    assert found[Source.DISCOGS].version == "20260701"
    assert found[Source.DISCOGS].missing == ()
    assert found[Source.MUSICBRAINZ].version == "20260704-001001"
    assert found[Source.MUSICBRAINZ].folder == tmp_path / "musicbrainz" / "20260704-001001"
    assert set(found[Source.MUSICBRAINZ].files) == {DataType.ARTISTS, DataType.LABELS, DataType.RELEASE_GROUPS, DataType.RELEASES}


def test_the_newest_version_is_taken_unless_an_older_one_is_more_complete(tmp_path: Path) -> None:
    lay_discogs(tmp_path, "20260601")
    lay_discogs(tmp_path, "20260701")
    lay_discogs(tmp_path, "20260801", ("artists",))
    assert find_dumps(tmp_path)[Source.DISCOGS].version == "20260701"


def test_missing_types_are_named(tmp_path: Path) -> None:
    lay_discogs(tmp_path, "20260701", ("artists", "releases"))
    assert find_dumps(tmp_path)[Source.DISCOGS].missing == (DataType.LABELS, DataType.MASTERS)


@pytest.mark.parametrize("name", ["artist.jsonl.xz", "artist.tar.xz", "mbdump-artist.jsonl.xz"])
def test_compressed_musicbrainz_files_are_known(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xfd7zXZ\x00rest")
    assert find_dumps(tmp_path)[Source.MUSICBRAINZ].files == {DataType.ARTISTS: tmp_path / name}


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no folder .*nowhere"):
        find_dumps(tmp_path / "nowhere")


def test_a_file_instead_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.gz").touch()
    with pytest.raises(ConfigError, match=r"a\.gz is not a folder"):
        find_dumps(tmp_path / "a.gz")


def test_a_folder_without_dumps_says_what_was_looked_for_and_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(ConfigError, match=r"discogs_<date>_artists\.xml\.gz.*holiday\.jpg"):
        find_dumps(tmp_path)


def test_a_file_that_is_no_gzip_is_refused(tmp_path: Path) -> None:
    lay_discogs(tmp_path, "20260701")
    (tmp_path / "discogs_20260701_labels.xml.gz").write_text("<html>not found</html>", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"labels\.xml\.gz is not a \.gz file"):
        find_dumps(tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    lay_discogs(tmp_path, "20260701")
    (tmp_path / "discogs_20260701_labels.xml.gz").write_bytes(b"")
    with pytest.raises(ConfigError, match=r"labels\.xml\.gz is empty"):
        find_dumps(tmp_path)


def test_a_made_up_catalogue_is_told_by_its_mark(tmp_path: Path) -> None:
    lay_discogs(tmp_path / "real", "20260701")
    lay_discogs(tmp_path / "sample", "20260701")
    (tmp_path / "sample" / SAMPLE_MARK).touch()
    assert is_sample(tmp_path / "sample")
    assert not is_sample(tmp_path / "real")


@needs_real_data
def test_real_extracts_are_found() -> None:
    discogs = find_dumps(real_dump("discogs-connected-20260701"))[Source.DISCOGS]
    assert (discogs.version, discogs.missing) == ("20260701", ())
    musicbrainz = find_dumps(real_dump("musicbrainz-connected-20260801"))[Source.MUSICBRAINZ]
    assert (musicbrainz.version, musicbrainz.missing) == ("20260801", ())
