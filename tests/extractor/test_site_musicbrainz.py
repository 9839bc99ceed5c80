"""The MusicBrainz dump site: choosing a version, tarballs to lines while they stream in, files laid down by hand."""

from collections.abc import Callable
import lzma
import os
from pathlib import Path

import pytest

from common.domain.data_types import MUSICBRAINZ_TYPES, DataType, Source
from common.runtime.state_marker import StateMarker
from extractor.download.local import LocalDumps, musicbrainz_files, musicbrainz_folder_version
from extractor.download.musicbrainz import MusicBrainzSite
from extractor.dumps import DownloadFailed, NoDump
from extractor.pipeline import DumpFile
from extractor.settings import ExtractorSettings
from extractor.state.keeper import MarkerKeeper
from tests.extractor.support import lay, settings_for
from tests.support.http_sites import Answer, Site, publish_musicbrainz


OLDER, NEWER = "20260301-001001", "20260325-001001"
ENTITIES = {kind.singular: b'{"id":"x"}\n' * 3 for kind in MUSICBRAINZ_TYPES}


def site_settings(site: Site, root: Path) -> ExtractorSettings:
    return settings_for(root, extractor_source="musicbrainz", musicbrainz_dump_url=site.url)


async def fetch(settings: ExtractorSettings) -> list[DumpFile]:
    source = MusicBrainzSite(settings)
    choice = await source.choose()
    keeper = MarkerKeeper(StateMarker.new(choice.version), settings.root / choice.version / "marker", save_every_records=100)
    return list(await source.fetch(choice, keeper))


async def test_extraction_18_the_newer_version_becomes_four_files_of_lines(tmp_path: Path) -> None:
    with Site() as site:
        publish_musicbrainz(site, {OLDER: ENTITIES, NEWER: ENTITIES})
        files = await fetch(site_settings(site, tmp_path))
        assert not site.paths(OLDER)
    assert sorted(path.name for path in (tmp_path / NEWER).iterdir()) == sorted(f"{entity}.jsonl.xz" for entity in ENTITIES)
    assert lzma.decompress((tmp_path / NEWER / "artist.jsonl.xz").read_bytes()) == ENTITIES["artist"]
    assert [file.data_type for file in files] == list(MUSICBRAINZ_TYPES)


async def test_extraction_19_a_wrong_checksum_is_tried_three_times_and_leaves_nothing(tmp_path: Path) -> None:
    with Site() as site:
        publish_musicbrainz(site, {NEWER: ENTITIES})
        good = site._answers[f"/{NEWER}/SHA256SUMS"][0].body.decode()
        wrong = "\n".join("0" * 64 + line[64:] if line.endswith(" *label.tar.xz") else line for line in good.splitlines())
        site.answer(f"/{NEWER}/SHA256SUMS", wrong)
        settings = site_settings(site, tmp_path)
        with pytest.raises(DownloadFailed, match="label"):
            await fetch(settings)
        assert len(site.paths("label.tar.xz")) == 3
        assert [path.name for path in (tmp_path / NEWER).iterdir()] == ["artist.jsonl.xz"]
        site.answer(f"/{NEWER}/SHA256SUMS", good)
        site.requests.clear()
        await fetch(settings)
        assert not site.paths("artist.tar.xz")


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(lambda whole: Answer(whole[:-40]), id="short"),
        pytest.param(lambda whole: Answer(whole, cut_after=100), id="connection cut"),
        pytest.param(lambda _whole: Answer(b"not xz at all"), id="not xz"),
        pytest.param(lambda _whole: Answer(lzma.compress(b"no tar" * 400)), id="not tar"),
        pytest.param(lambda _whole: Answer(status=500), id="server error"),
    ],
)
async def test_a_broken_tarball_is_tried_again(tmp_path: Path, broken: Callable[[bytes], Answer]) -> None:
    with Site() as site:
        publish_musicbrainz(site, {NEWER: ENTITIES})
        path = f"/{NEWER}/artist.tar.xz"
        whole = site._answers[path][0].body
        site.answer(path, broken(whole), whole)
        await fetch(site_settings(site, tmp_path))
        assert len(site.paths("artist.tar.xz")) == 2
    assert not list((tmp_path / NEWER).glob("*.tmp"))


async def test_a_version_still_being_uploaded_gives_way_to_the_one_before(tmp_path: Path) -> None:
    with Site() as site:
        publish_musicbrainz(site, {OLDER: ENTITIES, NEWER: {"artist": b"{}\n"}})
        assert (await MusicBrainzSite(site_settings(site, tmp_path)).choose()).version == OLDER


async def test_without_the_index_complete_files_on_disk_are_used(tmp_path: Path) -> None:
    with Site() as site:
        publish_musicbrainz(site, {NEWER: ENTITIES})
        settings = site_settings(site, tmp_path)
        await fetch(settings)
        site.answer("/", Answer(status=500))
        assert (await MusicBrainzSite(settings).choose()).version == NEWER


async def test_without_index_and_files_the_run_fails(tmp_path: Path) -> None:
    with Site() as site:
        site.answer("/", Answer(status=500))
        with pytest.raises(DownloadFailed):
            await MusicBrainzSite(site_settings(site, tmp_path)).choose()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["artist.jsonl", "artist.jsonl.xz"], "artist.jsonl.xz"),
        (["mbdump-artist.jsonl.xz", "artist.jsonl"], "mbdump-artist.jsonl.xz"),
        (["artist.tar.xz"], "artist.tar.xz"),
        (["my-artist-2026.jsonl"], "my-artist-2026.jsonl"),
        (["artist.txt"], None),
    ],
)
def test_files_are_found_by_name(tmp_path: Path, names: list[str], expected: str | None) -> None:
    lay(tmp_path, dict.fromkeys(names, b""))
    found = musicbrainz_files(tmp_path).get(DataType.ARTISTS)
    assert (found.name if isinstance(found, Path) else None) == expected


def test_a_release_group_file_is_no_release_file(tmp_path: Path) -> None:
    lay(tmp_path, {"x-release-group.jsonl": b""})
    assert set(musicbrainz_files(tmp_path)) == {DataType.RELEASE_GROUPS}


@pytest.mark.parametrize(
    ("folder", "file", "expected"),
    [
        ("20260325-001001", "artist.jsonl", "20260325-001001"),
        ("musicbrainz-20260801", "artist.jsonl", "20260801-000000"),
        ("mine", "artist-20260701.jsonl", "20260701-000000"),
        ("mine", "artist.jsonl", "20260105-000000"),
    ],
)
def test_the_version_of_files_laid_down_by_hand(tmp_path: Path, folder: str, file: str, expected: str) -> None:
    path = lay(tmp_path / folder, {file: b""}) / file
    os.utime(path, (1767607200, 1767607200))  # 2026-01-05T10:00:00Z
    assert musicbrainz_folder_version(path.parent, [path]) == expected


async def test_a_folder_of_dumps_serves_both_sources(tmp_path: Path) -> None:
    lay(tmp_path / "mb-20260801", {"artist.jsonl": b"{}\n"})
    lay(tmp_path, {"discogs_20260101_artists.xml.gz": b"", "discogs_20251201_artists.xml.gz": b""})
    discogs = await LocalDumps(Source.DISCOGS, tmp_path).choose()
    musicbrainz = await LocalDumps(Source.MUSICBRAINZ, tmp_path).choose()
    assert (discogs.version, discogs.is_partial) == ("20260101", True)
    assert (musicbrainz.version, musicbrainz.is_partial) == ("20260801-000000", True)


async def test_an_empty_folder_is_not_a_success(tmp_path: Path) -> None:
    with pytest.raises(NoDump):
        await LocalDumps(Source.DISCOGS, tmp_path).choose()
    with pytest.raises(NoDump):
        await LocalDumps(Source.DISCOGS, tmp_path / "missing").choose()
