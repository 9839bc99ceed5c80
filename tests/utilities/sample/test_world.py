"""The sample catalogue agrees with itself, is the same for the same seed, and ages a month the same way each time."""

import gzip
import hashlib
import json
import lzma
from pathlib import Path

from lxml import etree
import pytest
from typer.testing import CliRunner

from tests.support.real_data import REAL_DATA
from utilities.sample import discogs, musicbrainz
from utilities.sample.cli import app
from utilities.sample.month import Month, grown
from utilities.sample.releases import releases
from utilities.sample.world import World


def quiet(_kind: str, _count: int) -> None: ...


def ids(path: Path) -> list[int]:
    root = etree.fromstring(gzip.decompress(path.read_bytes()))
    return [int(record.get("id") or record.findtext("id") or 0) for record in root]


@pytest.fixture(scope="module")
def world() -> World:
    return World(1500, seed=7)


def test_what_two_artists_say_of_each_other_agrees(world: World) -> None:
    for number in range(world.scene_count):
        artists = {artist.ref: artist for artist in world.scene(number).artists}
        for artist in artists.values():
            assert all(artist.ref in artists[member].groups for member in artist.members)
            assert all(artist.ref in artists[group].members for group in artist.groups)
            assert all(artist.ref in artists[alias].aliases for alias in artist.aliases)
            assert artist.ref not in artist.aliases


def test_every_reference_of_a_release_resolves_to_the_same_name(world: World) -> None:
    artists = {artist.ref for n in range(world.scene_count) for artist in world.scene(n).artists} | {artist.ref for artist in world.hub_artists()}
    labels = {label.ref for n in range(world.scene_count) for label in world.scene(n).labels} | {label.ref for label in world.majors}
    for number in range(world.scene_count):
        masters = {master.id for master in world.scene(number).masters}
        for release in releases(world, world.scene(number)):
            assert set(release.artists) <= artists
            assert {label for label, _ in release.labels} <= labels
            assert {ref for ref, _ in release.credits if ref.id} <= artists
            assert not release.master_id or release.master_id in masters


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    sums = []
    for run, seed in enumerate((3, 3, 4)):
        folder = tmp_path / str(run)
        discogs.write_dump(World(120, seed), Month("20260101"), folder, quiet)
        sums.append((folder / "discogs_20260101_CHECKSUM.txt").read_text(encoding="utf-8"))
    assert sums[0] == sums[1] != sums[2]


def test_files_are_dumps_with_ascending_ids_and_true_checksums(tmp_path: Path, world: World) -> None:
    counts = discogs.write_dump(world, Month("20260101"), tmp_path, quiet)
    for line in (tmp_path / "discogs_20260101_CHECKSUM.txt").read_text(encoding="utf-8").splitlines():
        digest, name = line.split(" ")
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest
    for kind, count in counts.items():
        found = ids(tmp_path / f"discogs_20260101_{kind}.xml.gz")
        assert len(found) == count
        assert found == sorted(set(found))


def test_no_name_of_a_real_artist_is_used(world: World) -> None:
    real: set[str] = set()
    for path in REAL_DATA.glob("discogs-*/discogs_*_artists.xml.gz"):
        root = etree.fromstring(gzip.decompress(path.read_bytes()), etree.XMLParser(recover=True, huge_tree=True))
        real |= {record.findtext("name") or "" for record in root}
    if not real:
        pytest.skip("extracts of real dumps are not on this machine")
    made = {artist.name for n in range(world.scene_count) for artist in world.scene(n).artists}
    assert not made & real


def test_the_next_month_edits_adds_and_removes(tmp_path: Path, world: World) -> None:
    discogs.write_dump(world, Month("20260101"), tmp_path / "this", quiet)
    discogs.write_dump(grown(world), Month("20260201", is_next=True), tmp_path / "next", quiet)
    for kind in ("artists", "masters", "releases"):
        before = etree.fromstring(gzip.decompress((tmp_path / "this" / f"discogs_20260101_{kind}.xml.gz").read_bytes()))
        after = etree.fromstring(gzip.decompress((tmp_path / "next" / f"discogs_20260201_{kind}.xml.gz").read_bytes()))
        old, new = ({r.get("id") or r.findtext("id"): etree.tostring(r) for r in root} for root in (before, after))
        kept = old.keys() & new.keys()
        changed = sum(old[key] != new[key] for key in kept)
        assert old.keys() - new.keys(), f"no {kind} removed"
        assert new.keys() - old.keys(), f"no {kind} added"
        assert 0.02 < changed / len(kept) < 0.1


def test_musicbrainz_lines_link_to_the_catalogue(tmp_path: Path, world: World) -> None:
    counts = musicbrainz.write_dump(world, Month("20260101"), tmp_path, 1.0, quiet)
    artists = [json.loads(line) for line in lzma.decompress((tmp_path / "artist.jsonl.xz").read_bytes()).splitlines()]
    assert len(artists) == counts["artist"] == world.scene_count * 32
    known = {artist["id"] for artist in artists}
    targets = [r["artist"]["id"] for artist in artists for r in artist["relations"] if r["target-type"] == "artist"]
    assert targets
    assert set(targets) <= known
    assert all(any(r["type"] == "discogs" for r in artist["relations"]) for artist in artists)


def test_the_command_writes_both_sources_and_refuses_an_unknown_month(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--releases", "60", "--out", str(tmp_path), "--quiet"])
    assert result.exit_code == 0, result.output
    assert "releases: 60" in result.output
    assert (tmp_path / "musicbrainz" / "20260101-000000" / "artist.jsonl.xz").is_file()
    bad = CliRunner().invoke(app, ["--out", str(tmp_path), "--month", "last"])
    assert bad.exit_code == 2
    next_month = CliRunner().invoke(app, ["--releases", "60", "--out", str(tmp_path), "--month", "next", "--musicbrainz-share", "0", "--quiet"])
    assert next_month.exit_code == 0
    assert (tmp_path / "discogs_20260201_releases.xml.gz").is_file()
