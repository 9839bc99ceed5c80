"""Artists over HTTP, and who works with them."""

from typing import Any

from api.catalogue.hubs_derivation import derive_hubs
from tests.support.api import Api


def release(number: int, released: str | None, *, credits: list[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "title": f"T{number}",
        "artists": [{"id": "41", "name": "Glass Harbour"}],
        "genres": ["Electronic"],
        **({"released": released} if released else {}),
        **({"extraartists": credits} if credits else {}),
        **fields,
    }


CY = {"id": "43", "name": "Cy Moor"}
DEE = {"name": "Dee Low"}
ARTIST = {
    "id": "41",
    "name": "Glass Harbour",
    "realname": "Ana Quill & Bo Reed",
    "profile": "Duo.\r\n[b]See[/b] [l=Tide].",
    "data_quality": "Correct",
    "urls": {"url": ["https://example.org/gh", "javascript:x", "example.net"]},
    "namevariations": {"name": ["G. Harbour", "GH"]},
    "members": [{"id": "42", "name": "Ana Quill"}, {"name": "Nameless Id"}],
    "groups": [{"id": "44", "name": "Tide Orchestra"}],
    "aliases": [{"id": "45", "name": "Tidal Proof"}],
}
RECORDS: dict[str, Any] = {
    "artists": [ARTIST],
    "labels": [{"id": "9", "name": "Tide"}],
    "releases": [
        release(1, "1990", country="UK", master_id="7", styles=["Ambient", "IDM"], labels=[{"id": "9", "name": "Tide", "catno": "1"}]),
        release(2, "1990-05-00", country="US", master_id="7", styles=["Ambient"], credits=[CY | {"role": "Mastered By"}, CY | {"role": "Artwork"}]),
        release(
            3,
            "1994",
            country="UK",
            credits=[CY | {"role": "Mastered By"}, DEE | {"role": "Flute"}, {"id": "41", "name": "Glass Harbour", "role": "Producer"}],
        ),
        release(4, None, genres=["Electronic", "Rock"], credits=[CY | {"role": "Mastered By"}]),
    ],
}


async def test_an_artist_shows_record_releases_and_relations(api: Api) -> None:
    await api.load(RECORDS)
    await api.graph.rows(
        "MATCH (a:Artist {id: '41'}) SET a.mbid = 'm', a.mb_type = 'Group', a.mb_area = 'Norway', a.mb_begin_date = '1987', a.mb_end_date = '' "
        "WITH a MATCH (b:Artist {id: '42'})-[e:MEMBER_OF]->(a) "
        "SET e.source = 'musicbrainz', e.begin_date = '1988', e.attributes = ['guitar']"
    )

    page = await api.ok("/api/artist/41")

    assert {key: page[key] for key in ("id", "name", "is_stub", "real_name", "name_variations", "urls", "area", "first_year", "last_year")} == {
        "id": "41",
        "name": "Glass Harbour",
        "is_stub": False,
        "real_name": "Ana Quill & Bo Reed",
        "name_variations": ["G. Harbour", "GH"],
        "urls": ["https://example.org/gh", "http://example.net"],
        "area": "Norway",
        "first_year": 1990,
        "last_year": 1994,
    }
    assert page["profile"] == "Duo.\nSee Tide."
    assert page["profile_parts"][-2] == {"text": "Tide", "styles": [], "type": "label", "id": "9", "url": None}
    assert page["musicbrainz"] == {
        "mbid": "m",
        "type": "Group",
        "gender": None,
        "area": "Norway",
        "begin_area": None,
        "begin_date": "1987",
        "end_date": None,
        "disambiguation": None,
    }
    assert page["counts"] == {"releases": 4, "titles": 3, "labels": 1, "countries": 2, "members": 2, "groups": 1, "aliases": 1}
    assert page["years"] == [{"year": 1990, "count": 2}, {"year": 1994, "count": 1}]
    assert page["genres"] == [{"name": "Electronic", "count": 4}, {"name": "Rock", "count": 1}]
    assert page["styles"] == [{"name": "Ambient", "count": 2}, {"name": "IDM", "count": 1}]
    assert page["members"] == [
        {
            "id": "42",
            "name": "Ana Quill",
            "release_count": 0,
            "begin_date": "1988",
            "end_date": None,
            "roles": ["guitar"],
            "sources": ["discogs", "musicbrainz"],
        },
        {"id": None, "name": "Nameless Id", "release_count": 0, "begin_date": None, "end_date": None, "roles": [], "sources": ["discogs"]},
    ]
    assert [(other["id"], other["name"]) for other in (*page["groups"], *page["aliases"])] == [("44", "Tide Orchestra"), ("45", "Tidal Proof")]


async def test_who_works_with_an_artist(api: Api) -> None:
    await api.load(RECORDS)

    people = await api.ok("/api/artist/41/people")

    assert people == {
        "artist_id": "41",
        "artist_name": "Glass Harbour",
        "total": 2,
        "offset": 0,
        "limit": 30,
        "has_more": False,
        "people": [
            {
                "name": "Cy Moor",
                "artist_id": "43",
                "roles": [{"name": "Mastered By", "count": 3}, {"name": "Artwork", "count": 1}],
                "categories": ["mastering", "design"],
                "release_count": 3,
                "first_year": 1990,
                "last_year": 1994,
                "years": [{"year": 1990, "count": 1}, {"year": 1994, "count": 1}],
            },
            {
                "name": "Dee Low",
                "artist_id": None,
                "roles": [{"name": "Flute", "count": 1}],
                "categories": ["session"],
                "release_count": 1,
                "first_year": 1994,
                "last_year": 1994,
                "years": [{"year": 1994, "count": 1}],
            },
        ],
    }
    page = await api.ok("/api/artist/41/people", limit=1, offset=1)
    assert ([person["name"] for person in page["people"]], page["total"], page["has_more"]) == (["Dee Low"], 2, False)
    assert (await api.ok("/api/artist/41/people", limit=1))["has_more"] is True


async def test_an_artist_that_others_only_name_has_a_page(api: Api) -> None:
    await api.load(RECORDS)
    await api.graph.rows("CREATE (:Artist {id: '99'})<-[:BY]-(:Release {id: '98'})")

    stub = await api.ok("/api/artist/44")
    nameless = await api.ok("/api/artist/99")
    people = await api.ok("/api/artist/99/people")

    assert (stub["is_stub"], stub["name"], stub["counts"]["releases"], stub["years"]) == (True, "Tide Orchestra", 0, [])
    assert [member["id"] for member in stub["members"]] == ["41"]
    assert (nameless["name"], nameless["counts"]["releases"], nameless["first_year"], nameless["profile"]) == (None, 1, None, None)
    assert (people["artist_name"], people["total"], people["people"]) == (None, 0, [])


async def test_an_artist_that_only_the_tables_have_has_a_page(api: Api) -> None:
    await api.load(RECORDS)
    await api.graph.rows("MATCH (a:Artist {id: '41'}) DETACH DELETE a")

    page = await api.ok("/api/artist/41")

    assert (page["is_stub"], page["name"], page["counts"]["releases"]) == (False, "Glass Harbour", 0)
    assert [member["id"] for member in page["members"]] == ["42", None]
    assert (await api.get("/api/artist/41/people")).status_code == 404


async def test_an_artist_with_very_many_releases_is_read_from_tables(api: Api) -> None:
    await api.load(RECORDS)
    live, live_people = await api.ok("/api/artist/41"), await api.ok("/api/artist/41/people")
    await derive_hubs(api.state.postgres, hub_releases=2)

    page, people = await api.ok("/api/artist/41"), await api.ok("/api/artist/41/people")

    assert {key for key in page if page[key] != live[key]} == {"counts"}
    assert page["counts"] == live["counts"] | {"titles": None, "countries": None}
    assert [(person["name"], person["release_count"], person["years"]) for person in people["people"] if person["name"] != "Glass Harbour"] == [
        (person["name"], person["release_count"], person["years"]) for person in live_people["people"]
    ]
    assert people["people"][0]["artist_id"] == "43"


async def test_an_unknown_artist_is_not_found_and_bad_input_refused(api: Api) -> None:
    for path in ("/api/artist/5", "/api/artist/5/people", "/api/artist/AC%2FDC"):
        answer = await api.get(path)
        assert answer.status_code == 404
    assert (await api.get("/api/artist/AC%2FDC")).json()["error"] == "Artist 'AC/DC' not found"
    assert (await api.get("/api/artist/1/people", limit=101)).status_code == 422
