"""What a user owns, wants and lacks."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.collections import own, want
from tests.support.users import Account, bearer, seed_account, seed_app_token


def _release(number: int, **more: Any) -> dict[str, Any]:
    return {"id": str(number), "title": f"T{number}", **more}


A = {"id": "1", "name": "Zoe"}
B = {"id": "2", "name": "Ann"}
L = {"id": "10", "name": "Lab", "catno": "L 1"}
M = {"id": "11", "name": "Mab", "catno": "M 1"}
CATALOGUE = {
    "masters": [{"id": "90", "title": "Master", "year": 1990, "artists": [A]}],
    "releases": [
        _release(1, released="1990", artists=[A, B], labels=[L], genres=["Rock", "Jazz"], styles=["Punk"], master_id="90", formats=[{"name": "LP"}]),
        _release(2, released="1991", artists=[A], labels=[L, M], genres=["Rock"], styles=["Bop"], master_id="90", formats=[{"name": "CD"}]),
        _release(3, released="2001", artists=[B], labels=[L], genres=["Jazz"], formats=[{"name": "LP"}, {"name": "Album"}]),
        _release(4, artists=[A], labels=[L], genres=["Rock"], formats=[{"name": "LP"}]),
        _release(5, released="2001", artists=[A], labels=[M], genres=["Rock"]),
    ],
}


async def _seeded(api: Api) -> Account:
    """Owns 1 twice, 2 and 4; wants 3. Added: 4 latest, 1 without a date last."""
    await api.load(CATALOGUE)
    account = await seed_account(api.postgres)
    await own(
        api.graph,
        account.id,
        [
            ("1", {"rating": 4, "folder_id": 1}),
            ("1", {"rating": 0, "folder_id": 2, "date_added": "2020-01-01T00:00:00-08:00"}),
            ("2", {"rating": 5, "folder_id": 1, "date_added": "2021-01-01T00:00:00-08:00"}),
            ("4", {"folder_id": 1, "date_added": "2022-01-01T00:00:00-08:00", "catalog_number": "ON EDGE"}),
        ],
    )
    await want(api.graph, account.id, [("3", {"rating": 1, "date_added": "2019-01-01T00:00:00-08:00"})])
    api.client.headers.update(account.headers)
    return account


async def test_the_collection_lists_copies_latest_first(api: Api) -> None:
    account = await _seeded(api)

    page = await api.ok("/api/user/collection", limit=3)

    assert (page["user_id"], page["total"], page["offset"], page["limit"], page["has_more"]) == (account.id, 4, 0, 3, True)
    assert [release["id"] for release in page["releases"]] == ["4", "2", "1"]
    assert page["releases"][0] == {
        "id": "4",
        "title": "T4",
        "year": None,
        "catalog_number": "ON EDGE",
        "artist": "Zoe",
        "label": "Lab",
        "genres": ["Rock"],
        "styles": [],
        "rating": None,
        "date_added": "2022-01-01T00:00:00-08:00",
        "folder_id": 1,
    }
    assert page["releases"][2]["artist"] == "Ann"
    assert page["releases"][2]["genres"] == ["Jazz", "Rock"]
    rest = await api.ok("/api/user/collection", limit=3, offset=3)
    assert ([release["folder_id"] for release in rest["releases"]], rest["has_more"]) == ([1], False)
    beyond = await api.ok("/api/user/collection", offset=4)
    assert (beyond["releases"], beyond["has_more"], beyond["total"]) == ([], False, 4)


async def test_the_wantlist_has_neither_user_nor_folder(api: Api) -> None:
    await _seeded(api)

    page = await api.ok("/api/user/wantlist")

    assert set(page) == {"releases", "total", "offset", "limit", "has_more"}
    assert [(release["id"], release["rating"]) for release in page["releases"]] == [("3", 1)]
    assert "folder_id" not in page["releases"][0]


async def test_stats_count_copies(api: Api) -> None:
    account = await _seeded(api)

    assert await api.ok("/api/user/collection/stats") == {
        "user_id": account.id,
        "total": 4,
        "unique_artists": 2,
        "unique_labels": 2,
        "average_rating": 4.5,
        "by_genre": [{"name": "Rock", "count": 4}, {"name": "Jazz", "count": 2}],
        "by_decade": [{"decade": 1990, "count": 3}],
        "by_label": [{"name": "Lab", "count": 4}, {"name": "Mab", "count": 1}],
    }


async def test_the_timeline_counts_distinct_dated_releases(api: Api) -> None:
    account = await _seeded(api)

    found = await api.ok("/api/user/collection/timeline")

    assert found["user_id"] == account.id
    assert found["timeline"] == [
        {"year": 1990, "count": 1, "genres": {"Jazz": 1, "Rock": 1}, "top_labels": ["Lab"], "top_styles": ["Punk"]},
        {"year": 1991, "count": 1, "genres": {"Rock": 1}, "top_labels": ["Lab", "Mab"], "top_styles": ["Bop"]},
    ]
    assert found["insights"] == {"peak_year": 1990, "dominant_genre": "Rock", "genre_diversity_score": 0.92, "style_drift_rate": 1.0}
    assert [step["year"] for step in (await api.ok("/api/user/collection/timeline", bucket="decade"))["timeline"]] == [1990]
    assert (await api.get("/api/user/collection/timeline", bucket="week")).status_code == 422


@pytest.mark.parametrize(
    ("metric", "wanted"),
    [
        ("genre", [(1990, {"Jazz": 2, "Rock": 2}), (1991, {"Rock": 1})]),
        ("style", [(1990, {"Punk": 2}), (1991, {"Bop": 1})]),
        ("label", [(1990, {"Lab": 2}), (1991, {"Lab": 1, "Mab": 1})]),
    ],
)
async def test_the_evolution_counts_copies(api: Api, metric: str, wanted: list[tuple[int, dict[str, int]]]) -> None:
    await _seeded(api)

    found = await api.ok("/api/user/collection/evolution", metric=metric)

    assert [(each["year"], each["values"]) for each in found["data"]] == wanted
    assert found["metric"] == metric
    assert found["summary"] == {"total_years": 2, "unique_values": len({name for _, values in wanted for name in values})}


async def test_a_user_who_never_synchronised_owns_nothing(api: Api) -> None:
    await api.load(CATALOGUE)
    account = await seed_account(api.postgres)
    api.client.headers.update(account.headers)

    assert (await api.ok("/api/user/collection"))["total"] == 0
    stats = await api.ok("/api/user/collection/stats")
    assert (stats["total"], stats["average_rating"], stats["by_label"]) == (0, None, [])
    assert (await api.ok("/api/user/collection/timeline"))["insights"]["peak_year"] is None
    assert (await api.ok("/api/user/collection/evolution"))["data"] == []
    gaps = await api.ok("/api/collection/gaps/label/10")
    assert (gaps["summary"], gaps["results"], gaps["pagination"]["total"]) == ({"total": 4, "owned": 0, "missing": 4}, [], 0)


async def test_status_of_releases(api: Api) -> None:
    await _seeded(api)

    found = (await api.ok("/api/user/status", ids=" 1, 3 ,,5,404,1"))["status"]

    assert found == {
        "1": {"in_collection": True, "in_wantlist": False},
        "3": {"in_collection": False, "in_wantlist": True},
        "5": {"in_collection": False, "in_wantlist": False},
        "404": {"in_collection": False, "in_wantlist": False},
    }
    assert (await api.ok("/api/user/status", ids=" , "))["status"] == {}
    assert (await api.get("/api/user/status")).status_code == 422
    many = ",".join(str(number) for number in range(101))
    refused = await api.get("/api/user/status", ids=many)
    assert (refused.status_code, refused.json()["error"]) == (422, "Too many IDs: maximum is 100")
    api.client.headers.pop("Authorization")
    assert (await api.ok("/api/user/status", ids="1"))["status"] == {"1": {"in_collection": False, "in_wantlist": False}}


async def test_formats_come_from_the_synchronised_rows(api: Api) -> None:
    account, other = await seed_account(api.postgres), await seed_account(api.postgres)
    rows = ['[{"name": "LP"}, {"name": ""}, 5]', '[{"name": "CD"}, {"name": "LP"}]', '{"name": "Odd"}', "null", None]
    for number, formats in enumerate(rows):
        await api.postgres.rows("INSERT INTO user_collections (user_id, release_id, formats) VALUES (%s, %s, %s)", (account.id, number, formats))
    await api.postgres.rows("INSERT INTO user_collections (user_id, release_id, formats) VALUES (%s, 1, %s)", (other.id, '[{"name": "Shellac"}]'))
    api.client.headers.update(account.headers)

    assert await api.ok("/api/collection/formats") == {"formats": ["CD", "LP"]}


async def test_gaps_of_a_label(api: Api) -> None:
    await _seeded(api)
    await own(api.graph, "somebody else", [("3", {}), ("5", {})])

    found = await api.ok("/api/collection/gaps/label/10")

    assert found == {
        "entity": {"id": "10", "name": "Lab", "type": "label"},
        "summary": {"total": 4, "owned": 3, "missing": 1},
        "filters": {"formats": []},
        "results": [
            {"id": "3", "title": "T3", "year": 2001, "formats": ["LP", "Album"], "genres": ["Jazz"], "on_wantlist": True, "artist": "Ann"},
        ],
        "pagination": {"total": 1, "offset": 0, "limit": 50, "has_more": False},
    }


async def test_gaps_are_filtered_but_their_summary_is_not(api: Api) -> None:
    await _seeded(api)

    found = await api.ok("/api/collection/gaps/label/10", exclude_wantlist=True, formats="LP")

    assert (found["results"], found["pagination"]["total"]) == ([], 0)
    assert found["summary"] == {"total": 4, "owned": 3, "missing": 1}
    assert found["filters"] == {"formats": ["LP"]}
    assert [each["id"] for each in (await api.ok("/api/collection/gaps/label/10", formats=["CD", "Album"]))["results"]] == ["3"]
    assert (await api.ok("/api/collection/gaps/label/10", formats="CD"))["results"] == []


async def test_gaps_of_artists_and_masters_have_their_own_fields(api: Api) -> None:
    await _seeded(api)
    other = await seed_account(api.postgres)
    await own(api.graph, other.id, [("2", {})])
    api.client.headers.update(other.headers)

    artist = await api.ok("/api/collection/gaps/artist/1", limit=2)
    assert artist["entity"] == {"id": "1", "name": "Zoe", "type": "artist"}
    assert [(each["id"], each["year"], each["label"]) for each in artist["results"]] == [("4", None, "Lab"), ("5", 2001, "Mab")]
    assert set(artist["results"][0]) == {"id", "title", "year", "formats", "genres", "on_wantlist", "label"}
    assert artist["pagination"] == {"total": 3, "offset": 0, "limit": 2, "has_more": True}
    master = await api.ok("/api/collection/gaps/master/90")
    assert master["entity"] == {"id": "90", "name": "Master", "type": "master"}
    assert [(each["id"], each["artist"], each["label"]) for each in master["results"]] == [("1", "Ann", "Lab")]


@pytest.mark.parametrize("kind", ["label", "artist", "master"])
async def test_gaps_of_nothing_known(api: Api, kind: str) -> None:
    account = await seed_account(api.postgres)
    answer = await api.client.get(f"/api/collection/gaps/{kind}/404", headers=account.headers)

    assert (answer.status_code, answer.json()["error"]) == (404, f"{kind.capitalize()} not found")


async def test_nameless_stubs_break_nothing(api: Api) -> None:
    account = await seed_account(api.postgres)
    await api.graph.rows("CREATE (r:Release {id: '1'})-[:BY]->(:Artist {id: '7'}), (r)-[:ON]->(:Label {id: '8'})")
    await own(api.graph, account.id, [("1", {})])
    api.client.headers.update(account.headers)

    assert (await api.ok("/api/user/collection"))["releases"][0]["title"] is None
    stats = await api.ok("/api/user/collection/stats")
    assert (stats["unique_labels"], stats["by_label"], stats["by_decade"]) == (1, [], [])
    assert (await api.ok("/api/user/collection/timeline"))["timeline"] == []
    assert (await api.ok("/api/collection/gaps/label/8"))["entity"]["name"] is None


async def test_an_app_token_reads_the_collection_but_not_the_wantlist(api: Api) -> None:
    account = await _seeded(api)
    api.client.headers.update(bearer(await seed_app_token(api.postgres, account)))

    for path in ("/api/user/collection", "/api/user/collection/stats", "/api/user/collection/timeline"):
        assert (await api.ok(path))["user_id"] == account.id
    for path in ("/api/user/wantlist", "/api/user/collection/evolution", "/api/collection/formats", "/api/collection/gaps/label/10"):
        assert (await api.get(path)).status_code == 401


@pytest.mark.parametrize("parameters", [{"limit": 0}, {"limit": 201}, {"offset": -1}, {"offset": 10**7}, {"limit": "x"}])
async def test_pages_are_bounded(api: Api, parameters: dict[str, Any]) -> None:
    account = await seed_account(api.postgres)
    for path in ("/api/user/collection", "/api/user/wantlist", "/api/collection/gaps/label/1"):
        assert (await api.client.get(path, headers=account.headers, params=parameters)).status_code == 422
