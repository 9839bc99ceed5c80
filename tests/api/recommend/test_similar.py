"""`GET /api/recommend/similar/artist/{id}` on real servers."""

from typing import Any

from tests.support.api import Api


def releases(first: int, count: int, artist: str, **more: Any) -> list[dict[str, Any]]:
    artists = [{"id": key, "name": f"A{key}"} for key in (artist, *more.pop("beside", ()))]
    return [{"id": str(first + number), "title": "t", "artists": artists, **more} for number in range(count)]


ROCK = {"genres": ["Rock"], "styles": ["Punk"], "labels": [{"id": "7", "name": "L"}], "released": "1981"}
CATALOGUE = {
    "releases": [
        *releases(100, 4, "1", **ROCK, formats=[{"name": "LP"}], extraartists=[{"name": "P", "role": "Producer"}], beside=["9"]),
        *releases(200, 3, "2", **ROCK, formats=[{"name": "LP"}], extraartists=[{"name": "P", "role": "Mixed By"}], beside=["9"]),
        *releases(300, 3, "3", genres=["Rock", "Jazz"], styles=["Punk"], labels=[{"id": "7", "name": "L"}, {"id": "8", "name": ""}]),
        *releases(400, 3, "4", genres=["Classical"]),
        *releases(500, 2, "5", **ROCK),
        *releases(600, 6, "194", **ROCK),
    ]
}
"""Artist 2 is in everything like 1 and shares the collaborator 9; 3 only partly; 4 not at all; 5 has too few releases; 194 is Various."""
WEIGHTS = {"genre": 0.35, "style": 0.25, "label": 0.25, "collaborator": 0.15}


async def test_api_graph_27_similarity_is_the_weighted_breakdown(api: Api) -> None:
    await api.load(CATALOGUE)
    whole = await api.ok("/api/recommend/similar/artist/1", limit=50)
    assert (whole["artist_id"], whole["artist_name"]) == ("1", "A1")
    assert [one["artist_id"] for one in whole["similar"]] == ["2", "9", "3"]
    for one in whole["similar"]:
        assert abs(one["similarity"] - sum(weight * one["breakdown"][part] for part, weight in WEIGHTS.items())) < 1e-3
    await api.graph.rows("MATCH (n) DETACH DELETE n")
    two = await api.ok("/api/recommend/similar/artist/1", limit=2)
    assert two["similar"] == whole["similar"][:2], "served from the answer that is kept"


async def test_similar_artists_say_why(api: Api) -> None:
    await api.load(CATALOGUE)
    second = (await api.ok("/api/recommend/similar/artist/1"))["similar"][0]
    assert second == {
        "artist_id": "2",
        "artist_name": "A2",
        "similarity": 1.0,
        "breakdown": {"genre": 1.0, "style": 1.0, "label": 1.0, "collaborator": 1.0},
        "release_count": 3,
        "shared_genres": ["Rock"],
        "shared_labels": ["L"],
        "reasons": [
            {"kind": "artists", "count": 1, "names": ["A9"]},
            {"kind": "people", "count": 1, "names": ["P"]},
            {"kind": "styles", "count": 1, "names": ["Punk"]},
            {"kind": "labels", "count": 1, "names": ["L"]},
            {"kind": "formats", "count": 1, "names": ["LP"]},
            {"kind": "decades", "count": 1, "names": ["1980s"]},
        ],
    }


async def test_nameless_labels_break_nothing(api: Api) -> None:
    await api.load(CATALOGUE)
    await api.graph.rows("MATCH (l:Label) REMOVE l.name")
    found = await api.ok("/api/recommend/similar/artist/1")
    assert [one["shared_labels"] for one in found["similar"]] == [[], [], []]
    assert {"kind": "labels", "count": 1, "names": []} in found["similar"][0]["reasons"]


async def test_who_has_nobody_like_them(api: Api) -> None:
    await api.load(CATALOGUE)
    unknown = await api.get("/api/recommend/similar/artist/77")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "Artist '77' not found")
    few = await api.get("/api/recommend/similar/artist/5")
    assert (few.status_code, few.json()["error"]) == (422, "Artist '5' has fewer than 3 releases")
    assert (await api.ok("/api/recommend/similar/artist/194"))["similar"] == []
    assert (await api.ok("/api/recommend/similar/artist/4"))["similar"] == []
    for limit in (0, 51):
        assert (await api.get("/api/recommend/similar/artist/1", limit=limit)).status_code == 422
