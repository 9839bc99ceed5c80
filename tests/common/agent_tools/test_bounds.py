"""Answers of bounded size."""

import json
from typing import Any

from hypothesis import given, strategies as st

from common.agent_tools import bounded


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


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=80,
)


@given(st.dictionaries(st.text(max_size=5).filter(lambda key: key != "truncated"), json_values, max_size=6))
def test_cutting_only_takes_from_the_ends_of_lists(answer: dict[str, Any]) -> None:
    cut = bounded(answer, max_chars=200)
    told = cut.pop("truncated", {})
    assert set(cut) == set(answer)
    for key, entry in answer.items():
        if isinstance(entry, list):
            assert cut[key] == entry[: len(cut[key])]
            assert (len(cut[key]) < len(entry)) == (key in told)
    assert _size(cut) <= max(200, _size(answer))
