"""Influence over HTTP, on a catalogue computed by hand.

Tide (3 artists):  Ana 1990 -> Bo 1993 -> Cy 1996         label, gap 3: 0.6 · 0.7 / (1 + log10 3) = 0.2843
Cy is credited on a release of Dee in 1998                 credit on one release: 0.4
Fay is credited on a release of Bo in 1980                 0.4
Dee is a member of Quintet since 2000                      0.9
Various, and a label of 5,001 releases, connect others
"""

from math import log10
from typing import Any

import pytest

from tests.support.api import Api


ANA, BO, CY, DEE, FAY, GIL, HAL = (
    {"id": str(number + 1), "name": name} for number, name in enumerate(("Ana", "Bo", "Cy", "Dee", "Fay", "Gil", "Hal"))
)
VARIOUS = {"id": "194", "name": "Various"}
LABEL = 0.6 * 0.7 / (1 + log10(3))


def release(number: int, year: int, artist: dict[str, str], label: str | None = None, *credits: tuple[dict[str, str], str]) -> dict[str, Any]:
    return {
        "id": str(number),
        "title": f"T{number}",
        "released": str(year),
        "artists": [artist],
        "genres": ["Rock"],
        **({"labels": [{"id": label, "name": {"8": "Tide", "9": "Giant"}[label], "catno": "1"}]} if label else {}),
        **({"extraartists": [who | {"role": role} for who, role in credits]} if credits else {}),
    }


RECORDS = {
    "artists": [{"id": "50", "name": "Quintet", "members": [DEE]}],
    "releases": [
        release(1, 1990, ANA, "8"),
        release(2, 1993, BO, "8"),
        release(3, 1996, CY, "8"),
        release(4, 1998, DEE, None, (CY, "Producer"), (DEE, "Vocals"), (HAL, "Artwork"), (CY, "Mastered By")),
        release(5, 1980, BO, None, (FAY, "Flute")),
        release(6, 1991, VARIOUS, None, (ANA, "Remix"), (GIL, "Remix")),
        release(7, 1990, ANA, "9"),
        release(8, 1991, GIL, "9"),
    ],
}


@pytest.fixture
async def catalogue(api: Api) -> Api:
    await api.load(RECORDS)
    await api.graph.rows("MATCH (:Artist {id: '4'})-[e:MEMBER_OF]->(:Artist {id: '50'}) SET e.begin_date = '2000-01', e.source = 'musicbrainz'")
    await api.graph.rows("MATCH (l:Label {id: '9'}) SET l.release_count = 5001")
    return api


async def test_chains_from_an_artist(catalogue: Api) -> None:
    found = await catalogue.ok("/api/influence/artist/1", direction="from")

    assert [(chain["artist"], chain["score"], chain["first_year"], chain["last_year"], len(chain["links"])) for chain in found["chains"]] == [
        (BO, round(LABEL, 4), 1993, 1993, 1),
        (CY, round(LABEL * LABEL, 4), 1993, 1996, 2),
        (DEE, round(LABEL * LABEL * 0.4, 4), 1993, 1998, 3),
        ({"id": "50", "name": "Quintet"}, round(LABEL * LABEL * 0.4 * 0.9, 4), 1993, 2000, 4),
        (HAL, round(LABEL * LABEL * 0.4 * 0.1, 4), 1993, 1998, 4),
    ]
    assert (found["artist_id"], found["artist_name"], found["direction"], found["truncated"]) == ("1", "Ana", "from", False)
    label, _, credit, member = found["chains"][3]["links"]
    assert label == {
        "kind": "label",
        "source": ANA,
        "target": BO,
        "first_year": 1993,
        "last_year": None,
        "weight": round(LABEL, 4),
        "label": {"id": "8", "name": "Tide"},
        "who": None,
        "roles": [],
        "release_count": 2,
        "release_ids": ["1", "2"],
        "text": "Bo came to Tide in 1993, at most 5 years after Ana.",
    }
    assert credit == {
        "kind": "credit",
        "source": CY,
        "target": DEE,
        "first_year": 1998,
        "last_year": 1998,
        "weight": 0.4,
        "label": None,
        "who": CY,
        "roles": ["Producer"],
        "release_count": 1,
        "release_ids": ["4"],
        "text": "Cy is credited on 1 release of Dee from 1998 (Producer).",
    }
    assert (member["kind"], member["first_year"], member["weight"], member["who"], member["release_ids"]) == ("member_of", 2000, 0.9, DEE, [])


async def test_chains_to_an_artist(catalogue: Api) -> None:
    found = await catalogue.ok("/api/influence/artist/4", direction="to")

    assert [(chain["artist"]["name"], chain["score"]) for chain in found["chains"]] == [
        ("Quintet", 0.9),
        ("Cy", 0.4),
        ("Bo", round(0.4 * LABEL, 4)),
        ("Hal", 0.1),
        ("Fay", round(0.4 * LABEL * 0.4, 4)),
        ("Ana", round(0.4 * LABEL * LABEL, 4)),
    ]
    assert [(link["source"]["name"], link["target"]["name"], link["first_year"]) for link in found["chains"][4]["links"]] == [
        ("Fay", "Bo", 1980),
        ("Bo", "Cy", 1996),
        ("Cy", "Dee", 1998),
    ]


async def test_length_and_number_of_chains(catalogue: Api) -> None:
    longer = await catalogue.ok("/api/influence/artist/1", min_links=3)
    shorter = await catalogue.ok("/api/influence/artist/1", max_links=2, limit=1)

    assert [chain["artist"]["name"] for chain in longer["chains"]] == ["Dee", "Quintet", "Hal"]
    assert [chain["artist"]["name"] for chain in shorter["chains"]] == ["Bo"]
    refused = await catalogue.get("/api/influence/artist/1", min_links=3, max_links=2)
    assert (refused.status_code, refused.json()["error"]) == (400, "min_links must not be greater than max_links")
    for parameters in ({"direction": "x"}, {"max_links": 5}, {"min_links": 0}, {"limit": 51}):
        assert (await catalogue.get("/api/influence/artist/1", **parameters)).status_code == 422


async def test_those_that_stand_for_nobody_lead_nowhere_and_nameless_ones_break_nothing(catalogue: Api) -> None:
    await catalogue.graph.rows(
        "CREATE (:Artist {id: '77'})<-[:BY]-(:Release {id: '78', year: 1990})-[:ON]->(l:Label {id: '79'})"
        "<-[:ON]-(:Release {id: '76', year: 1991})-[:BY]->(:Artist {id: '75'})"
    )

    nobody = await catalogue.ok("/api/influence/artist/194")
    nameless = await catalogue.ok("/api/influence/artist/77")
    alone = await catalogue.ok("/api/influence/artist/6")
    unknown = await catalogue.get("/api/influence/artist/1234")

    assert (nobody["artist_name"], nobody["chains"]) == ("Various", [])
    assert (nameless["artist_name"], [chain["artist"] for chain in nameless["chains"]]) == (None, [{"id": "75", "name": ""}])
    assert nameless["chains"][0]["links"][0]["text"] == "artist 75 came to label 79 in 1991, at most 5 years after artist 77."
    assert alone["chains"] == []
    assert (unknown.status_code, unknown.json()["error"]) == (404, "Artist '1234' not found")
