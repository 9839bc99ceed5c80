"""Every route of exploring on a catalogue counted by hand; each answer both from the graph and from the tables of hubs."""

from typing import Any, Final
from urllib.parse import quote

import pytest

from tests.api.explore.catalogues import HARBOUR, ODD_GENRE, ODD_LABEL, ODD_PERSON, load
from tests.support.api import Api, running_api
from tests.support.servers import GraphTarget, PostgresTarget, TestStack


LIVE, HUBS = 10**9, 1


@pytest.fixture(params=[LIVE, HUBS], ids=["graph", "hubs"])
async def harbour(request: pytest.FixtureRequest, stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> Any:
    async with running_api(stack, postgres, graph, cache_enabled=False) as api:
        await load(api, HARBOUR, hub_releases=request.param)
        yield api


async def counts(api: Api, name: str, kind: str) -> dict[str, int]:
    answer = await api.ok("/api/explore", name=name, type=kind, categories="all")
    return {category["category"]: category["count"] for category in answer["categories"]}


async def children(api: Api, name: str, kind: str, category: str, *fields: str, **parameters: Any) -> tuple[list[tuple[Any, ...]], int]:
    answer = await api.ok("/api/expand", node_id=name, type=kind, category=category, categories="all", **parameters)
    return [tuple(child[field] for field in fields) for child in answer["children"]], answer["total"]


async def test_counts_children_years_and_nodes(harbour: Api) -> None:
    assert await counts(harbour, "Nickel Canyon", "artist") == {
        "releases": 3,
        "labels": 3,
        "aliases": 2,
        "people": 2,
        "styles": 2,
        "genres": 2,
        "members": 1,
    }
    assert await counts(harbour, "Rock", "genre") == {"releases": 3, "artists": 2, "labels": 2, "styles": 2}
    assert await counts(harbour, ODD_LABEL, "label") == {
        "releases": 3,
        "artists": 2,
        "genres": 2,
        "styles": 2,
        "people": 2,
        "sublabels": 1,
        "parents": 0,
    }
    assert await counts(harbour, "P.Funk", "style") == {"releases": 2, "artists": 1, "labels": 3, "genres": 2}
    assert await counts(harbour, ODD_PERSON, "person") == {"releases": 2, "artists": 1, "labels": 3, "aliases": 0}
    assert await counts(harbour, "900", "master") == {"versions": 2, "artists": 1, "genres": 1, "styles": 1, "labels": 3, "people": 2}
    assert await counts(harbour, "101", "release") == {"artists": 1, "labels": 2, "genres": 1, "styles": 1, "people": 2, "masters": 1, "tracks": 3}

    # Releases: undated last, then by id; weight is the number of versions; a label's children carry its own numbers.
    fields = ("id", "name", "year", "weight", "catalog_number")
    first, second, undated = ("101", "T101", 1990, 2, "CAT 1"), ("102", "T102", 1992, 2, "S 9"), ("103", "T103", None, 1, "CAT 3")
    assert await children(harbour, "Nickel Canyon", "artist", "releases", *fields) == ([second, first, undated], 3)
    assert await children(harbour, "10", "artist", "releases", *fields, order="oldest") == ([first, second, undated], 3)
    assert await children(harbour, "10", "artist", "releases", *fields, order="weight", offset=1) == ([second, undated], 3)
    assert await children(harbour, ODD_LABEL, "label", "releases", "catalog_number") == ([("CAT 2",), ("CAT 1",), ("CAT 3",)], 3)
    assert await children(harbour, "Rock", "genre", "releases", "id", year_from=1992, year_to=1992) == ([("102",), ("104",)], 2)
    assert await children(harbour, ODD_PERSON, "person", "releases", "id", "role") == ([("102", "Producer"), ("101", "Mixed By, Producer")], 2)
    assert await children(harbour, "900", "master", "versions", "id", order="oldest") == ([("101",), ("102",)], 2)

    # Members: most shared releases first, then by id; a nameless stub has an empty name.
    fields = ("id", "name", "release_count", "first_year", "last_year")
    large, nameless, small = ("20", ODD_LABEL, 3, 1990, 1992), ("21", "", 1, 1990, 1990), ("22", "Small", 1, 1992, 1992)
    assert await children(harbour, "10", "artist", "labels", *fields) == ([large, nameless, small], 3)
    assert await children(harbour, "10", "artist", "labels", *fields, before_year=1991) == ([("20", ODD_LABEL, 1, 1990, 1990), nameless], 2)
    assert await children(harbour, "10", "artist", "labels", *fields, order="newest", offset=1) == ([small, nameless], 3)
    assert await children(harbour, "Rock", "genre", "artists", "name", "release_count") == ([("Nickel Canyon", 2), ("Tidal Proof", 2)], 2)
    assert await children(harbour, "Rock", "genre", "styles", "id", "release_count", "weight") == ([("Noise", 2, 2), ("P.Funk", 1, 2)], 2)
    people = [(ODD_PERSON, 2, "Producer, Mixed By"), ("Mo", 1, "Mastered By")]
    assert await children(harbour, "10", "artist", "people", "id", "release_count", "role") == (people, 2)
    assert await children(harbour, "10", "artist", "aliases", "id", "kind") == ([("11", "member"), ("12", "alias")], 2)
    assert await children(harbour, "11", "artist", "members", "id", "kind") == ([("10", "group")], 1)
    assert await children(harbour, ODD_LABEL, "label", "sublabels", "id", "name") == ([("22", "Small")], 1)
    assert await children(harbour, "Small", "label", "parents", "id") == ([("20",)], 1)
    assert await children(harbour, "Mo", "person", "aliases", "id", "name") == ([("11", "Ana Quill")], 1)
    tracks = [("101:1", "One", "A1", "4:45"), ("101:2", "", None, None), ("101:3", "Two", "B1", None)]
    assert await children(harbour, "101", "release", "tracks", "id", "name", "position", "duration") == (tracks, 3)

    assert await harbour.ok("/api/trends", name="10") == {
        "id": "10",
        "name": "Nickel Canyon",
        "type": "artist",
        "data": [{"year": 1990, "count": 1}, {"year": 1992, "count": 1}],
        "alternatives": [],
    }
    assert (await harbour.ok("/api/trends", name="Rock", type="GENRE"))["data"] == [{"year": 1992, "count": 2}]
    assert await harbour.ok("/api/node/10") == {
        "type": "artist",
        "id": "10",
        "name": "Nickel Canyon",
        "genres": [ODD_GENRE, "Rock"],
        "styles": ["Noise", "P.Funk"],
        "release_count": 3,
        "groups": [],
    }


async def test_nodes_of_every_type_under_any_name(api: Api) -> None:
    await load(api, HARBOUR)
    expected: dict[tuple[str, str], dict[str, Any]] = {
        ("artist", "Ana Quill"): {"id": "11", "name": "Ana Quill", "genres": [], "styles": [], "release_count": 0, "groups": ["Nickel Canyon"]},
        ("label", ODD_LABEL): {"id": "20", "name": ODD_LABEL, "release_count": 3},
        ("label", "21"): {"id": "21", "name": "", "release_count": 1},
        ("genre", ODD_GENRE): {"id": ODD_GENRE, "name": ODD_GENRE, "artist_count": 1},
        ("style", "Noise"): {"id": "Noise", "name": "Noise", "artist_count": 2},
        ("person", ODD_PERSON): {"id": ODD_PERSON, "name": ODD_PERSON, "credit_count": 3, "artist_ids": []},
        ("master", "900"): {
            "id": "900",
            "name": "Första",
            "year": 1990,
            "artists": ["Nickel Canyon"],
            "genres": [ODD_GENRE],
            "styles": ["P.Funk"],
            "version_count": 2,
        },
        ("release", "101"): {
            "id": "101",
            "name": "T101",
            "year": 1990,
            "artists": ["Nickel Canyon"],
            "labels": [ODD_LABEL],
            "genres": [ODD_GENRE],
            "styles": ["P.Funk"],
        },
    }
    for (kind, name), body in expected.items():
        assert await api.ok(f"/api/node/{quote(name, safe='')}", type=kind.upper()) == {"type": kind, **body}
        assert (await api.ok("/api/explore", name=name, type=kind))["center"] == {"id": body["id"], "name": body["name"], "type": kind}
        assert (await api.ok("/api/trends", name=name, type=kind))["id"] == body["id"]


async def test_a_view_is_restored(api: Api) -> None:
    await load(api, HARBOUR)
    keys = [
        {"type": kind, "id": key}
        for kind, key in (
            ("release", "101"), ("artist", "10"), ("artist", "11"), ("label", "20"), ("label", "22"), ("label", "21"), ("genre", ODD_GENRE),
            ("style", "P.Funk"), ("person", ODD_PERSON), ("person", "Mo"), ("master", "900"), ("release", "101"), ("artist", "4711"),
        )
    ]  # fmt: skip

    nodes = (await api.client.post("/api/graph/nodes", json={"nodes": keys})).json()
    edges = (await api.client.post("/api/graph/edges", json={"nodes": keys})).json()["edges"]

    assert nodes["missing"] == [{"type": "artist", "id": "4711"}]
    assert [(node["type"], node["id"], node["name"], node["weight"], node["year"]) for node in nodes["nodes"]] == [
        ("release", "101", "T101", 2, 1990),
        ("artist", "10", "Nickel Canyon", 3, 1990),
        ("artist", "11", "Ana Quill", 0, None),
        ("label", "20", ODD_LABEL, 3, 1990),
        ("label", "22", "Small", 2, 1992),
        ("label", "21", "", 1, 1990),
        ("genre", ODD_GENRE, ODD_GENRE, 2, 1990),
        ("style", "P.Funk", "P.Funk", 2, 1990),
        ("person", ODD_PERSON, ODD_PERSON, 3, None),
        ("person", "Mo", "Mo", 2, None),
        ("master", "900", "Första", 2, 1990),
    ]
    assert [(edge["source"]["id"], edge["type"], edge["target"]["id"], edge["role"], edge["count"]) for edge in edges] == [
        ("11", "MEMBER_OF", "10", None, 1),
        ("22", "SUBLABEL_OF", "20", None, 1),
        ("900", "BY", "10", None, 1),
        ("900", "IS", ODD_GENRE, None, 1),
        ("900", "IS", "P.Funk", None, 1),
        (ODD_PERSON, "CREDITED_ON", "101", "Mixed By, Producer", 2),
        ("Mo", "SAME_AS", "11", None, 1),
        ("Mo", "CREDITED_ON", "101", "Mastered By", 1),
        ("101", "BY", "10", None, 1),
        ("101", "IS", ODD_GENRE, None, 1),
        ("101", "ON", "20", None, 1),
        ("101", "ON", "21", None, 1),
        ("101", "DERIVED_FROM", "900", None, 1),
        ("101", "IS", "P.Funk", None, 1),
        ("P.Funk", "PART_OF", ODD_GENRE, None, 2),
    ]
    for path, most in (("/api/graph/nodes", 500), ("/api/graph/edges", 2000)):
        body = {"nodes": [{"type": "artist", "id": str(number)} for number in range(most + 1)]}
        assert (await api.client.post(path, json=body)).status_code == 422
        assert (await api.client.post(path, json={"nodes": body["nodes"][1:]})).status_code == 200
        assert (await api.client.post(path, json={"nodes": []})).status_code == 200


async def test_the_graph_in_numbers(api: Api) -> None:
    empty = {"artists": 0, "labels": 0, "releases": 0, "masters": 0, "genres": 0, "styles": 0}
    assert await api.ok("/api/graph/stats") == {"total_entities": 0, "counts": empty}

    await load(api, HARBOUR)

    counted = {"artists": 3, "labels": 3, "releases": 4, "masters": 1, "genres": 2, "styles": 2}
    assert await api.ok("/api/graph/stats") == {"total_entities": 15, "counts": counted}


async def test_a_shared_name_means_the_largest_and_names_the_others(api: Api) -> None:
    await api.graph.rows(
        """
        UNWIND [['7', 1], ['8', 3], ['9', 3]] AS one
        CREATE (a:Artist {id: one[0], name: '311', release_count: one[1]})
        CREATE (:Release {id: 'r' + one[0], title: 'R'})-[:BY]->(a)
        """
    )
    await api.graph.rows("CREATE (:Artist {id: '311', name: 'Someone else'})")

    answer = await api.ok("/api/explore", name="311")

    assert answer["center"]["id"] == "8"
    assert [other["id"] for other in answer["alternatives"]] == ["9", "7"]
    assert (await api.ok("/api/explore", id="311"))["center"]["name"] == "Someone else"
    assert (await api.ok("/api/expand", node_id="311", type="artist", category="releases"))["children"][0]["id"] == "r8"
    assert [other["id"] for other in (await api.ok("/api/trends", name="311"))["alternatives"]] == ["9", "7"]
    assert (await api.ok("/api/expand", id="9", type="artist", category="releases"))["children"][0]["id"] == "r9"
    assert (await api.ok("/api/trends", id="7"))["name"] == "311"
    assert (await api.ok("/api/node/311"))["name"] == "Someone else"  # here the id comes first


REFUSED: Final[list[tuple[str, dict[str, str], int, str | None]]] = [
    ("/api/explore", {"name": "A", "type": "banana"}, 400, "Invalid type: banana. Must be artist, genre, label, or style"),
    ("/api/trends", {"name": "A", "type": "Banana"}, 400, "Invalid type: Banana. Must be artist, genre, label, or style"),
    ("/api/expand", {"node_id": "A", "type": "X", "category": "releases"}, 400, "Invalid type: X"),
    ("/api/explore", {}, 422, "name: Field required"),
    ("/api/trends", {}, 422, "name: Field required"),
    ("/api/expand", {"type": "artist", "category": "releases"}, 422, "node_id: Field required"),
    ("/api/expand", {"node_id": "A", "type": "artist", "category": "releases", "limit": "201"}, 422, None),
    ("/api/expand", {"node_id": "A", "type": "artist", "category": "releases", "offset": "-1"}, 422, None),
    ("/api/expand", {"node_id": "A", "type": "artist", "category": "releases", "offset": str(2**63)}, 422, None),
    ("/api/expand", {"node_id": "A", "type": "artist", "category": "releases", "order": "random"}, 422, None),
    ("/api/expand", {"node_id": "A\x00", "type": "artist", "category": "releases"}, 422, None),
    ("/api/explore", {"name": "x" * 501}, 422, None),
    ("/api/explore", {"name": ""}, 422, None),
    ("/api/node/A%01", {}, 422, None),
    ("/api/explore", {"name": "') MATCH (n) DETACH DELETE n //"}, 404, None),
    ("/api/explore", {"id": "1"}, 404, "Artist '1' not found"),
]
"""Path, parameters, status, text."""


async def test_refusals(api: Api) -> None:
    for path, parameters, status, error in REFUSED:
        answer = await api.get(path, **parameters)
        assert answer.status_code == status, (path, parameters, answer.text)
        assert error is None or answer.json()["error"] == error


async def test_an_unknown_parent_has_no_children(api: Api) -> None:
    answer = await api.ok("/api/expand", node_id="nobody", type="artist", category="releases", limit=7, offset=3)

    assert answer == {
        "id": None,
        "name": None,
        "children": [],
        "total": 0,
        "offset": 3,
        "limit": 7,
        "has_more": False,
        "truncated": False,
        "alternatives": [],
    }
