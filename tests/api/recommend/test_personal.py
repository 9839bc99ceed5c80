"""What a user may like, on real servers."""

from typing import Any

from tests.support.api import Api
from tests.support.collections import own, want
from tests.support.users import Account, seed_account


def release(number: int, artist: str = "1", label: str = "10", genres: tuple[str, ...] = ("Rock",), **more: Any) -> dict[str, Any]:
    return {
        **{"id": str(number), "title": f"T{number}", "released": "1990", "genres": list(genres)},
        **{"artists": [{"id": artist, "name": f"A{artist}"}], "labels": [{"id": label, "name": f"L{label}"}], **more},
    }


async def signed_in(api: Api, owned: list[int], wanted: tuple[int, ...] = ()) -> Account:
    account = await seed_account(api.postgres)
    await own(api.graph, account.id, [(str(number), {}) for number in owned])
    await want(api.graph, account.id, [(str(number), {}) for number in wanted])
    api.client.headers.update(account.headers)
    return account


AROUND = [
    *(release(number, styles=["Punk"]) for number in range(1, 11)),
    release(11, artist="2", genres=("Funk / Soul",)),
    release(12, artist="1", genres=("Jazz",)),
]


async def test_api_graph_28_exploring_wants_a_user_and_keeps_hops_apart(api: Api) -> None:
    await api.load({"releases": AROUND})
    assert (await api.get("/api/recommend/explore/artist/1")).status_code == 401
    await signed_in(api, list(range(1, 11)))
    two = await api.ok("/api/recommend/explore/artist/1", limit=50)
    three = await api.ok("/api/recommend/explore/artist/1", hops=3, limit=50)
    four = await api.ok("/api/recommend/explore/genre/Rock", hops=2, limit=50)
    assert {one["id"] for one in two["discoveries"]} == {"10", "Rock", "Punk", "Jazz"}
    assert len(await api.state.redis.keys(f"{api.state.settings.redis_key_prefix}*recommend-explore*")) == 3
    assert three["discoveries"] == two["discoveries"], "with neither alias nor member there is nothing at three"
    assert four["from"] == {"id": "Rock", "name": "Rock", "type": "genre"}


async def test_exploring_ranks_by_the_users_taste(api: Api) -> None:
    await api.load({"releases": AROUND})
    await signed_in(api, list(range(1, 11)))
    answer = await api.ok("/api/recommend/explore/artist/1", limit=50)
    assert answer["from"] == {"id": "1", "name": "A1", "type": "artist"}
    assert [(one["id"], one["type"], one["score"], one["reason"]) for one in answer["discoveries"]] == [
        ("Jazz", "genre", 1.5, "blind_spot_boost"),
        ("Rock", "genre", 1.0, "graph_proximity"),
        ("Punk", "style", 1.0, "graph_proximity"),
        ("10", "label", 0.5, "graph_proximity"),
    ]
    assert answer["discoveries"][0]["path"] == ["A1", "—BY→", "T12", "—IS→", "Jazz"]
    assert answer["truncated"] is False
    assert len((await api.ok("/api/recommend/explore/artist/1", limit=1))["discoveries"]) == 1


async def test_exploring_names_with_slashes_unknown_things_and_wrong_types(api: Api) -> None:
    await api.load({"releases": AROUND})
    await signed_in(api, [1])
    found = await api.ok("/api/recommend/explore/genre/Funk %2F Soul")
    assert {one["id"] for one in found["discoveries"]} == {"2", "10"}
    unknown = await api.get("/api/recommend/explore/label/99")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "Label '99' not found")
    wrong = await api.get("/api/recommend/explore/Artist/1")
    assert (wrong.status_code, wrong.json()["error"]) == (400, "Invalid entity_type 'Artist'. Must be one of: artist, genre, label, style")
    for query in ({"hops": 4}, {"hops": 0}, {"limit": 51}):
        assert (await api.get("/api/recommend/explore/artist/1", **query)).status_code == 422


async def test_recommendations_leave_out_what_is_owned_or_wanted(api: Api) -> None:
    releases = [*(release(number) for number in range(1, 5)), *(release(number, artist="2") for number in range(5, 9)), release(20, artist="194")]
    await api.load({"releases": releases})
    assert (await api.get("/api/user/recommendations")).status_code == 401
    await signed_in(api, [1, 2, 5, 20], wanted=(3,))
    answer = await api.ok("/api/user/recommendations")
    assert (answer["total"], answer["strategy"]) == (4, "artist")
    assert [(one["id"], one["score"]) for one in answer["recommendations"]] == [("4", 1.0), ("6", 0.5), ("7", 0.5), ("8", 0.5)]
    assert answer["recommendations"][0] == {
        **{"id": "4", "title": "T4", "year": 1990, "artist": "A1", "label": "L10", "genres": ["Rock"], "score": 1.0},
        "reasons": ["artist: collected 2 releases"],
    }
    assert len((await api.ok("/api/user/recommendations", limit=1))["recommendations"]) == 1
    for query in ({"limit": 101}, {"strategy": "banana"}):
        assert (await api.get("/api/user/recommendations", **query)).status_code == 422


async def test_mixed_recommendations_say_why(api: Api) -> None:
    releases = [*(release(number) for number in range(1, 12)), release(20, artist="3"), release(30, genres=("Jazz",), label="11")]
    await api.load({"releases": releases})
    await signed_in(api, list(range(1, 11)))
    await api.graph.rows("UNWIND [['11', 100], ['20', 50], ['30', 75]] AS row MATCH (r:Release {id: row[0]}) SET r.community_have = row[1]")
    answer = await api.ok("/api/user/recommendations", strategy="multi")
    assert answer["strategy"] == "multi"
    assert [(one["id"], one["score"], one["reasons"]) for one in answer["recommendations"]] == [
        ("30", round(0.35 + 0.25 + 0.15 * 0.25, 4), ["artist: collected 10 releases", "blind_spot: Jazz"]),
        ("11", 0.6, ["artist: collected 10 releases", "label: L10 (top label)"]),
        ("20", round(0.25 + 0.15 * 0.5, 4), ["label: L10 (top label)"]),
    ]


async def test_an_empty_collection_recommends_nothing(api: Api) -> None:
    await api.load({"releases": [release(1)]})
    await signed_in(api, [])
    for strategy in ("artist", "multi"):
        assert (await api.ok("/api/user/recommendations", strategy=strategy))["recommendations"] == []
