"""The Discogs website: choosing a version, waiting politely, fetching, verifying, going on."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import orjson
import pytest

from common.domain.data_types import DISCOGS_TYPES, DataType
from common.runtime.state_marker import StateMarker, Status, write_marker
from extractor.download import website
from extractor.download.discogs import DiscogsSite
from extractor.download.polite import USER_AGENT, PoliteClient, RequestFailed, retry_after_s
from extractor.dumps import DownloadFailed, NoDump
from extractor.settings import ExtractorSettings
from extractor.state.keeper import MarkerKeeper
from tests.extractor.support import VERSION, file_name, lay, settings_for, small_dump
from tests.support.http_sites import Answer, Site, publish_discogs, sha256


NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Waits:
    """A clock that moves only by the waits asked of it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asked: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


def keys(version: str, *, checksum: bool = True, missing: DataType | None = None) -> list[str]:
    names = [file_name(kind, version) for kind in DISCOGS_TYPES if kind is not missing] + ([f"discogs_{version}_CHECKSUM.txt"] if checksum else [])
    return [f"data/{version[:4]}/{name}" for name in names]


def keeper_for(settings: ExtractorSettings, version: str = VERSION) -> MarkerKeeper:
    return MarkerKeeper(StateMarker.new(version), settings.root / f".extraction_status_{version}.json", save_every_records=100)


async def fetch(settings: ExtractorSettings) -> MarkerKeeper:
    source = DiscogsSite(settings)
    keeper = keeper_for(settings)
    await source.fetch(await source.choose(), keeper)
    return keeper


def site_settings(site: Site, root: Path) -> ExtractorSettings:
    return settings_for(root, discogs_data_url=site.url)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        pytest.param(keys("20260101") + keys("20260201", checksum=False), "20260101", id="extraction_12 without its checksum list"),
        pytest.param(keys("20260101") + keys("20260201", missing=DataType.MASTERS), "20260101", id="extraction_12 without a data file"),
        pytest.param(keys("20260101") + keys("20260201"), "20260201", id="newest"),
        pytest.param(keys("20260101") * 2, "20260101", id="listed twice"),
        pytest.param(keys("20260101", checksum=False), "20260101", id="no checksum list anywhere"),
        pytest.param([*keys("20260101"), "data/2026/discogs_20260101_extra.txt"], "20260101", id="an extra file"),
        pytest.param(keys("20260101", missing=DataType.LABELS), None, id="none complete"),
    ],
)
def test_extraction_12_the_newest_complete_version_is_taken(listed: list[str], expected: str | None) -> None:
    chosen = website.newest_complete(website.versions(listed))
    assert (chosen.version if chosen else None) == expected


def test_an_older_version_than_the_completed_one_is_never_taken() -> None:
    assert website.newest_complete(website.versions(keys("20260101")), not_below="20260201") is None


def test_only_the_two_newest_years_are_read() -> None:
    page = "".join(f'<a href="?prefix=data%2F{year}%2F">' for year in (2019, 2026, 2025, 2026))
    assert website.find_years(page) == ["2026", "2025"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2", 2.0), (" 120 ", 120.0), ("Mon, 05 Jan 2026 12:00:30 GMT", 30.0), ("Mon, 05 Jan 2026 11:00:00 GMT", 0.0), ("soon", None), (None, None)],
)
def test_retry_after_is_read_in_both_forms(value: str | None, expected: float | None) -> None:
    assert retry_after_s(value, NOW) == expected


async def test_extraction_13_throttling_is_waited_out_and_costs_no_attempt() -> None:
    waits = Waits()
    with Site() as site:
        site.answer("/", Answer(status=429, headers={"Retry-After": "2"}), "page")
        async with PoliteClient(gap_s=0, retry_cap_s=7200, sleep=waits.sleep, monotonic=waits.monotonic) as client:
            assert await client.text(site.url) == "page"
    assert waits.asked == [2.0]


async def test_throttling_without_an_end_is_an_error_after_five_growing_waits() -> None:
    waits = Waits()
    with Site() as site:
        site.answer("/", Answer(status=503))
        async with PoliteClient(gap_s=0, retry_cap_s=200, sleep=waits.sleep, monotonic=waits.monotonic) as client:
            with pytest.raises(RequestFailed, match="after 5 retries"):
                await client.text(site.url)
    assert len(site.requests) == 6
    assert [int(wait // 30) * 30 for wait in waits.asked[:3]] == [30, 60, 120]
    assert waits.asked[3:] == [200, 200]


async def test_extraction_14_requests_keep_their_distance_and_say_who_asks() -> None:
    waits = Waits()
    with Site() as site:
        site.answer("/", "page")
        async with PoliteClient(gap_s=5, retry_cap_s=1, sleep=waits.sleep, monotonic=waits.monotonic) as client:
            for _ in range(2):
                await client.text(site.url)
    assert waits.asked == [5.0]
    assert {seen.headers["User-Agent"] for seen in site.requests} == {USER_AGENT}
    assert settings_for(Path("/x"), request_gap=None).polite_gap_s == 5


async def test_extraction_15_a_file_that_is_not_what_was_published_fails_the_run_alone(tmp_path: Path) -> None:
    files = small_dump()
    labels = file_name(DataType.LABELS)
    listed = "".join(f"{'0' * 64 if name == labels else sha256(data)} {name}\n" for name, data in files.items()).encode()
    with Site() as site:
        publish_discogs(site, {VERSION: files | {f"discogs_{VERSION}_CHECKSUM.txt": listed}})
        settings = site_settings(site, tmp_path)
        with pytest.raises(DownloadFailed, match="labels"):
            await fetch(settings)
        assert not list(tmp_path.glob("*labels*"))
        assert list(orjson.loads((tmp_path / ".discogs_metadata.json").read_bytes())) == [file_name(DataType.ARTISTS)]
        publish_discogs(site, {VERSION: files})
        site.requests.clear()
        await fetch(settings)
        assert not site.paths("artists")
        assert len(site.paths("labels")) == 1


async def test_extraction_16_verified_files_are_not_fetched_again(tmp_path: Path) -> None:
    with Site() as site:
        publish_discogs(site, {VERSION: small_dump()})
        settings = site_settings(site, tmp_path)
        await fetch(settings)
        site.requests.clear()
        keeper = await fetch(settings)
        assert not site.paths("xml.gz")
    assert keeper.marker.download_phase.status is Status.COMPLETED
    assert keeper.marker.download_phase.files_downloaded == 4


async def test_a_file_changed_on_disk_is_fetched_again(tmp_path: Path) -> None:
    with Site() as site:
        publish_discogs(site, {VERSION: small_dump()})
        settings = site_settings(site, tmp_path)
        await fetch(settings)
        (tmp_path / file_name(DataType.LABELS)).write_bytes(b"other")
        site.requests.clear()
        await fetch(settings)
        assert [path.rsplit("_", 1)[-1] for path in site.paths("xml.gz")] == ["labels.xml.gz"]


async def test_extraction_17_unreadable_metadata_is_put_aside(tmp_path: Path) -> None:
    lay(tmp_path, {".discogs_metadata.json": b"garbage"})
    with Site() as site:
        publish_discogs(site, {VERSION: small_dump()})
        await fetch(site_settings(site, tmp_path))
    assert (tmp_path / ".discogs_metadata.json.corrupt").read_bytes() == b"garbage"
    assert len(orjson.loads((tmp_path / ".discogs_metadata.json").read_bytes())) == 4


async def test_a_broken_transfer_goes_on_where_it_ended(tmp_path: Path) -> None:
    files = small_dump({DataType.ARTISTS: 5000})
    name = file_name(DataType.ARTISTS)
    with Site() as site:
        publish_discogs(site, {VERSION: files})
        site.answer(f"/?download={quote(f'data/2026/{name}', safe='')}", Answer(files[name], cut_after=1000), files[name])
        await fetch(site_settings(site, tmp_path))
        ranges = [seen.headers.get("Range") for seen in site.requests if "artists" in seen.path]
    assert ranges == [None, "bytes=1000-"]
    assert (tmp_path / name).read_bytes() == files[name]
    assert not list(tmp_path.glob("*.part*"))


async def test_a_published_checksum_list_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with Site() as site:
        publish_discogs(site, {VERSION: small_dump() | {f"discogs_{VERSION}_CHECKSUM.txt": b"no hashes here"}})
        with pytest.raises(DownloadFailed, match="CHECKSUM"):
            await DiscogsSite(site_settings(site, tmp_path)).choose()
        assert len(site.paths("CHECKSUM")) == 3


async def test_a_site_without_a_complete_version_is_not_a_success(tmp_path: Path) -> None:
    files = small_dump()
    del files[file_name(DataType.MASTERS)]
    with Site() as site:
        publish_discogs(site, {VERSION: files})
        with pytest.raises(NoDump):
            await DiscogsSite(site_settings(site, tmp_path)).choose()


async def test_the_newest_year_page_may_fail_but_never_lead_below_what_is_complete(tmp_path: Path) -> None:
    marker = StateMarker.new("20260101")
    marker.summary.overall_status = Status.COMPLETED
    write_marker(tmp_path / ".extraction_status_20260101.json", marker.encode())
    with Site() as site:
        publish_discogs(site, {"20251201": small_dump(version="20251201"), "20260101": small_dump()})
        site.answer("/?prefix=data%2F2026%2F", Answer(status=500))
        with pytest.raises(NoDump, match="not older than 20260101"):
            await DiscogsSite(site_settings(site, tmp_path)).choose()


async def test_without_the_site_verified_files_on_disk_are_used(tmp_path: Path) -> None:
    with Site() as site:
        publish_discogs(site, {VERSION: small_dump()})
        settings = site_settings(site, tmp_path)
        await fetch(settings)
        site.answer("/", Answer(status=500))
        keeper = await fetch(settings)
    assert keeper.marker.download_phase.status is Status.COMPLETED


async def test_without_the_site_and_without_files_the_run_fails(tmp_path: Path) -> None:
    with Site() as site:
        site.answer("/", Answer(status=500))
        with pytest.raises(DownloadFailed, match="500"):
            await DiscogsSite(site_settings(site, tmp_path)).choose()
