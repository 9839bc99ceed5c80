"""What is shared, and how alike two sides are, computed by hand."""

from typing import Any

import pytest

from api.compare.profile import ARTIST_WEIGHTS, LABEL_WEIGHTS, Side, decades, most_shared, shared, similarities, tag_shares


def side(name: str, **fields: Any) -> Side:
    empty: dict[str, Any] = {"release_count": 0, "years": {}, "genres": {}, "styles": {}, "labels": {}, "artists": {}, "people": {}}
    return Side(id=name, **(empty | fields))


def test_tags_are_shares_of_each_ones_own_releases() -> None:
    found = tag_shares([{"IDM": 9, "Techno": 1}, {"IDM": 1, "Jungle": 2}], [10, 2])

    assert [(tag.name, tag.counts, tag.shares) for tag in found] == [
        ("Jungle", [0, 2], [0.0, 1.0]),
        ("IDM", [9, 1], [0.9, 0.5]),
        ("Techno", [1, 0], [0.1, 0.0]),
    ]
    assert tag_shares([{}, {"IDM": 1}], [0, 0])[0].shares == [0.0, 0.0]


def test_shared_is_what_more_than_one_has_of_most_sides_first() -> None:
    found = shared([{"a": 5, "b": 1, "c": 9}, {"a": 1, "b": 1, "d": 3}, {"b": 1, "c": 2}])

    assert found == {"b": [1, 1, 1], "c": [9, 0, 2], "a": [5, 1, 0]}
    assert list(found) == ["b", "c", "a"]


def test_similarity_of_artists_is_the_weighted_breakdown() -> None:
    a = side("1", genres={"Electronic": 4}, styles={"IDM": 3, "Techno": 4}, labels={"9": 1}, artists={"7": 1}, years={1991: 1, 1994: 2})
    b = side("2", genres={"Electronic": 2}, styles={"IDM": 4, "Techno": 3}, labels={"8": 1}, artists={"7": 2, "6": 2}, years={1999: 1, 2001: 1})

    (pair,) = similarities([a, b], ARTIST_WEIGHTS, {"labels": {}, "artists": {"7": "Seven"}})

    # genre 1; style (3·4 + 4·3) / (5·5) = 0.96; label 0; collaborator 1 / √2
    assert pair.breakdown == {"genre": 1.0, "style": 0.96, "label": 0.0, "collaborator": 0.7071}
    assert pair.similarity == pytest.approx(0.35 + 0.25 * 0.96 + 0.15 * 0.70710678, abs=5e-5)
    assert (pair.ids, pair.weights) == (["1", "2"], ARTIST_WEIGHTS)
    assert {reason.kind: (reason.count, reason.names) for reason in pair.reasons} == {
        "artists": (1, ["Seven"]),
        "genres": (1, ["Electronic"]),
        "styles": (2, ["IDM", "Techno"]),
        "decades": (1, ["1990s"]),
    }


def test_similarity_of_labels_is_that_of_their_genres() -> None:
    (pair,) = similarities([side("1", genres={"Rock": 1, "Jazz": 1}), side("2", genres={"Rock": 2})], LABEL_WEIGHTS, {})

    assert pair.similarity == 0.7071


def test_there_is_one_similarity_a_pair_and_nothing_is_like_nothing() -> None:
    assert [(pair.ids, pair.similarity, pair.reasons) for pair in similarities([side("1"), side("2"), side("3")], ARTIST_WEIGHTS, {})] == [
        (["1", "2"], 0.0, []),
        (["1", "3"], 0.0, []),
        (["2", "3"], 0.0, []),
    ]


def test_examples_are_what_the_weaker_side_has_most_of_and_have_a_name() -> None:
    assert most_shared({"a": 9, "b": 2, "c": 5}, {"a": 1, "b": 2, "c": 5}, {"a": "A", "b": "B"}) == ["B", "A"]


def test_decades() -> None:
    assert decades({1989: 1, 1990: 2, 1999: 3}) == {"1980s": 1, "1990s": 5}
