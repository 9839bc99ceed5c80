"""Comparisons over HTTP."""

from typing import Any

import pytest

from api.catalogue.hubs_derivation import derive_hubs
from tests.support.api import Api


ANA, BO, CY = {"id": "1", "name": "Ana"}, {"id": "2", "name": "Bo"}, {"id": "3", "name": "Cy"}
VARIOUS = {"id": "194", "name": "Various"}
TIDE, REEF = {"id": "8", "name": "Tide"}, {"id": "9", "name": "Reef"}


def release(
    number: int, year: int, artists: list[dict[str, str]], labels: list[dict[str, str]], styles: list[str], *credits: tuple[dict[str, str], str]
) -> dict[str, Any]:
    return {
        "id": str(number),
        "title": f"T{number}",
        "released": str(year),
        "artists": artists,
        "labels": [label | {"catno": f"{label['name']} {number}"} for label in labels],
        "genres": ["Electronic"],
        "styles": styles,
        **({"extraartists": [who | {"role": role} for who, role in credits]} if credits else {}),
    }


MAE = {"name": "Mae", "id": "5"}
RECORDS = {
    "releases": [
        release(1, 1990, [ANA], [TIDE], ["IDM"], (MAE, "Mastered By")),
        release(2, 1992, [ANA], [TIDE, REEF], ["IDM"], (MAE, "Mastered By"), (MAE, "Artwork"), (BO, "Remix")),
        release(3, 1993, [BO], [TIDE], ["IDM", "Techno"], (MAE, "Mixed By")),
        release(4, 1995, [ANA, BO], [REEF], ["Ambient"]),
        release(6, 1997, [VARIOUS], [TIDE, REEF], ["Techno"]),
        release(5, 1996, [CY], [REEF], ["Techno"], (ANA, "Producer"), (BO, "Flute")),
    ]
}


@pytest.fixture
async def catalogue(api: Api) -> Api:
    await api.load(RECORDS)
    return api


async def test_artists_side_by_side(catalogue: Api) -> None:
    found = await catalogue.ok("/api/compare/artists", ids="1, 2,1")

    assert [(one["id"], one["name"], one["release_count"], one["first_year"], one["last_year"]) for one in found["artists"]] == [
        ("1", "Ana", 3, 1990, 1995),
        ("2", "Bo", 2, 1993, 1995),
    ]
    assert [(one["label_count"], one["artist_count"], one["people_count"]) for one in found["artists"]] == [(2, None, 2), (2, None, 1)]
    assert found["artists"][1]["years"] == [{"year": 1993, "count": 1}, {"year": 1995, "count": 1}]
    assert found["genres"] == [{"name": "Electronic", "counts": [3, 2], "shares": [1.0, 1.0]}]
    assert [(tag["name"], tag["counts"], tag["shares"]) for tag in found["styles"]] == [
        ("IDM", [2, 1], [0.6667, 0.5]),
        ("Ambient", [1, 1], [0.3333, 0.5]),
        ("Techno", [0, 1], [0.0, 0.5]),
    ]
    assert (found["shared_labels"], found["shared_label_count"], found["label_count"]) == (
        [{"id": "8", "name": "Tide", "counts": [2, 1]}, {"id": "9", "name": "Reef", "counts": [2, 1]}],
        2,
        2,
    )
    assert (found["shared_people"], found["shared_people_count"], found["people_count"]) == (
        [{"name": "Mae", "artist_id": "5", "counts": [2, 1], "roles": [["Mastered By", "Artwork"], ["Mixed By"]]}],
        1,
        2,
    )
    assert found["shared_release_count"] == 3
    assert found["shared_releases"] == [
        {
            "id": "5",
            "title": "T5",
            "year": 1996,
            "catno": "Reef 5",
            "artists": [CY],
            "parts": [{"id": "1", "roles": ["Producer"]}, {"id": "2", "roles": ["Flute"]}],
        },
        {
            "id": "4",
            "title": "T4",
            "year": 1995,
            "catno": "Reef 4",
            "artists": [ANA, BO],
            "parts": [{"id": "1", "roles": ["artist"]}, {"id": "2", "roles": ["artist"]}],
        },
        {
            "id": "2",
            "title": "T2",
            "year": 1992,
            "catno": "Tide 2",
            "artists": [ANA],
            "parts": [{"id": "1", "roles": ["artist"]}, {"id": "2", "roles": ["Remix"]}],
        },
    ]
    (pair,) = found["similarities"]
    # genre 1; style (2·1 + 1·1) / (√5 · √3); label (2·1 + 2·1) / (√8 · √2) = 1; no collaborator in common; people (2·1) / (√5 · 1)
    assert pair["breakdown"] == {"genre": 1.0, "style": 0.7746, "label": 1.0, "collaborator": 0.0, "people": 0.8944}
    assert pair["similarity"] == pytest.approx(0.35 + 0.25 * 0.7746 + 0.25, abs=1e-4)
    assert {reason["kind"]: reason["names"] for reason in pair["reasons"]} == {
        "labels": ["Tide", "Reef"],
        "people": ["Mae"],
        "genres": ["Electronic"],
        "styles": ["Ambient", "IDM"],
        "decades": ["1990s"],
    }


async def test_labels_side_by_side(catalogue: Api) -> None:
    found = await catalogue.ok("/api/compare/labels", ids="8,9")

    assert [(one["id"], one["release_count"], one["label_count"], one["artist_count"], one["people_count"]) for one in found["labels"]] == [
        ("8", 4, None, 3, 2),
        ("9", 4, None, 4, 3),
    ]
    assert (found["shared_artists"], found["shared_artist_count"], found["artist_count"]) == (
        [{"id": "1", "name": "Ana", "counts": [2, 2]}, {"id": "2", "name": "Bo", "counts": [1, 1]}],
        2,
        3,
    )
    assert [(person["name"], person["counts"]) for person in found["shared_people"]] == [("Mae", [3, 1]), ("Bo", [1, 2])]
    assert [(shared["id"], [part["roles"] for part in shared["parts"]]) for shared in found["shared_releases"]] == [
        ("6", [["label"], ["label"]]),
        ("2", [["label"], ["label"]]),
    ]
    assert found["similarities"][0]["similarity"] == 1.0


async def test_larger_ones_are_read_from_tables_with_the_same_answer(catalogue: Api) -> None:
    live = [await catalogue.ok("/api/compare/artists", ids="1,2,3"), await catalogue.ok("/api/compare/labels", ids="8,9")]
    await derive_hubs(catalogue.state.postgres, hub_releases=2)
    await catalogue.state.redis.flushdb()

    from_tables = [await catalogue.ok("/api/compare/artists", ids="1,2,3"), await catalogue.ok("/api/compare/labels", ids="8,9")]

    for before, after in zip(live, from_tables, strict=True):
        assert {key for key in before if before[key] != after[key]} <= {"similarities", "shared_people", "shared_releases", "shared_release_count"}
        assert [person["counts"] for person in after["shared_people"]] == [person["counts"] for person in before["shared_people"]]
    # Both sides are large: what they made together is in the tables, what each is only credited on is not.
    assert [shared["id"] for shared in from_tables[0]["shared_releases"]] == ["5", "4"]
    assert from_tables[1]["shared_releases"] == live[1]["shared_releases"]


async def test_nameless_ones_compare_and_bad_input_is_refused(api: Api) -> None:
    await api.graph.rows(
        "CREATE (a:Artist {id: '1'})<-[:BY]-(r:Release {id: '7'})-[:BY]->(b:Artist {id: '2'}), (r)-[:BY]->(:Artist {id: '3'}),"
        " (r)-[:ON]->(:Label {id: '8'}), (r)-[:ON]->(:Label {id: '9'})"
    )

    found = await api.ok("/api/compare/artists", ids="1,2")

    assert found["shared_labels"] == [{"id": "8", "name": None, "counts": [1, 1]}, {"id": "9", "name": None, "counts": [1, 1]}]
    # label 1; of the artists that each made a release with, one of two is the same
    assert (found["shared_releases"][0]["title"], found["shared_releases"][0]["artists"], found["similarities"][0]["similarity"]) == (None, [], 0.325)
    for path, status, error in (
        ("/api/compare/artists?ids=1", 400, "At least 2 artist IDs required"),
        ("/api/compare/artists?ids=,,", 400, "At least 2 artist IDs required"),
        ("/api/compare/labels?ids=1,2,3,4,5", 400, "At most 4 label IDs allowed"),
        ("/api/compare/artists?ids=1,77,78", 404, "Artist '77' not found"),
        ("/api/compare/labels?ids=77,8", 404, "Label '77' not found"),
    ):
        answer = await api.client.get(path)
        assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert (await api.client.get("/api/compare/artists")).status_code == 422
