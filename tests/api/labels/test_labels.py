"""Fingerprints of labels, and labels that are like one, on a catalogue counted by hand."""

from typing import Any

import pytest

from api.labels.profile import decades, ranked, shared, similarity
from tests.support.api import Api, running_api


LABELS = {"10": "Hooj", "20": "Reprise", "30": "Small", "40": None, "50": "Other"}


def release(number: int, label: str, *, artists: str = "1", year: str | None = "1991", **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "title": f"T{number}",
        "released": year,
        "labels": [{"id": label, "name": LABELS[label], "catno": f"C{number}"}],
        "artists": [{"id": artist, "name": f"Artist {artist}"} for artist in artists],
        **more,
    }


VINYL: dict[str, Any] = {"formats": [{"name": "Vinyl", "qty": "1"}, {"name": "Vinyl", "qty": "1"}]}
CD: dict[str, Any] = {"formats": [{"name": "CD", "qty": "1"}]}
HOUSE: dict[str, Any] = {"genres": ["Electronic"], "styles": ["House"]}
TECHNO: dict[str, Any] = {"genres": ["Electronic"], "styles": ["Techno", "House"]}
FUNK: dict[str, Any] = {"genres": ["Funk / Soul"], "styles": ["Disco"]}
CREDIT: dict[str, Any] = {"extraartists": [{"id": "9", "name": "Ana Quill", "role": "Mastered By"}]}

HOOJ = [
    release(1, "10", year="1991", **VINYL, **HOUSE, **CREDIT),
    release(2, "10", year="1999-05-01", artists="12", **VINYL, **HOUSE),
    release(3, "10", year="2001", **CD, **TECHNO, **CREDIT),
    release(4, "10", year="2009", **CD, **FUNK),
    release(5, "10", year="2009", artists="3", **TECHNO),
    release(6, "10", year=None),
]
REPRISE = [release(10 + number, "20", year="2005", artists="1", **TECHNO, **CD, **CREDIT) for number in range(5)]
NAMELESS = [release(20 + number, "40", year="1970", artists="4", **(HOUSE if number < 5 else FUNK)) for number in range(8)]
SMALL = [release(30 + number, "30", **HOUSE) for number in range(4)]
BARE = [release(40 + number, "50", year=None) for number in range(5)]


@pytest.fixture
async def labels(api: Api) -> Api:
    await api.load({"releases": [*HOOJ, *REPRISE, *NAMELESS, *SMALL, *BARE]})
    return api


async def test_a_fingerprint_counted_by_hand_is_the_same_stored_and_computed(labels: Api) -> None:
    stored = await labels.ok("/api/label/10/dna")
    assert stored == {
        "label_id": "10",
        "label_name": "Hooj",
        "release_count": 6,
        "artist_count": 3,
        "artist_diversity": 0.5,
        "active_years": [1991, 1999, 2001, 2009],
        "prolificacy": 1.25,  # the undated release counts for no year
        "genres": [{"name": "Electronic", "count": 4, "percentage": 80.0}, {"name": "Funk / Soul", "count": 1, "percentage": 20.0}],
        "styles": [
            {"name": "House", "count": 4, "percentage": 57.1},
            {"name": "Techno", "count": 2, "percentage": 28.6},
            {"name": "Disco", "count": 1, "percentage": 14.3},
        ],
        "formats": [{"name": "CD", "count": 2, "percentage": 50.0}, {"name": "Vinyl", "count": 2, "percentage": 50.0}],
        "decades": [{"decade": 1990, "count": 2, "percentage": 40.0}, {"decade": 2000, "count": 3, "percentage": 60.0}],
        "peak_decade": 2000,
    }
    async with labels.state.postgres.transaction() as connection:  # as it is before the first derivation has ended
        await connection.execute("DELETE FROM catalogue.label_profiles")
    async with running_api(labels.postgres.stack, labels.postgres, labels.graph, cache_enabled=False) as other:
        assert await other.ok("/api/label/10/dna") == stored


async def test_api_graph_25_a_label_with_4_releases_has_no_fingerprint(labels: Api) -> None:
    for path in ("/api/label/30/dna", "/api/label/30/similar"):
        answer = await labels.get(path)
        assert (answer.status_code, answer.json()["error"]) == (422, "Label '30' has fewer than 5 releases")
    for ids, text in (
        ("10", "At least 2 label IDs required"),
        (" , 10,", "At least 2 label IDs required"),
        ("1,2,3,4,5,6", "At most 5 label IDs allowed"),
    ):
        answer = await labels.get("/api/label/dna/compare", ids=ids)
        assert (answer.status_code, answer.json()["error"]) == (400, text)


async def test_api_graph_26_percentages_sum_to_100_and_the_earliest_of_equal_decades_is_the_peak(labels: Api) -> None:
    await labels.load({"releases": [release(50 + number, "50", year=year) for number, year in enumerate(["1994", "1983", "1985", "1999", "2001"])]})
    dna = await labels.ok("/api/label/50/dna")
    assert dna["peak_decade"] == 1980
    for label in ("10", "20", "50"):
        dna = await labels.ok(f"/api/label/{label}/dna")
        for part in ("genres", "styles", "formats", "decades"):
            if dna[part]:
                assert sum(share["percentage"] for share in dna[part]) == pytest.approx(100, abs=0.05 * len(dna[part]))


async def test_similar_labels_come_by_their_genres_and_say_why(labels: Api) -> None:
    answer = await labels.ok("/api/label/20/similar")
    assert {key: answer[key] for key in ("label_id", "label_name")} == {"label_id": "20", "label_name": "Reprise"}
    first, second = answer["similar"]  # not Small, which has four releases; not Other, which has no style
    assert (first["label_id"], first["similarity"], first["release_count"], first["shared_genres"]) == ("10", 0.9701, 6, ["Electronic"])  # 4 / √17
    assert first["reasons"] == [
        {"kind": "artists", "count": 1, "names": ["Artist 1"]},
        {"kind": "people", "count": 1, "names": ["Ana Quill"]},
        {"kind": "styles", "count": 2, "names": ["House", "Techno"]},
        {"kind": "formats", "count": 1, "names": ["CD"]},
        {"kind": "decades", "count": 1, "names": ["2000s"]},
    ]
    assert (second["label_id"], second["label_name"], second["similarity"]) == ("40", "", 0.8575)  # 5 / √34, and nobody knows its name
    assert second["reasons"] == [{"kind": "styles", "count": 1, "names": ["House"]}]
    assert (await labels.ok("/api/label/20/similar", limit=1))["similar"] == [first]
    assert await labels.ok("/api/label/50/similar") == {"label_id": "50", "label_name": "Other", "similar": []}


async def test_a_comparison_keeps_the_order_asked_for_and_the_first_id_without_a_fingerprint_decides(labels: Api) -> None:
    answer = await labels.ok("/api/label/dna/compare", ids=" 20,10 ,40")
    assert [side["dna"]["label_id"] for side in answer["labels"]] == ["20", "10", "40"]
    assert answer["labels"][1]["dna"] == await labels.ok("/api/label/10/dna")
    for ids, status, text in (
        ("10,30,999", 422, "Label '30' has fewer than 5 releases"),
        ("10,999,30", 404, "Label '999' not found"),
    ):
        refused = await labels.get("/api/label/dna/compare", ids=ids)
        assert (refused.status_code, refused.json()["error"], refused.json()["detail"]) == (status, text, text)


async def test_unknown_labels_and_bad_limits(api: Api) -> None:
    for path in ("/api/label/999/dna", "/api/label/999/similar"):
        answer = await api.get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, "Label '999' not found")
    assert (await api.get("/api/label/10/similar", limit=51)).status_code == 422
    assert (await api.get("/api/label/10/similar", limit=0)).status_code == 422
    assert (await api.get("/api/label/a%00b/dna")).status_code == 422


def test_counts_are_ranked_largest_first_then_by_name() -> None:
    assert list(ranked([["b", 2], ["a", 2], [None, 9], ["c", 3]]).items()) == [("c", 3), ("a", 2), ("b", 2)]


def test_shared_keys_come_by_the_smaller_side() -> None:
    assert shared({"a": 9, "b": 5, "c": 1}, {"a": 1, "b": 4, "d": 7, "c": 1}) == ["b", "a", "c"]


def test_decades_ascend() -> None:
    assert list(decades({2003: 1, 1999: 2, 1990: 1}).items()) == [(1990, 3), (2000, 1)]


@pytest.mark.parametrize(
    ("a", "b", "expected"), [({}, {"x": 1}, 0.0), ({"x": 2}, {"x": 5}, 1.0), ({"x": 1}, {"y": 1}, 0.0), ({"x": 3, "y": 4}, {"x": 1}, 0.6)]
)
def test_similarity_is_the_cosine_of_shares(a: dict[str, int], b: dict[str, int], expected: float) -> None:
    assert similarity(a, b) == expected
