"""Arguments as models send them."""

import pytest

from common.agent_tools import ArgumentError, clamp, digits, entity_type, search_types


@pytest.mark.parametrize(
    ("value", "expected"),
    [(5, 5), (0, 1), (-3, 1), (12, 10), ("7", 7), ("many", 4), (None, 4), (2.9, 2), (float("inf"), 4), ("", 4), ([], 4), (True, 1)],
)
def test_numbers_are_moved_into_their_range(value: object, expected: int) -> None:
    assert clamp(value, 1, 10, 4) == expected


@pytest.mark.parametrize("value", ["artist", "ARTIST", " Label ", "genre", "style"])
def test_types_may_be_written_in_any_case(value: str) -> None:
    assert entity_type(value) == value.strip().lower()


@pytest.mark.parametrize("value", ["banana", "", "release"])
def test_an_unknown_type_is_told_with_the_known_ones(value: str) -> None:
    with pytest.raises(ArgumentError, match=f"Invalid from_type: {value}. Must be one of: artist, genre, label, style"):
        entity_type(value, "from_type")


def test_search_types_are_a_list_without_repetitions() -> None:
    assert search_types(" Artist,label,,artist ") == "artist,label"
    assert search_types("") == ""
    with pytest.raises(ArgumentError, match=r"Invalid type\(s\): x, y\. Valid: artist"):
        search_types("artist,x,y")


@pytest.mark.parametrize("value", ["1", 41, " 007 "])
def test_ids_are_digits(value: str | int) -> None:
    assert digits(value, "artist_id") == str(value).strip()


@pytest.mark.parametrize("value", ["abc", "", "../x", "1;2", "-1", "١", "1.0"])
def test_what_is_no_id_is_refused(value: str) -> None:
    with pytest.raises(ArgumentError, match="Invalid artist_id: must be a numeric string"):
        digits(value, "artist_id")
