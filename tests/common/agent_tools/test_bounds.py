"""Answers of bounded size."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from common.agent_tools import ArgumentError, bounded, part


def _size(answer: Any) -> int:
    return len(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))


def test_a_small_answer_stays_as_it_is() -> None:
    answer = {"results": [{"id": "1"}], "total": 1}
    assert bounded(answer) == answer


def test_the_longest_list_is_cut_and_what_was_cut_is_told() -> None:
    answer: dict[str, Any] = {"artist": {"releases": [{"title": "T" * 50} for _ in range(100)]}, "labels": ["a", "b"]}

    cut = bounded(answer, max_chars=1000)

    assert cut["truncated"] == {"artist.releases": {"shown": len(cut["artist"]["releases"]), "of": 100}}
    assert cut["labels"] == ["a", "b"]
    assert len(answer["artist"]["releases"]) == 100, "the argument is not touched"


def test_one_huge_text_is_cut() -> None:
    assert len(bounded({"profile": "x" * 100_000})["profile"]) < 5_000


def test_lists_within_a_list_are_cut_alike_before_the_list_itself() -> None:
    answer = {"genres": [{"name": f"G{number}", "styles": [{"name": "S" * 40}] * (10 * number)} for number in range(1, 6)]}

    cut = bounded(answer, max_chars=2_500)

    shown = cut["truncated"]["genres.*.styles"]["shown"]
    assert cut["truncated"] == {"genres.*.styles": {"shown": shown, "of": 50}}
    assert [len(genre["styles"]) for genre in cut["genres"]] == [min(10 * number, shown) for number in range(1, 6)]


def test_texts_are_cut_when_no_list_can_be() -> None:
    assert _size(bounded({"notes": {str(number): "x" * 3_000 for number in range(100)}})) < 24_000


def test_a_part_is_one_list_from_an_entry_on() -> None:
    answer = {"id": "1", "title": "T", "notes": "n" * 500, "tracks": [{"title": str(number)} for number in range(9)], "labels": [{"name": "L"}]}
    assert part(answer, "tracks", 7) == {"id": "1", "title": "T", "tracks": [{"title": "7"}, {"title": "8"}]}
    assert part(answer, "tracks", 99) == {"id": "1", "title": "T", "tracks": []}
    assert part({"genres": [{"styles": ["a"]}, {"styles": ["b", "c"]}]}, "genres.1.styles", 1) == {"genres.1.styles": ["c"]}


@pytest.mark.parametrize("place", ["nothing", "", "genres.x.styles", "genres.7.styles", "genres.0", "genres.*.styles", "genres.-1.styles"])
def test_a_part_that_is_none_is_told_with_those_there_are(place: str) -> None:
    with pytest.raises(ArgumentError, match=r"Lists of this answer: genres, genres\.\*\.styles"):
        part({"genres": [{"styles": ["a"]}]}, place, 0)


words = st.text("abcde", min_size=1, max_size=5)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(words, inner, max_size=5),
    max_leaves=80,
)


@given(st.dictionaries(words, json_values, max_size=6))
def test_cutting_only_takes_from_the_ends_of_lists(answer: dict[str, Any]) -> None:
    cut = bounded(answer, max_chars=200)
    told = cut.pop("truncated", {})
    assert _is_cut_from(cut, answer)
    for key, entry in answer.items():
        if isinstance(entry, list):
            assert (len(cut[key]) < len(entry)) == (key in told)
    assert _size(cut) <= max(200, _size(answer))


def _is_cut_from(cut: Any, whole: Any) -> bool:
    if isinstance(whole, dict):
        return set(cut) == set(whole) and all(_is_cut_from(cut[key], whole[key]) for key in whole)
    if isinstance(whole, list):
        return len(cut) <= len(whole) and all(map(_is_cut_from, cut, whole))
    return bool(cut == whole)
