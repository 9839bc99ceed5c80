"""The search for a path as a tool."""

from collections.abc import Mapping
from typing import Any

import pytest

from common.agent_tools import ArgumentError, End, find_path


KNOWN = {("artist", "311"): "9", ("artist", "Nickel Canyon"): "4711", ("genre", "Jazz"): "Jazz"}


async def _resolve(kind: str, key: str) -> str | None:
    return KNOWN.get((kind, key))


class Asked:
    """A path function that keeps what it was asked."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.answer = answer
        self.asked: list[tuple[End, End, int]] = []

    async def __call__(self, start: End, end: End, depth: int) -> Mapping[str, Any]:
        """The prepared answer."""
        self.asked.append((start, end, depth))
        return self.answer


async def test_names_are_resolved_and_the_depth_is_clamped() -> None:
    path = Asked({"found": True, "length": 2, "path": []})

    answer = await find_path(_resolve, path, End("311", "Artist"), End("Jazz", "genre"), 12)

    assert answer["found"]
    assert path.asked == [(End("9", "artist"), End("Jazz", "genre"), 10)]


async def test_an_unknown_end_is_said_and_nothing_is_searched() -> None:
    path = Asked({})
    assert await find_path(_resolve, path, End("Nobody"), End("311")) == {"error": "artist 'Nobody' not found"}
    assert not path.asked


async def test_no_path_is_said_in_words() -> None:
    answer = await find_path(_resolve, Asked({"found": False, "length": None, "path": []}), End("311"), End("Nickel Canyon"))
    assert answer["error"] == "No path found between the specified entities"


async def test_an_unknown_type_names_its_argument() -> None:
    with pytest.raises(ArgumentError, match="Invalid to_type: banana"):
        await find_path(_resolve, Asked({}), End("311"), End("x", "banana"))
