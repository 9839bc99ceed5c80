"""People and their credits, on a catalogue counted by hand."""

from typing import Any

import pytest

from api.credits.derivation import derive_busy_people
from api.credits.queries import LEADERS
from common.domain.credit_roles import ALL_CATEGORIES, categorize_role
from tests.support.api import Api


def credit(name: str, role: str, artist_id: str | None = None) -> dict[str, Any]:
    return {"id": artist_id, "name": name, "role": role}


def release(release_id: str, year: str | None, *credits: dict[str, Any], artists: tuple[str, ...] = (), label: str | None = None) -> dict[str, Any]:
    return {
        "id": release_id,
        "title": None if release_id == "6" else f"T{release_id}",
        "released": year,
        "artists": [{"id": str(100 + ord(name)), "name": name} for name in artists],
        "labels": [{"id": "50", "name": label}, {"id": "51", "name": None}] if label else [],
        "extraartists": list(credits),
    }


# Quincy is two artists: 7 with three releases of their own, 8 with none. AC/DC %?# is a name that URLs must carry.
RELEASES = [
    release(
        "1",
        "1980",
        credit("Quincy", "Producer", "7"),
        credit("Rita", "Bass"),
        credit("AC/DC %?#", "Mastered By"),
        artists=("B", "A", "D", "C"),
        label="L",
    ),
    release(
        "2", "1980-05-01", credit("Quincy", "Producer", "7"), credit("Quincy", "Mixed By", "8"), credit("Rita", "Bass"), credit("Sol", "Artwork")
    ),
    release("3", "1990", credit("Quincy", "Mastered By"), credit("Tom", "Kazoo"), credit("Rita", "Guitar")),
    release("4", None, credit("Quincy", "Producer"), credit("Sol", "Photography By"), artists=("A",)),
    release("5", "1991", credit("Rita", "Vocals"), credit("Uma", "Mastering Engineer"), credit("Uma", "Remastered By")),
    release("6", "1992", credit("Uma", "Lacquer Cut By"), credit("Vic", "Drums")),
    *({"id": str(70 + number), "title": "Own", "artists": [{"id": "7", "name": "Quincy (2)"}]} for number in range(3)),
]


@pytest.fixture
async def people(api: Api) -> Api:
    await api.load({"releases": RELEASES})
    return api


async def test_a_persons_credits_come_newest_first_and_undated_last(people: Api) -> None:
    answer = await people.ok("/api/credits/person/Quincy")
    assert {key: answer[key] for key in answer if key != "credits"} == {
        "name": "Quincy",
        "total_credits": 5,
        "total": 5,
        "limit": 200,
        "offset": 0,
        "has_more": False,
    }
    told = [(entry["release_id"], entry["year"], entry["role"], entry["category"]) for entry in answer["credits"]]
    assert told == [
        ("3", 1990, "Mastered By", "mastering"),
        ("1", 1980, "Producer", "production"),
        ("2", 1980, "Mixed By", "engineering"),
        ("2", 1980, "Producer", "production"),
        ("4", None, "Producer", "production"),
    ]
    assert answer["credits"][1] == {
        "release_id": "1",
        "title": "T1",
        "year": 1980,
        "role": "Producer",
        "category": "production",
        "artists": ["A", "B", "C"],
        "labels": ["L"],
    }
    assert (answer["credits"][0]["artists"], answer["credits"][0]["labels"]) == ([], [])
    assert (await people.ok("/api/credits/person/Vic"))["credits"][0]["title"] == "Unknown"

    first = await people.ok("/api/credits/person/Quincy", limit=2)
    second = await people.ok("/api/credits/person/Quincy", limit=2, offset=2)
    last = await people.ok("/api/credits/person/Quincy", limit=2, offset=4)
    assert first["credits"] + second["credits"] + last["credits"] == answer["credits"]
    assert [page["has_more"] for page in (first, second, last)] == [True, True, False]
    produced = await people.ok("/api/credits/person/Quincy", category="production", limit=2)
    assert (produced["total"], produced["total_credits"], produced["has_more"]) == (3, 5, True)
    assert [entry["release_id"] for entry in produced["credits"]] == ["1", "2"]


async def test_a_timeline_counts_distinct_releases_and_a_profile_credits(people: Api) -> None:
    timeline = [
        {"year": 1980, "category": "engineering", "count": 1},
        {"year": 1980, "category": "production", "count": 2},
        {"year": 1990, "category": "mastering", "count": 1},
    ]
    profile = {
        "name": "Quincy",
        "total_credits": 5,
        "categories": ["production", "engineering", "mastering"],
        "first_year": 1980,
        "last_year": 1990,
        "artist_id": "7",
        "artist_name": "Quincy (2)",
        "artists": [{"id": "7", "name": "Quincy (2)"}, {"id": "8", "name": "Quincy"}],
        "role_breakdown": [{"category": "production", "count": 3}, {"category": "engineering", "count": 1}, {"category": "mastering", "count": 1}],
    }
    connections = await people.ok("/api/credits/connections/Quincy")
    for _ in range(2):
        assert await people.ok("/api/credits/person/Quincy/timeline") == {"name": "Quincy", "timeline": timeline}
        assert await people.ok("/api/credits/person/Quincy/profile") == profile
        assert await people.ok("/api/credits/connections/Quincy") == connections
        # The second time from what is stored of busy people: two credits are enough here.
        assert await derive_busy_people(people.state.postgres, people.state.graph, credits=2) == 4
    uma = await people.ok("/api/credits/person/Uma/timeline")
    assert uma["timeline"] == [{"year": 1991, "category": "mastering", "count": 1}, {"year": 1992, "category": "mastering", "count": 1}]
    vic = await people.ok("/api/credits/person/Vic/profile")
    assert (vic["artist_id"], vic["artist_name"], vic["artists"], vic["total_credits"]) == (None, None, [], 1)


async def test_connections_reach_further_and_name_nobody_twice(people: Api) -> None:
    rita = {"name": "Rita", "shared_count": 3, "connections": []}
    sol = {"name": "Sol", "shared_count": 2, "connections": []}
    ac = {"name": "AC/DC %?#", "shared_count": 1, "connections": []}
    tom = {"name": "Tom", "shared_count": 1, "connections": []}
    assert await people.ok("/api/credits/connections/Quincy", depth=1) == {"name": "Quincy", "connections": [rita, sol, ac, tom]}
    assert (await people.ok("/api/credits/connections/Quincy", depth=1, limit=2))["connections"] == [rita, sol]

    uma = {"name": "Uma", "shared_count": 1, "connections": []}
    assert (await people.ok("/api/credits/connections/Quincy"))["connections"] == [rita | {"connections": [uma]}, sol, ac, tom]
    vic = {"name": "Vic", "shared_count": 1, "connections": []}
    third = [rita | {"connections": [uma | {"connections": [vic]}]}, sol, ac, tom]
    assert (await people.ok("/api/credits/connections/Quincy", depth=3))["connections"] == third


async def test_what_two_people_share(people: Api) -> None:
    answer = await people.ok("/api/credits/shared", person1="Quincy", person2="Sol")
    assert answer == {
        "person1": "Quincy",
        "person2": "Sol",
        "total": 3,
        "limit": 200,
        "offset": 0,
        "has_more": False,
        "shared_releases": [
            {"release_id": "2", "title": "T2", "year": 1980, "person1_role": "Mixed By", "person2_role": "Artwork", "artists": []},
            {"release_id": "2", "title": "T2", "year": 1980, "person1_role": "Producer", "person2_role": "Artwork", "artists": []},
            {"release_id": "4", "title": "T4", "year": None, "person1_role": "Producer", "person2_role": "Photography By", "artists": ["A"]},
        ],
    }
    page = await people.ok("/api/credits/shared", person1="Sol", person2="Quincy", limit=1, offset=1)
    assert (page["total"], page["has_more"], page["shared_releases"][0]["person2_role"]) == (3, True, "Producer")
    beyond = await people.ok("/api/credits/shared", person1="Sol", person2="Quincy", offset=9)
    assert (beyond["total"], beyond["has_more"], beyond["shared_releases"]) == (3, False, [])
    nothing = await people.ok("/api/credits/shared", person1="Vic", person2="Quincy")
    assert (nothing["total"], nothing["shared_releases"]) == (0, [])
    for first, second, status in (("Quincy", "Nobody", 404), ("Nobody", "Quincy", 404), ("Quincy", "Quincy", 422), ("Quincy", None, 422)):
        assert (await people.get("/api/credits/shared", person1=first, person2=second)).status_code == status


async def test_credits_of_a_release_name_the_artist_that_each_credit_means(people: Api) -> None:
    answer = await people.ok("/api/credits/release/2")
    assert answer == {
        "release_id": "2",
        "total": 4,
        "limit": 200,
        "offset": 0,
        "has_more": False,
        "credits": [
            {"name": "Sol", "role": "Artwork", "category": "design", "artist_id": None, "artist_name": None},
            {"name": "Quincy", "role": "Mixed By", "category": "engineering", "artist_id": "8", "artist_name": "Quincy"},
            {"name": "Quincy", "role": "Producer", "category": "production", "artist_id": "7", "artist_name": "Quincy (2)"},
            {"name": "Rita", "role": "Bass", "category": "session", "artist_id": None, "artist_name": None},
        ],
    }
    # Release 3 does not say which Quincy: the one with more releases.
    assert (await people.ok("/api/credits/release/3"))["credits"][0]["artist_id"] == "7"
    page = await people.ok("/api/credits/release/2", limit=1, offset=3)
    assert (page["credits"], page["has_more"]) == (answer["credits"][3:], False)
    for release_id in ("70", "999"):
        refused = await people.get(f"/api/credits/release/{release_id}")
        assert (refused.status_code, refused.json()["error"]) == (404, f"No credits found for release '{release_id}'")


async def test_api_graph_24_role_categories_and_their_leaders(people: Api) -> None:
    assert [categorize_role(role) for role in ("Mastering Engineer", "Recorded By, Mixed By", "Kazoo")] == ["mastering", "engineering", "other"]
    refused = await people.get("/api/credits/role/foo/top")
    valid = "production, engineering, mastering, session, design, management, other"
    assert (refused.status_code, refused.json()["error"]) == (400, f"Invalid role category 'foo'. Valid: {valid}")
    assert (await people.get("/api/credits/role/Mastering/top")).status_code == 400
    mastering = await people.ok("/api/credits/role/mastering/top")
    assert mastering == {  # two credits of Uma are on one release
        "category": "mastering",
        "entries": [{"name": "Uma", "credit_count": 2}, {"name": "AC/DC %?#", "credit_count": 1}, {"name": "Quincy", "credit_count": 1}],
    }
    assert (await people.ok("/api/credits/role/mastering/top", limit=1))["entries"] == mastering["entries"][:1]
    assert (await people.ok("/api/credits/role/other/top"))["entries"] == [{"name": "Tom", "credit_count": 1}]
    assert (await people.ok("/api/credits/role/management/top"))["entries"] == []
    assert valid.split(", ") == list(ALL_CATEGORIES)


async def test_leaders_are_read_off_an_index(people: Api) -> None:
    for statement in LEADERS.values():
        result = await people.graph.driver.execute_query("EXPLAIN " + statement.text, limit=20)
        plan = str(result.summary.plan)
        assert "NodeIndexSeekByRange" in plan
        assert "Sort@" not in plan.replace("PartialSort@", "")


async def test_names_of_every_kind_and_unknown_ones(people: Api) -> None:
    for suffix in ("", "/timeline", "/profile"):
        assert (await people.ok(f"/api/credits/person/AC%2FDC%20%25%3F%23{suffix}"))["name"] == "AC/DC %?#"
        assert (await people.ok(f"/api/credits/person/AC/DC%20%25%3F%23{suffix}"))["name"] == "AC/DC %?#"
    assert (await people.ok("/api/credits/connections/AC%2FDC%20%25%3F%23", depth=1))["connections"][0]["name"] == "Quincy"
    for path, text in (
        ("/api/credits/person/quincy", "No credits found for 'quincy'"),
        ("/api/credits/person/quincy/timeline", "No timeline data for 'quincy'"),
        ("/api/credits/person/quincy/profile", "Person 'quincy' not found"),
        ("/api/credits/connections/quincy", "Person 'quincy' not found"),
    ):
        refused = await people.get(path)
        assert (refused.status_code, refused.json()["error"]) == (404, text)
    assert (await people.get("/api/credits/person/a%00b")).status_code == 422
    assert (await people.get("/api/credits/person/Quincy", limit=1001)).status_code == 422
    assert (await people.get("/api/credits/person/Quincy", offset=-1)).status_code == 422
    assert (await people.get("/api/credits/person/Quincy", category="kazoo")).status_code == 422
    assert (await people.get("/api/credits/connections/Quincy", depth=4)).status_code == 422


async def test_suggestions_begin_like_what_was_typed(people: Api) -> None:
    assert [hit["name"] for hit in (await people.ok("/api/credits/autocomplete", q="qu"))["results"]] == ["Quincy"]
    assert [hit["name"] for hit in (await people.ok("/api/credits/autocomplete", q="AC/dc"))["results"]] == ["AC/DC %?#"]
    assert (await people.ok("/api/credits/autocomplete", q="  "))["results"] == []
    assert (await people.ok("/api/credits/autocomplete", q='") OR *:* ('))["results"] == []
    assert (await people.get("/api/credits/autocomplete", q="q")).status_code == 422
