"""`GET /api/path` on real servers."""

from typing import Any

from tests.api.sample_graph import SAMPLE
from tests.support.api import Api


def keys(path: list[dict[str, Any]]) -> list[str]:
    return [step["id"] for step in path]


async def test_api_graph_14_path_over_shared_releases(api: Api) -> None:
    await api.load(SAMPLE)
    answer = await api.ok("/api/path", from_name="A", to_name="C")
    assert (answer["found"], answer["length"], answer["truncated"]) == (True, 4, False)
    assert [step["type"] for step in answer["path"]] == ["artist", "release", "artist", "release", "artist"]
    assert [step["rel"] for step in answer["path"]] == [None, "BY", "BY", "BY", "BY"]
    assert [step["name"] for step in answer["path"]] == ["A", "r1", "B", "r3", "C"]
    assert answer["path"][0] == {"id": "1", "name": "A", "type": "artist", "rel": None, "forward": None, "says": None, "roles": [], "year": None}
    assert answer["path"][1] == {
        **{"id": "11", "name": "r1", "type": "release", "rel": "BY"},
        **{"forward": False, "says": "by", "roles": [], "year": 1990},
    }
    assert (answer["from"]["id"], answer["to"]["name"], answer["alternatives"]) == ("1", "C", [])


async def test_api_graph_15_depth_is_bounded_and_credits_are_no_way(api: Api) -> None:
    for depth in (0, 11):
        refused = await api.get("/api/path", from_name="A", to_name="C", max_depth=depth)
        assert refused.status_code == 422
        assert isinstance(refused.json()["detail"], list)
    await api.load(
        {
            "artists": [{"id": "1", "name": "A"}, {"id": "2", "name": "B"}, {"id": "3", "name": "C"}],
            "releases": [{"id": "11", "title": "r1", "artists": [{"id": "1", "name": "A"}], "extraartists": [CREDIT]}],
        }
    )
    await api.graph.rows("MATCH (r:Release), (c:Artist {id: '3'}) CREATE (:User {id: 'u'})-[:COLLECTED]->(r)")
    none: dict[str, Any] = {"found": False, "length": None, "path": [], "alternatives": [], "truncated": False}
    answer = await api.ok("/api/path", from_name="A", to_name="B", max_depth=10)
    assert answer == none | {"from": answer["from"], "to": answer["to"]}
    assert not (await api.ok("/api/path", from_name="A", to_name="C", max_depth=10, credits=True))["found"]
    credited = await api.ok("/api/path", from_name="A", to_name="B", credits=True)
    assert [(step["type"], step["says"]) for step in credited["path"]] == [
        ("artist", None),
        ("release", "by"),
        ("person", "credited as Producer, Bass on"),
        ("artist", "same as"),
    ]
    assert credited["path"][2]["roles"] == ["Producer, Bass"]


CREDIT = {"id": "2", "name": "B", "role": "Producer, Bass"}


async def test_api_graph_16_path_to_itself_has_length_0(api: Api) -> None:
    await api.load(SAMPLE)
    answer = await api.ok("/api/path", from_name="A", to_id="1")
    assert (answer["found"], answer["length"], keys(answer["path"])) == (True, 0, ["1"])


REFUSALS: list[tuple[dict[str, str], int, str]] = [
    ({"from_name": "A", "to_name": "C", "from_type": "banana"}, 400, "Invalid from_type: banana. Must be one of: artist, genre, label, style"),
    ({"from_name": "A", "to_name": "C", "to_type": "release"}, 400, "Invalid to_type: release. Must be one of: artist, genre, label, style"),
    ({"from_name": "X", "to_name": "Y"}, 404, "Artist 'X' not found"),
    ({"from_name": "A", "to_name": "Y", "to_type": "LABEL"}, 404, "Label 'Y' not found"),
    ({"from_id": "A", "to_name": "C"}, 404, "Artist 'A' not found"),
    ({"from_name": "A", "to_name": "C", "via": "label:9"}, 404, "Label '9' not found"),
    ({"from_name": "A", "to_name": "C", "via": "banana"}, 400, "Invalid via: banana. Must be type:id, e.g. label:23528"),
    ({"from_name": "A", "to_name": "C", "avoid": "artist:"}, 400, "Invalid avoid: artist:. Must be type:id, e.g. label:23528"),
    ({"from_name": "A", "to_name": "C", "avoid": "artist:3"}, 400, "Artist '3' cannot be both on the path and avoided"),
    ({"to_name": "C"}, 422, "from_name or from_id is required"),
]


async def test_refusals_say_what_is_wrong(api: Api) -> None:
    await api.load(SAMPLE)
    for query, status, text in REFUSALS:
        refused = await api.get("/api/path", **query)
        assert (refused.status_code, refused.json()["error"]) == (status, text)


JOINED: dict[str, list[dict[str, Any]]] = {
    "artists": [
        {"id": "1", "name": "A", "aliases": [{"id": "4", "name": "D"}], "groups": [{"id": "5", "name": "E"}]},
        *({"id": key, "name": name} for key, name in (("2", "B"), ("3", "C"), ("4", "D"), ("5", "E"))),
    ],
    "labels": [{"id": "7", "name": "L"}],
    "masters": [{"id": "21", "title": "m1", "year": 1980, "artists": [{"id": "3", "name": "C"}]}],
    "releases": [
        {
            **{"id": "11", "title": "r1", "released": "1980", "artists": [{"id": "1", "name": "A"}], "labels": [{"id": "7", "name": "L"}]},
            **{"genres": ["Rock"], "master_id": "21"},
        },
        {
            **{"id": "12", "title": "r2", "released": "1990", "artists": [{"id": "2", "name": "B"}], "labels": [{"id": "7", "name": "L"}]},
            "genres": ["Rock"],
        },
        {"id": "13", "title": "r3", "released": "1991", "artists": [{"id": "2", "name": "B"}], "genres": ["Rock"]},
        {"id": "14", "title": "r4", "artists": [{"id": "4", "name": "D"}, {"id": "2", "name": "B"}]},
    ],
}
"""A and B are on label L and both are Rock; A is also D, who made r4 with B, and a member of E; r1 is a version of C's m1."""


async def test_paths_are_explained_chosen_and_bounded(api: Api) -> None:
    await api.load(JOINED)

    async def steps(**query: Any) -> list[str]:
        answer = await api.ok("/api/path", **{"from_id": "1", "to_id": "2"} | query)
        return [f"{step['says']} {step['name']}" if step["rel"] else step["name"] for step in answer["path"]]

    assert await steps() == ["A", "alias of D", "by r4", "by B"]
    assert await steps(to_id="3") == ["A", "by r1", "version of m1", "by C"]
    assert await steps(to_id="5") == ["A", "member of E"]
    # Undated r4 is out as soon as years matter; of what is left the label says more than the genre.
    assert await steps(year_from=1980) == ["A", "by r1", "on L", "on r2", "by B"]
    assert await steps(year_from=1985) == []
    assert await steps(avoid="artist:4") == ["A", "by r1", "on L", "on r2", "by B"]
    assert (await steps(avoid=["artist:4", "label:7"]))[2] == "is Rock"
    assert (await steps(via="genre:Rock"))[1:3] == ["by r1", "is Rock"]
    assert await steps(via="genre:Rock", max_depth=3) == []
    assert await steps(max_depth=2) == []
    assert await steps(to_type="genre", to_id=None, to_name="Rock") == ["A", "by r1", "is Rock"]


async def test_alternatives_are_as_short_and_differ(api: Api) -> None:
    await api.load(JOINED)
    answer = await api.ok("/api/path", from_id="1", to_id="2", avoid="artist:4", alternatives=5)
    paths = [keys(path) for path in (answer["path"], *answer["alternatives"])]
    assert paths == [["1", "11", "7", "12", "2"], ["1", "11", "Rock", "12", "2"], ["1", "11", "Rock", "13", "2"]]
    assert len((await api.ok("/api/path", from_id="1", to_id="2", avoid="artist:4", alternatives=1))["alternatives"]) == 1
    assert (await api.get("/api/path", from_id="1", to_id="2", alternatives=6)).status_code == 422


async def test_a_path_through_something_does_not_come_back_the_same_way(api: Api) -> None:
    far = {"id": "15", "title": "r5", "artists": [{"id": "1", "name": "A"}], "labels": [{"id": "8", "name": "M"}]}
    other = {"id": "16", "title": "r6", "artists": [{"id": "2", "name": "B"}], "labels": [{"id": "8", "name": "M"}], "genres": ["Jazz"]}
    await api.load({**JOINED, "releases": [*JOINED["releases"], far, other]})
    answer = await api.ok("/api/path", from_id="1", to_id="2", via="label:8", max_depth=10)
    assert keys(answer["path"]) == ["1", "15", "8", "16", "2"]
    answer = await api.ok("/api/path", from_id="1", to_id="1", via=["label:8", "artist:2"], max_depth=10)
    assert keys(answer["path"]) == ["1", "15", "8", "16", "2", "14", "4", "1"]
    dead_end = await api.ok("/api/path", from_id="1", to_id="2", via="genre:Jazz", avoid="label:8", max_depth=10)
    assert keys(dead_end["path"])[-4:] == ["16", "Jazz", "16", "2"], "there is no other way back"


async def test_a_shared_name_means_the_larger_one_and_tells_of_the_other(api: Api) -> None:
    artists = [{"id": "1", "name": "A"}, {"id": "2", "name": "A"}, {"id": "3", "name": "C"}]
    await api.load({"artists": artists, "releases": [{"id": "11", "title": "r", "artists": [{"id": "2", "name": "A"}, {"id": "3", "name": "C"}]}]})
    answer = await api.ok("/api/path", from_name="A", to_name="C")
    assert (answer["length"], answer["from"]["id"]) == (2, "2")
    assert [other["id"] for other in answer["from"]["alternatives"]] == ["1"]


async def test_nameless_nodes_have_an_empty_name(api: Api) -> None:
    await api.graph.rows(
        "CREATE (a:Artist {id: '1'})<-[:BY]-(:Release {id: '9'})-[:ON]->(:Label {id: '7'})<-[:ON]-(:Release)-[:BY]->(:Artist {id: '2'})"
    )
    answer = await api.ok("/api/path", from_id="1", to_type="label", to_id="7")
    assert [step["name"] for step in answer["path"]] == ["", "", ""]
