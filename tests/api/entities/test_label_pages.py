"""Labels over HTTP, and their releases."""

from typing import Any

import pytest

from api.catalogue.hubs_derivation import derive_hubs
from tests.support.api import Api


def release(number: int, year: int | None, catno: str, *, artist: int = 41, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "title": f"T{10 - number}",
        "artists": [{"id": str(artist), "name": f"Artist {artist}"}],
        "labels": [{"id": "8", "name": "Other", "catno": "O 1"}, {"id": "9", "name": "Tide", "catno": catno}] if number == 1 else _on(catno),
        "genres": ["Electronic"],
        **({"released": str(year)} if year else {}),
        **fields,
    }


def _on(catno: str) -> list[dict[str, str]]:
    return [{"id": "9", "name": "Tide", "catno": catno}]


RECORDS: dict[str, Any] = {
    "labels": [
        {
            "id": "9",
            "name": "Tide",
            "profile": "Run by [a=Artist 41].",
            "contactinfo": "Quay 1\r\nPort",
            "urls": {"url": "https://example.org/tide"},
            "parentLabel": {"id": "1", "name": "Sea Group"},
            "sublabels": [{"id": "2", "name": "Tide Dub"}, {"name": "No Id"}],
            "data_quality": "Correct",
        }
    ],
    "releases": [
        release(1, 1990, "TIDE 10", country="UK", formats=[{"name": "CD", "qty": "1"}], styles=["IDM"]),
        release(2, 1992, "TIDE 9", master_id="7"),
        release(3, 1995, "TIDE 1", master_id="7", artist=42),
        release(4, None, "TIDE 100", genres=["Rock"]),
    ],
}


@pytest.fixture
async def catalogue(api: Api) -> Api:
    await api.load(RECORDS)
    return api


async def test_a_label_shows_record_releases_and_relations(catalogue: Api) -> None:
    await catalogue.graph.rows("MATCH (l:Label {id: '9'}) SET l.mbid = 'm', l.mb_area = 'Norway', l.mb_label_code = 123")

    page = await catalogue.ok("/api/label/9")

    assert page == {
        "id": "9",
        "name": "Tide",
        "is_stub": False,
        "profile": "Run by Artist 41.",
        "profile_parts": [
            {"text": "Run by ", "styles": [], "type": None, "id": None, "url": None},
            {"text": "Artist 41", "styles": [], "type": "artist", "id": "41", "url": None},
            {"text": ".", "styles": [], "type": None, "id": None, "url": None},
        ],
        "contact": "Quay 1\nPort",
        "urls": ["https://example.org/tide"],
        "data_quality": "Correct",
        "musicbrainz": {"mbid": "m", "type": None, "area": "Norway", "begin_date": None, "end_date": None, "label_code": 123},
        "parent": {"id": "1", "name": "Sea Group", "release_count": 0},
        "sublabels": [{"id": "2", "name": "Tide Dub", "release_count": 0}, {"id": None, "name": "No Id", "release_count": 0}],
        "sublabel_count": 2,
        "release_count": 4,
        "roster_size": 2,
        "first_year": 1990,
        "last_year": 1995,
        "years": [{"year": 1990, "count": 1}, {"year": 1992, "count": 1}, {"year": 1995, "count": 1}],
        "genres": [{"name": "Electronic", "count": 3}, {"name": "Rock", "count": 1}],
        "styles": [{"name": "IDM", "count": 1}],
    }


async def test_releases_of_a_label_come_in_the_order_and_years_asked_for(catalogue: Api) -> None:
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["1", "2", "3", "4"]),
        ({"sort": "-year"}, ["3", "2", "1", "4"]),
        ({"sort": "title"}, ["4", "3", "2", "1"]),
        ({"sort": "catno"}, ["1", "3", "2", "4"]),  # of the first label on each: O 1, TIDE 1, TIDE 9, TIDE 100
        ({"sort": "-versions"}, ["2", "3", "1", "4"]),
        ({"year_from": 1991}, ["2", "3"]),
        ({"year_from": 1990, "year_to": 1992, "sort": "-year"}, ["2", "1"]),
        ({"year_from": 1996}, []),
    ]
    for parameters, expected in cases:
        page = await catalogue.ok("/api/label/9/releases", **parameters)
        assert ([found["id"] for found in page["releases"]], page["total"], page["has_more"]) == (expected, len(expected), False)

    page = await catalogue.ok("/api/label/9/releases", limit=1)
    assert page == {
        "label_id": "9",
        "label_name": "Tide",
        "total": 4,
        "offset": 0,
        "limit": 1,
        "has_more": True,
        "sort": "year",
        "releases": [
            {
                "id": "1",
                "title": "T9",
                "year": 1990,
                "artists": [{"id": "41", "name": "Artist 41"}],
                "catno": "TIDE 10",
                "labels": [{"id": "9", "name": "Tide", "catno": "TIDE 10"}, {"id": "8", "name": "Other", "catno": "O 1"}],
                "country": "UK",
                "formats": ["CD"],
                "version_count": 1,
            }
        ],
    }
    assert [found["version_count"] for found in (await catalogue.ok("/api/label/9/releases", offset=1))["releases"]] == [2, 2, 1]


async def test_a_label_with_very_many_releases_is_read_from_tables(catalogue: Api) -> None:
    live = await catalogue.ok("/api/label/9")
    pages = {sort: await catalogue.ok("/api/label/9/releases", sort=sort) for sort in ("year", "-year", "-versions", "title", "catno")}
    await derive_hubs(catalogue.state.postgres, hub_releases=2)

    assert await catalogue.ok("/api/label/9") == live
    for sort, page in pages.items():
        assert await catalogue.ok("/api/label/9/releases", sort=sort) == page
    assert [found["id"] for found in (await catalogue.ok("/api/label/9/releases", year_to=1992))["releases"]] == ["1", "2"]
    assert [found["id"] for found in (await catalogue.ok("/api/label/9/releases", limit=1, offset=2))["releases"]] == ["3"]


async def test_labels_that_others_only_name_or_one_store_lacks(catalogue: Api) -> None:
    await catalogue.graph.rows("CREATE (:Label {id: '77'})<-[:ON]-(:Release {id: '78'})-[:BY]->(:Artist {id: '79'})")
    await catalogue.graph.rows("MATCH (l:Label {id: '9'}) DETACH DELETE l")

    stub = await catalogue.ok("/api/label/1")
    nameless = await catalogue.ok("/api/label/77")
    releases = await catalogue.ok("/api/label/77/releases")
    stored = await catalogue.ok("/api/label/9")

    assert (stub["is_stub"], stub["name"], stub["release_count"], stub["roster_size"]) == (True, "Sea Group", 0, 0)
    assert (nameless["name"], nameless["release_count"], nameless["roster_size"], nameless["years"]) == (None, 1, 1, [])
    assert releases["releases"] == [
        {"id": "78", "title": None, "year": None, "artists": [], "catno": None, "labels": [], "country": None, "formats": [], "version_count": 1}
    ]
    assert (stored["is_stub"], stored["parent"]["id"], stored["sublabel_count"], stored["release_count"]) == (False, "1", 2, 0)
    for path, status in (("/api/label/9/releases", 404), ("/api/label/5", 404), ("/api/label/5/releases", 404)):
        assert (await catalogue.get(path)).status_code == status
    for parameters in ({"year_from": 1899}, {"year_to": 2999}, {"sort": "x"}, {"limit": 0}):
        assert (await catalogue.get("/api/label/9/releases", **parameters)).status_code == 422
