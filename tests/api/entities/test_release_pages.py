"""Releases, masters and versions over HTTP."""

from typing import Any

import pytest

from tests.support.api import Api


RELEASE: dict[str, Any] = {
    "id": "300001",
    "title": "Glass Harbour",
    "status": "Accepted",
    "released": "1994-09-00",
    "country": "UK",
    "data_quality": "Correct",
    "master_id": "500001",
    "artists": [{"id": "41", "name": "Ana Quill", "anv": "A. Quill", "join": "&"}, {"id": "42", "name": "Bo Reed"}],
    "extraartists": [
        {"id": "43", "name": "Cy Moor", "role": "Mastered By"},
        {"id": "41", "name": "Ana Quill", "role": "Producer", "tracks": "A1"},
        {"name": "No Id", "role": "Artwork"},
    ],
    "labels": [{"id": "9", "name": "Tide", "catno": "TIDE 1"}, {"name": "Nobody", "catno": "none"}],
    "formats": [{"name": "Vinyl", "qty": "2", "text": "Red", "descriptions": {"description": ["LP", "Album"]}}],
    "genres": ["Electronic"],
    "styles": ["Ambient"],
    "notes": "With [a=Bo Reed], see [r300002] and [l9].",
    "tracklist": {
        "track": [
            {"position": None, "title": "Side A", "duration": None},
            {"position": "A1", "title": "One", "duration": "4:45", "artists": {"artist": {"id": "42", "name": "Bo Reed"}}},
            {"title": "Suite", "sub_tracks": {"track": [{"position": "A2a", "title": "x", "duration": "1:00"}]}},
        ]
    },
    "identifiers": {"identifier": {"@type": "Barcode", "@value": "5 021"}},
    "companies": {"company": {"id": "77", "name": "Plant", "entity_type_name": "Pressed By"}},
    "videos": {"video": {"@src": "https://example.org/v", "@duration": "60", "title": "V"}},
}
OTHER: dict[str, Any] = {
    "id": "300002",
    "title": "Glass Harbour (Repress)",
    "released": "2001",
    "country": "Japan",
    "master_id": "500001",
    "artists": [{"id": "41", "name": "Ana Quill"}],
    "labels": [{"id": "9", "name": "Tide", "catno": "TIDE 10"}],
    "formats": [{"name": "CD", "qty": "1"}],
    "genres": ["Electronic"],
}
UNDATED: dict[str, Any] = {
    "id": "300003",
    "title": "Third",
    "master_id": "500001",
    "artists": [{"id": "41", "name": "Ana Quill"}],
    "genres": ["Rock"],
}
MASTER: dict[str, Any] = {
    "id": "500001",
    "title": "Glass Harbour",
    "year": "1994",
    "main_release": "300001",
    "artists": [{"id": "41", "name": "Ana Quill"}],
    "genres": ["Electronic"],
    "styles": ["Ambient"],
    "notes": "[b]First[/b] by [a41].",
}


@pytest.fixture
async def catalogue(api: Api) -> Api:
    await api.load({"masters": [MASTER], "releases": [RELEASE, OTHER, UNDATED]})
    return api


async def test_a_release_shows_what_its_record_says(catalogue: Api) -> None:
    await catalogue.postgres.rows("INSERT INTO insights.community_counts (release_id, have_count, want_count) VALUES (300001, 12, 34)")
    await catalogue.postgres.rows(
        "INSERT INTO insights.release_rarity (release_id, rarity_score, tier, hidden_gem_score) VALUES (300001, 61.5, 'rare', 20.25)"
    )

    page = await catalogue.ok("/api/release/300001")

    assert {key: page[key] for key in ("id", "title", "is_stub", "released", "year", "country", "status", "data_quality")} == {
        "id": "300001",
        "title": "Glass Harbour",
        "is_stub": False,
        "released": "1994-09",
        "year": 1994,
        "country": "UK",
        "status": "Accepted",
        "data_quality": "Correct",
    }
    assert page["artists"] == [
        {"id": "41", "name": "Ana Quill", "anv": "A. Quill", "join": "&"},
        {"id": "42", "name": "Bo Reed", "anv": None, "join": None},
    ]
    assert page["labels"] == [{"id": "9", "name": "Tide", "catno": "TIDE 1"}, {"id": None, "name": "Nobody", "catno": None}]
    assert page["formats"] == [{"name": "Vinyl", "qty": 2, "descriptions": ["LP", "Album"], "text": "Red"}]
    assert (page["genres"], page["styles"]) == (["Electronic"], ["Ambient"])
    assert (page["track_count"], page["duration_s"]) == (2, 345)
    assert [(track["kind"], track["title"], track["duration_s"]) for track in page["tracks"]] == [
        ("heading", "Side A", None),
        ("track", "One", 285),
        ("index", "Suite", None),
    ]
    assert page["tracks"][1]["artists"][0]["name"] == "Bo Reed"
    assert page["tracks"][2]["sub_tracks"][0] | {"credits": 0} == {
        "kind": "track",
        "position": "A2a",
        "title": "x",
        "duration": "1:00",
        "duration_s": 60,
        "artists": [],
        "credits": 0,
        "sub_tracks": [],
    }
    assert [group["category"] for group in page["credits"]] == ["production", "mastering", "design"]
    assert page["credits"][0]["credits"] == [
        {"id": "41", "name": "Ana Quill", "anv": None, "role": "Producer", "category": "production", "tracks": "A1"}
    ]
    assert page["companies"] == [{"id": "77", "name": "Plant", "catno": None, "role": "Pressed By"}]
    assert page["identifiers"] == [{"type": "Barcode", "value": "5 021", "description": None}]
    assert page["videos"] == [{"url": "https://example.org/v", "title": "V", "duration_s": 60}]
    assert page["series"] == []
    assert page["notes"] == "With Bo Reed, see Glass Harbour (Repress) and Tide."
    assert [(part["text"], part["type"], part["id"]) for part in page["notes_parts"] if part["type"]] == [
        ("Bo Reed", "artist", "42"),
        ("Glass Harbour (Repress)", "release", "300002"),
        ("Tide", "label", "9"),
    ]
    assert page["master"] == {"id": "500001", "title": "Glass Harbour", "version_count": 3}
    assert page["community"] == {"have": 12, "want": 34}
    assert page["rarity"] == {"score": 61.5, "tier": "rare", "hidden_gem_score": 20.25}


async def test_a_release_without_anything_is_a_page_too(api: Api) -> None:
    await api.load({"releases": [{"id": "1"}]})

    page = await api.ok("/api/release/1")

    assert (page["title"], page["master"], page["community"], page["rarity"], page["duration_s"]) == (None, None, None, None, None)
    assert all(page[key] == [] for key in ("artists", "labels", "tracks", "credits", "identifiers", "notes_parts"))


async def test_a_release_that_one_store_lacks_is_answered_from_the_other(catalogue: Api) -> None:
    await catalogue.postgres.rows("DELETE FROM public.releases WHERE data_id = '300001'")
    await catalogue.graph.rows("MATCH (r:Release {id: '300002'}) DETACH DELETE r")
    await catalogue.graph.rows("MATCH (r:Release {id: '300001'}) SET r.community_have = 5 CREATE (r)-[:BY]->(:Artist {id: '99'})")

    stub = await catalogue.ok("/api/release/300001")
    stored = await catalogue.ok("/api/release/300002")

    assert (stub["is_stub"], stub["title"], stub["year"], stub["released"]) == (True, "Glass Harbour", 1994, "1994")
    assert [artist["name"] for artist in stub["artists"]] == ["Ana Quill", "Bo Reed"]  # nobody knows what artist 99 is called
    assert stub["labels"] == [{"id": "9", "name": "Tide", "catno": "TIDE 1"}]
    assert [group["category"] for group in stub["credits"]] == ["production", "mastering", "design"]
    assert stub["community"] == {"have": 5, "want": 0}
    assert (stored["is_stub"], stored["title"]) == (False, "Glass Harbour (Repress)")
    assert stored["master"] == {"id": "500001", "title": None, "version_count": 1}


async def test_a_master_shows_what_its_versions_share(catalogue: Api) -> None:
    page = await catalogue.ok("/api/master/500001")

    assert page | {"notes_parts": 0} == {
        "id": "500001",
        "title": "Glass Harbour",
        "is_stub": False,
        "year": 1994,
        "main_release": {"id": "300001", "name": "Glass Harbour"},
        "artists": [{"id": "41", "name": "Ana Quill", "anv": None, "join": None}],
        "genres": ["Electronic"],
        "styles": ["Ambient"],
        "data_quality": None,
        "notes": "First by Ana Quill.",
        "notes_parts": 0,
        "videos": [],
        "version_count": 3,
        "first_year": 1994,
        "last_year": 2001,
    }
    assert page["notes_parts"][0] == {"text": "First", "styles": ["bold"], "type": None, "id": None, "url": None}


async def test_a_master_that_only_releases_name_has_a_page(api: Api) -> None:
    await api.load({"releases": [RELEASE, OTHER]})

    page = await api.ok("/api/master/500001")

    assert (page["is_stub"], page["title"], page["main_release"], page["version_count"]) == (True, "Glass Harbour", None, 2)
    assert ([artist["id"] for artist in page["artists"]], page["genres"], page["styles"]) == (["41", "42"], ["Electronic"], ["Ambient"])


async def test_versions_come_in_the_order_asked_for(catalogue: Api) -> None:
    await catalogue.postgres.rows(
        "INSERT INTO insights.release_rarity (release_id, rarity_score, tier) VALUES (300001, 20, 'uncommon'), (300003, 80, 'ultra-rare')"
    )
    orders = {
        "year": ["300001", "300002", "300003"],
        "-year": ["300002", "300001", "300003"],
        "title": ["300001", "300002", "300003"],
        "catno": ["300001", "300002", "300003"],
        "-catno": ["300002", "300001", "300003"],
        "country": ["300002", "300001", "300003"],
        "format": ["300002", "300001", "300003"],
        "-rarity": ["300003", "300001", "300002"],
    }

    pages = {sort: await catalogue.ok("/api/master/500001/versions", sort=sort) for sort in orders}

    assert {sort: [version["id"] for version in page["versions"]] for sort, page in pages.items()} == orders
    assert all((page["total"], page["has_more"], page["sort"]) == (3, False, sort) for sort, page in pages.items())
    assert pages["-rarity"]["versions"][0]["tier"] == "ultra-rare"


async def test_a_version_says_how_it_differs(catalogue: Api) -> None:
    page = await catalogue.ok("/api/master/500001/versions", limit=1)

    assert page == {
        "master_id": "500001",
        "total": 3,
        "offset": 0,
        "limit": 1,
        "has_more": True,
        "sort": "year",
        "versions": [
            {
                "id": "300001",
                "title": "Glass Harbour",
                "year": 1994,
                "released": "1994-09",
                "country": "UK",
                "labels": [{"id": "9", "name": "Tide", "catno": "TIDE 1"}, {"id": None, "name": "Nobody", "catno": None}],
                "catno": "TIDE 1",
                "formats": [{"name": "Vinyl", "qty": 2, "descriptions": ["LP", "Album"], "text": "Red"}],
                "format": "2×Vinyl, LP, Album, Red",
                "rarity": None,
                "tier": None,
                "is_main_release": True,
            }
        ],
    }
    assert [version["id"] for version in (await catalogue.ok("/api/master/500001/versions", offset=1))["versions"]] == ["300002", "300003"]
    assert (await catalogue.ok("/api/master/500001/versions", offset=9))["versions"] == []


async def test_what_nobody_knows_is_not_found_and_bad_input_is_refused(api: Api) -> None:
    for path, error in (
        ("/api/release/5", "Release '5' not found"),
        ("/api/release/nonsense", "Release 'nonsense' not found"),
        ("/api/release/99999999999999999999999", "Release '99999999999999999999999' not found"),
        ("/api/master/5", "Master '5' not found"),
        ("/api/master/5/versions", "Master '5' not found"),
    ):
        answer = await api.get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, error)

    assert (await api.get("/api/release/%00")).status_code == 422
    for parameters in ({"limit": 0}, {"limit": 101}, {"offset": -1}, {"sort": "x"}):
        assert (await api.get("/api/master/1/versions", **parameters)).status_code == 422
