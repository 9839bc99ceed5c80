"""What `./up --discogs` and `--musicbrainz` say and check before they start anything, against stand-in sites."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.domain.data_types import Source
from common.runtime.errors import ConfigError
from tests.support.http_sites import Answer, Site, publish_discogs, publish_musicbrainz, tarball
from utilities.stack import catalogue
from utilities.stack.downloads import GB, PLANS, look_up, plan_for
from utilities.stack.layout import Layout
from utilities.stack.services import Reading


KINDS = ("artists", "labels", "masters", "releases")
ENTITIES = ("artist", "label", "release-group", "release")


def files(version: str, size: int, kinds: tuple[str, ...] = KINDS) -> dict[str, bytes]:
    return {f"discogs_{version}_{kind}.xml.gz": b"x" * size for kind in kinds}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("REQUEST_GAP", "0")
    with Site() as site:
        monkeypatch.setenv("DISCOGS_DATA_URL", site.url)
        monkeypatch.setenv("MUSICBRAINZ_DUMP_URL", site.url.rstrip("/"))
        yield site


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(root=tmp_path / "stack", programs=tmp_path)


def test_the_sizes_are_those_of_the_newest_complete_dump(site: Site) -> None:
    publish_discogs(site, {"20251201": files("20251201", 9), "20260701": files("20260701", 1000), "20260801": files("20260801", 7, KINDS[:2])})
    plan = look_up(plan_for(Source.DISCOGS, {"DISCOGS_DATA_URL": site.url, "REQUEST_GAP": "0"}))
    assert (plan.version, plan.download_bytes) == ("20260701", 4000)
    assert plan.stores_bytes == pytest.approx(4000 * 76 / 11.3, abs=1)


def test_a_new_year_without_a_complete_dump_is_passed_over(site: Site) -> None:
    publish_discogs(site, {"20251201": files("20251201", 9), "20260101": files("20260101", 7, KINDS[:3])})
    assert look_up(plan_for(Source.DISCOGS, {"DISCOGS_DATA_URL": site.url, "REQUEST_GAP": "0"})).version == "20251201"


def test_the_newest_musicbrainz_dump_is_found(site: Site) -> None:
    lines = dict.fromkeys(ENTITIES, b"{}\n")
    publish_musicbrainz(site, {"20260704-001001": lines, "20260801-001001": lines})
    plan = look_up(plan_for(Source.MUSICBRAINZ, {"MUSICBRAINZ_DUMP_URL": site.url, "REQUEST_GAP": "0"}))
    assert (plan.version, plan.download_bytes) == ("20260801-001001", sum(len(tarball(entity, b"{}\n")) for entity in ENTITIES))


def test_the_site_is_asked_as_slowly_as_it_is_owed(site: Site) -> None:
    publish_discogs(site, {"20260701": files("20260701", 10)})
    waits: list[float] = []
    look_up(plan_for(Source.DISCOGS, {"DISCOGS_DATA_URL": site.url}), sleep=waits.append)
    assert waits == [5.0] * (len(site.requests) - 1)


@pytest.mark.parametrize("front", ["<html>renewed</html>", '<a href="?prefix=data%2F2026%2F">2026</a>'])
def test_a_site_that_does_not_tell_sizes_leaves_those_of_mid_2026(site: Site, front: str) -> None:
    site.answer("/", front)
    plan = look_up(plan_for(Source.DISCOGS, {"DISCOGS_DATA_URL": site.url, "REQUEST_GAP": "0"}))
    assert plan.download_bytes == PLANS[Source.DISCOGS].download_bytes
    assert "sizes of mid-2026" in plan.describe(None)


@pytest.mark.parametrize(
    ("source", "limit", "text"),
    [
        (
            Source.DISCOGS,
            None,
            "discogs: download 11.3 GB from https://data.discogs.com/, then import about 34 million records: 76.0 GB in the stores",
        ),
        (Source.DISCOGS, None, "about 2 h 41 min at 3,500 records/s, as measured on two cores"),
        (Source.DISCOGS, 1000, "download 11.3 GB from https://data.discogs.com/, then import the first 1,000 records of each type: 8.9 MB"),
        (
            Source.MUSICBRAINZ,
            None,
            "download 23.0 GB from https://data.metabrainz.org/pub/musicbrainz/data/json-dumps/, then import about 10 million",
        ),
        (Source.MUSICBRAINZ, None, "30.0 GB in the stores, about 20 min 50 s at 8,000 records/s"),
        (Source.MUSICBRAINZ, 10**9, "30.0 GB in the stores, about 20 min 50 s"),
    ],
)
def test_the_plan_in_words(source: Source, limit: int | None, text: str) -> None:
    assert text in plan_for(source, {}).describe(limit)


def test_a_limit_saves_room_in_the_stores_and_none_for_the_files() -> None:
    plan = PLANS[Source.MUSICBRAINZ]
    assert plan.needed_bytes(None) == 53 * GB
    assert 23 * GB < plan.needed_bytes(1000) < 23.1 * GB


def test_a_gap_that_is_no_number_is_named() -> None:
    with pytest.raises(ConfigError, match="REQUEST_GAP must be a number of seconds, not 'soon'"):
        plan_for(Source.DISCOGS, {"REQUEST_GAP": "soon"})


def test_it_says_what_it_takes_asks_and_hands_the_sites_on(site: Site, layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_discogs(site, {"20260701": files("20260701", 1000)})
    said: list[str] = []
    asked: list[str] = []

    def yes(question: str) -> bool:
        asked.append(question)
        return True

    with Site() as other:
        publish_musicbrainz(other, {"20260801-001001": dict.fromkeys(ENTITIES, b"{}\n")})
        monkeypatch.setenv("MUSICBRAINZ_DUMP_URL", other.url)
        chosen = catalogue.downloaded([Source.DISCOGS, Source.MUSICBRAINZ], layout, said.append, yes, limit=5, force=True)
    assert asked == ["Go on?"]
    assert any(f"discogs 20260701: download 0.0 MB from {site.url}" in line for line in said)
    assert chosen.origin == "real"
    assert chosen.readings[Source.DISCOGS] == Reading(None, 5, True, site=site.url)
    assert chosen.readings[Source.MUSICBRAINZ].site == other.url
    recalled = catalogue.recall(chosen.remembered())
    assert recalled is not None
    assert recalled.readings[Source.DISCOGS].site == site.url, "the next ./up goes on at the same site"


def test_without_a_yes_nothing_is_started(site: Site, layout: Layout) -> None:
    publish_discogs(site, {"20260701": files("20260701", 10)})
    with pytest.raises(ConfigError, match="Nothing was started"):
        catalogue.downloaded([Source.DISCOGS], layout, lambda _: None, lambda _: False, limit=None, force=False)
    assert not layout.root.exists()


def test_dumps_that_do_not_fit_are_refused_before_anybody_is_asked(site: Site, layout: Layout) -> None:
    publish_discogs(site, {"20260701": files("20260701", 10)})
    for kind in KINDS:
        # The header alone: nobody reads the body.
        site.answer(f"/?download=data%2F2026%2Fdiscogs_20260701_{kind}.xml.gz", Answer(headers={"Content-Length": str(10**15)}))
    with pytest.raises(ConfigError, match=r"This download and import needs [\d,]{10,} MB, and .* has [\d,]+ MB free.*STACK_DIR"):
        catalogue.downloaded([Source.DISCOGS], layout, lambda _: None, lambda _: pytest.fail("asked"), limit=None, force=False)


def test_a_site_that_cannot_be_reached_is_named_with_the_other_way(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site() as gone:
        url = gone.url
    monkeypatch.setenv("DISCOGS_DATA_URL", url)
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1.* cannot be reached from here .*--dumps DIR"):
        catalogue.downloaded([Source.DISCOGS], layout, lambda _: None, lambda _: True, limit=None, force=False)


def test_a_site_that_answers_with_an_error_is_named(site: Site, layout: Layout) -> None:
    with pytest.raises(ConfigError, match="answers with status 404"):
        catalogue.downloaded([Source.DISCOGS], layout, lambda _: None, lambda _: True, limit=None, force=False)
