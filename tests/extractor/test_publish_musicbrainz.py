"""MusicBrainz runs against a real broker: links from all files first, then the records of all four types."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
import lzma
from pathlib import Path
from typing import Any

import orjson
import pytest

from common.domain.data_types import MUSICBRAINZ_TYPES, DataType, Source
from common.domain.messages import parse_timestamp
from common.runtime.state_marker import Status, load_marker, musicbrainz_marker_path
from extractor.run import Outcome
from extractor.settings import ExtractorSettings
from extractor.status import LiveStatus
from tests.extractor.support import data_ids, kinds, lay, messages, run_once, settings_for
from tests.support.http_sites import Site, publish_musicbrainz, tarball
from tests.support.real_data import REAL_DATA
from tests.support.servers import Broker


PREFIX = "discogsography-musicbrainz"
VERSION = "20260325-001001"
ARTIST, MEMBER, LABEL = (f"{digit * 8}-{digit * 4}-4{digit * 3}-8{digit * 3}-{digit * 12}" for digit in "123")


def link(kind: str, number: int) -> dict[str, Any]:
    return {"type": "discogs", "target-type": "url", "direction": "forward", "url": {"resource": f"https://www.discogs.com/{kind}/{number}"}}


def lines(*records: Mapping[str, Any]) -> bytes:
    return b"".join(orjson.dumps(record) + b"\n" for record in records)


def entities() -> dict[str, bytes]:
    """The band points at a member that comes later in the file, the release at the label."""
    member = {"type": "member of band", "target-type": "artist", "direction": "backward", "artist": {"id": MEMBER}}
    published_by = {"type": "phonographic copyright", "target-type": "label", "direction": "forward", "label": {"id": LABEL}}
    return {
        "artist": lines(
            {"id": ARTIST, "name": "Band", "relations": [link("artist", 900001), member]},
            {"id": MEMBER, "name": "One", "relations": [link("artist", 900003)]},
        ),
        "label": lines({"id": LABEL, "name": "Label", "relations": [link("label", 700001)]}),
        "release-group": lines({"id": ARTIST, "title": "Group", "relations": [link("master", 500001)]}),
        "release": lines({"id": MEMBER, "title": "Release", "relations": [link("release", 300001), published_by]}),
    }


def settings_over(folder: Path, tmp_path: Path, broker: Broker, **changes: Any) -> ExtractorSettings:
    return settings_for(tmp_path / "root", broker, extractor_source="musicbrainz", extractor_dump_dir=folder, **changes)


async def taken(broker: Broker, kind: DataType) -> list[dict[str, Any]]:
    return await messages(broker, kind, "brainztableinator", PREFIX)


@pytest.mark.parametrize("form", ["jsonl", "jsonl.xz", "tar.xz"])
async def test_files_laid_down_in_any_form_are_published_with_their_links(tmp_path: Path, broker: Broker, form: str) -> None:
    forms = {"jsonl": lambda _entity, data: data, "jsonl.xz": lambda _entity, data: lzma.compress(data), "tar.xz": tarball}
    folder = lay(tmp_path / VERSION, {f"{entity}.{form}": forms[form](entity, data) for entity, data in entities().items()})
    settings = settings_over(folder, tmp_path, broker)
    assert await run_once(settings) is Outcome.PUBLISHED
    artists = await taken(broker, DataType.ARTISTS)
    assert kinds(artists) == ["data", "data", "file_complete", "extraction_complete"]
    assert [relation["target_discogs_artist_id"] for relation in artists[0]["relations"]] == [900003]
    assert artists[2]["file"] == f"artist.{form}"
    assert artists[3]["version"] == VERSION
    assert artists[3]["published_counts"] == {"artists": 2, "labels": 1, "release-groups": 1, "releases": 1}
    groups = await taken(broker, DataType.RELEASE_GROUPS)
    assert groups[1]["data_type"] == "release-groups"
    assert len(groups[0]["sha256"]) == 64
    marker = load_marker(musicbrainz_marker_path(settings.root, VERSION))
    assert marker is not None
    assert (marker.summary.overall_status, marker.download_phase.status) == (Status.COMPLETED, Status.PENDING)
    assert {entry.source_checksum for entry in marker.processing_phase.progress_by_file.values()} == {None}
    assert await run_once(settings) is Outcome.SKIPPED


async def test_a_dump_from_the_site_is_published(tmp_path: Path, broker: Broker) -> None:
    with Site() as site:
        publish_musicbrainz(site, {VERSION: entities()})
        settings = settings_for(tmp_path, broker, extractor_source="musicbrainz", musicbrainz_dump_url=site.url)
        assert await run_once(settings) is Outcome.PUBLISHED
    for kind in MUSICBRAINZ_TYPES:
        assert kinds(await taken(broker, kind))[-2:] == ["file_complete", "extraction_complete"]


async def test_extraction_34_progress_of_a_run_adds_up(tmp_path: Path, broker: Broker) -> None:
    live = LiveStatus(Source.MUSICBRAINZ)
    seen: list[dict[str, Any]] = []

    async def watch() -> None:
        while True:
            seen.append(live.health())
            await asyncio.sleep(0.01)

    watching = asyncio.create_task(watch())
    await run_once(
        settings_over(lay(tmp_path / VERSION, {f"{entity}.jsonl": data for entity, data in entities().items()}), tmp_path, broker), live=live
    )
    watching.cancel()
    for health in (*seen, live.health()):
        progress = dict(health["extraction_progress"])
        assert progress.pop("total") == sum(progress.values())
    assert seen[0]["started_at"] is None
    assert live.health()["extraction_progress"]["release_groups"] == 1
    health = live.health()
    assert health["bytes_read"] == health["bytes_total"] > 0
    assert sum(each["total"] for each in health["bytes_by_type"].values()) == health["bytes_total"]
    assert health["bytes_by_type"]["release_groups"]["read"] == health["bytes_by_type"]["release_groups"]["total"] > 0
    assert parse_timestamp(health["started_at"]) <= datetime.now(UTC)


@pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the real dump extracts are not here")
async def test_the_real_extract_is_published_whole(tmp_path: Path, broker: Broker) -> None:
    folder = REAL_DATA / "musicbrainz-connected-20260801"
    settings = settings_over(folder, tmp_path, broker, extractor_workers=2, block_bytes=1 << 18)
    assert await run_once(settings) is Outcome.PUBLISHED
    expected = {DataType.ARTISTS: 517, DataType.LABELS: 400, DataType.RELEASE_GROUPS: 396, DataType.RELEASES: 1700}
    for kind, count in expected.items():
        assert len(set(data_ids(await taken(broker, kind)))) == count
