"""Profiles and the angle between them."""

from collections.abc import Mapping

from hypothesis import given, strategies as st
import pytest

from api.similarity import cosine, shares


PROFILES = st.dictionaries(st.text(max_size=3), st.integers(0, 1000), max_size=6)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({}, {}, 0.0),
        ({"x": 1}, {}, 0.0),
        ({"x": 0}, {"x": 1}, 0.0),
        ({"x": 2}, {"x": 5}, 1.0),
        ({"x": 1}, {"y": 1}, 0.0),
        ({"x": 3, "y": 4}, {"x": 4, "y": 3}, 24 / 25),
        ({"x": 1, "y": 1}, {"x": 1}, 0.5**0.5),
    ],
)
def test_cosine(a: Mapping[str, float], b: Mapping[str, float], expected: float) -> None:
    assert cosine(a, b) == pytest.approx(expected)


def test_shares_sum_to_one_and_leave_out_what_does_not_occur() -> None:
    assert shares({"x": 1, "y": 3, "z": 0}) == {"x": 0.25, "y": 0.75}
    assert shares({}) == shares({"x": 0}) == {}


@given(PROFILES, PROFILES)
def test_cosine_is_symmetric_bounded_and_the_same_for_counts_and_shares(a: dict[str, int], b: dict[str, int]) -> None:
    assert cosine(a, b) == cosine(b, a)
    assert 0.0 <= cosine(a, b) <= 1.0
    assert cosine(shares(a), shares(b)) == pytest.approx(cosine(a, b))
