"""Orders of releases."""

from typing import Any

import pytest

from api.entities.order import ReleaseSort, VersionSort, field_of, in_order


@pytest.mark.parametrize(
    ("keys", "sort", "expected"),
    [
        ([("2", 1990), ("1", 1990), ("3", None), ("4", 1980)], ReleaseSort.YEAR, ["4", "1", "2", "3"]),
        ([("2", 1990), ("1", 1990), ("3", None), ("4", 1980)], ReleaseSort.YEAR_DESC, ["1", "2", "4", "3"]),
        ([("1", "WARP 10"), ("2", "warp 9"), ("3", "")], ReleaseSort.CATNO, ["2", "1", "3"]),
        ([("1", "10 CC"), ("2", "A"), ("3", "9")], ReleaseSort.TITLE, ["3", "1", "2"]),
        ([("1", 22.4), ("2", 60.5), ("3", 0.0)], VersionSort.RARITY_DESC, ["2", "1", "3"]),
        ([("10", "a"), ("9", "A")], VersionSort.TITLE_DESC, ["10", "9"]),
        ([], VersionSort.YEAR, []),
    ],
)
def test_in_order(keys: list[tuple[str, Any]], sort: ReleaseSort | VersionSort, expected: list[str]) -> None:
    assert in_order(keys, sort) == expected


def test_field_of() -> None:
    assert (field_of(VersionSort.RARITY_DESC), field_of(VersionSort.RARITY)) == ("rarity", "rarity")
