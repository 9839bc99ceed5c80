"""Who works with whom, on real servers."""

from typing import Any

from api.network.service import surroundings
from tests.api.sample_graph import SAMPLE, A, B, C
from tests.support.api import Api


D, E, VARIOUS = {"id": "4", "name": "D"}, {"id": "5", "name": "E"}, {"id": "194", "name": "Various"}


def release(key: str, *artists: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"id": key, "title": key, "artists": list(artists), **more}


async def test_api_graph_21_collaborators_share_dated_releases(api: Api) -> None:
    await api.load(SAMPLE)
    assert await api.ok("/api/collaborators/1") == {
        "artist_id": "1",
        "artist_name": "A",
        "collaborators": [
            {
                **{"artist_id": "2", "artist_name": "B", "release_count": 1, "first_year": 1990, "last_year": 1990},
                "yearly_counts": [{"year": 1990, "count": 1}],
            }
        ],
        "total": 1,
    }
    unknown = await api.get("/api/collaborators/9")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "Artist '9' not found")
    for limit in (0, 101):
        assert (await api.get("/api/collaborators/1", limit=limit)).status_code == 422


async def test_collaborators_are_ordered_paged_and_may_be_undated(api: Api) -> None:
    releases = [
        release("11", A, B, released="1990"),
        release("12", A, B, released="1990"),
        release("13", A, B, D, released="1985-03"),
        release("14", A, C),
        release("15", A, C),
        release("16", A, VARIOUS, released="1990"),
        release("17", A, E, D, released="1999"),
    ]
    await api.load({"artists": [A, B, C, D], "releases": releases})
    found = await api.ok("/api/collaborators/1")
    assert [(it["artist_id"], it["release_count"]) for it in found["collaborators"]] == [("2", 3), ("4", 2), ("5", 1)]
    assert found["collaborators"][0]["yearly_counts"] == [{"year": 1985, "count": 1}, {"year": 1990, "count": 2}]
    assert (found["collaborators"][1]["first_year"], found["collaborators"][1]["last_year"]) == (1985, 1999)
    second = await api.ok("/api/collaborators/1", limit=1, offset=1)
    assert (found["total"], second["total"], [it["artist_id"] for it in second["collaborators"]]) == (3, 3, ["4"])
    beyond = await api.ok("/api/collaborators/1", offset=3)
    assert (beyond["total"], beyond["collaborators"]) == (3, [])
    both = await api.ok("/api/collaborators/1", undated=True)
    assert [(it["artist_id"], it["release_count"], it["first_year"]) for it in both["collaborators"]] == [
        *(("2", 3, 1985), ("3", 2, None), ("4", 2, 1985), ("5", 1, 1999)),
    ]
    assert (await api.ok("/api/collaborators/194", undated=True))["collaborators"] == []


async def test_api_graph_23_network_goes_as_deep_as_it_says(api: Api) -> None:
    await api.load({**SAMPLE, "releases": [*SAMPLE["releases"], release("14", C, D), release("15", D, E)]})
    two = await api.ok("/api/network/artist/1/collaborators")
    assert two == {
        "artist_id": "1",
        "artist_name": "A",
        "depth": 2,
        "collaborators": [
            {"artist_id": "2", "artist_name": "B", "distance": 1, "collaboration_count": 1},
            {"artist_id": "3", "artist_name": "C", "distance": 2, "collaboration_count": 1},
        ],
        "total": 2,
        "truncated": False,
    }
    three = await api.ok("/api/network/artist/1/collaborators", depth=3)
    assert three["collaborators"][2] == {"artist_id": "4", "artist_name": "D", "distance": 3, "collaboration_count": 1}
    assert (await api.ok("/api/network/artist/1/collaborators", depth=1))["total"] == 1
    page = await api.ok("/api/network/artist/1/collaborators", depth=3, limit=1, offset=2)
    assert (page["total"], page["collaborators"]) == (3, three["collaborators"][2:])
    for query in ({"depth": 4}, {"depth": 0}, {"limit": 201}):
        assert (await api.get("/api/network/artist/1/collaborators", **query)).status_code == 422
    assert (await api.get("/api/network/artist/9/collaborators")).status_code == 404


async def test_network_counts_releases_then_artists_and_passes_no_placeholder(api: Api) -> None:
    releases = [
        release("11", A, B),
        release("12", A, B, C),
        release("13", B, D),
        release("14", C, D),
        release("15", C, E),
        release("16", A, VARIOUS),
        release("17", VARIOUS, {"id": "6", "name": "F"}),
    ]
    await api.load({"artists": [A, B, C, D], "releases": releases})
    found = await api.ok("/api/network/artist/1/collaborators", depth=3)
    assert [(it["artist_id"], it["distance"], it["collaboration_count"]) for it in found["collaborators"]] == [
        *(("2", 1, 2), ("3", 1, 1), ("4", 2, 2), ("5", 2, 1)),
    ]
    assert [it["artist_name"] for it in found["collaborators"]] == ["B", "C", "D", "E"]
    hub = await api.ok("/api/network/artist/194/collaborators")
    assert (hub["collaborators"], hub["total"], hub["truncated"]) == ([], 0, False)


async def test_network_says_when_not_all_were_followed(api: Api) -> None:
    await api.load({"artists": [A, B, C, D], "releases": [release("11", A, B), release("12", A, C), release("13", C, D)]})
    cut = await surroundings(api.state.graph, api.state.postgres, "1", depth=2, limit=10, followed=1)
    assert ([it.artist_id for it in cut.collaborators], cut.truncated) == (["2", "3"], True)
    assert not (await surroundings(api.state.graph, api.state.postgres, "1", depth=1, limit=10, followed=1)).truncated


async def test_centrality_counts_neighbours_groups_and_aliases(api: Api) -> None:
    artists: list[dict[str, Any]] = [A | {"groups": [D], "aliases": [E]}, B, C]
    await api.load({"artists": artists, "releases": [release("11", A, B), release("12", A, C, B), release("13", A), release("14", A, VARIOUS)]})
    answer = await api.ok("/api/network/artist/1/centrality")
    assert answer == {
        "artist_id": "1",
        "artist_name": "A",
        "centrality": {"degree": 6, "collaborator_count": 2, "collaboration_releases": 2, "group_count": 1, "alias_count": 0},
    }
    assert (await api.ok("/api/network/artist/5/centrality"))["centrality"]["alias_count"] == 1
    assert (await api.get("/api/network/artist/9/centrality")).status_code == 404


async def test_clusters_go_by_the_most_frequent_genre(api: Api) -> None:
    releases = [
        release("11", A, B, genres=["Rock"]),
        release("12", A, B, genres=["Rock"]),
        release("13", A, C, genres=["Jazz"]),
        release("14", A, D, genres=["Jazz", "Rock"]),
        release("15", A, E),
        *(release(f"2{n}", B, genres=["Jazz"]) for n in range(3)),
    ]
    await api.load({"artists": [A, B, C, D], "releases": releases})
    answer = await api.ok("/api/network/cluster/1")
    shown = [(it["cluster_label"], it["size"], [(m["artist_id"], m["shared_releases"]) for m in it["members"]]) for it in answer["clusters"]]
    assert shown == [("Jazz", 3, [("2", 2), ("3", 1), ("4", 1)]), ("Unknown", 1, [("5", 1)])]
    assert (answer["total_clusters"], answer["total_members"], answer["artist_name"]) == (2, 4, "A")
    assert (await api.ok("/api/network/cluster/1", limit=1))["total_members"] == 1
    assert (await api.get("/api/network/cluster/9")).status_code == 404


async def test_nameless_artists_have_an_empty_name(api: Api) -> None:
    await api.load({"releases": [release("11", {"id": "1", "name": ""}, {"id": "2", "name": ""})]})
    assert (await api.ok("/api/collaborators/1", undated=True))["collaborators"][0]["artist_name"] == ""
    assert (await api.ok("/api/network/artist/1/collaborators"))["collaborators"][0]["artist_name"] == ""
    assert (await api.ok("/api/network/cluster/1"))["clusters"][0]["members"][0]["artist_name"] == ""
