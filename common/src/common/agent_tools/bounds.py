"""Answers of bounded size: a model reads a page, not a discography."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
import json
from typing import Any, Final

from common.agent_tools.arguments import ArgumentError


MAX_ANSWER_CHARS: Final = 24_000
"""About 6,000 tokens of JSON."""
MAX_TEXT_CHARS: Final = 4_000
"""Longest single text: profiles and notes are cut there."""
LEAST_TEXT_CHARS: Final = 125
"""Texts are not cut below this, whatever an answer weighs."""
MAX_LABEL_CHARS: Final = 300
"""A text that says which entity an answer is about, not what is to be said of it, is no longer."""


def bounded(answer: Mapping[str, Any], *, max_chars: int = MAX_ANSWER_CHARS) -> dict[str, Any]:
    """The answer, cut where it is too long, with a field `truncated` that says what was cut.

    Lists of the same place (`genres`, or `genres.*.styles`: the styles of each genre) are cut alike, always those next that hold most text
    themselves: all genres with their first styles say more than one genre whole. When every list has one entry left, texts are cut.
    `truncated` maps the place of lists to `{"shown": n, "of": m}`, of the longest one there.
    """
    cut: dict[str, Any] = _copy(answer, MAX_TEXT_CHARS)
    truncated: dict[str, dict[str, int]] = {}
    text_chars = MAX_TEXT_CHARS
    while _size(cut) > max_chars:
        place, lists = _heaviest(cut)
        longest = max(map(len, lists), default=0)
        if longest > 1:
            shown = longest // 2
            truncated.setdefault(place, {"shown": 0, "of": longest})["shown"] = shown
            for items in lists:
                del items[shown:]
        elif text_chars > LEAST_TEXT_CHARS:
            text_chars //= 2
            cut = _copy(cut, text_chars)
        else:
            break
    return cut | {"truncated": truncated} if truncated else cut


def part(answer: Mapping[str, Any], place: str, offset: int) -> dict[str, Any]:
    """One list of an answer from an entry on, where it was (`tracks`, `genres.0.styles`), beside the short texts and numbers that name its entity.

    Raises:
        ArgumentError: no such list; the text names those there are.
    """
    found: Any = answer
    for step in place.split("."):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isascii() and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            found = None
    if not isinstance(found, list):
        known = ", ".join(sorted({where for where, _ in _lists(answer)})) or "none"
        raise ArgumentError(f"Invalid section: {place}. Lists of this answer: {known} (a number for each *)")
    names = {
        key: entry for key, entry in answer.items() if isinstance(entry, int | float) or (isinstance(entry, str) and len(entry) <= MAX_LABEL_CHARS)
    }
    return names | {place: found[offset:]}


def _heaviest(answer: Mapping[str, Any]) -> tuple[str, list[list[Any]]]:
    """The place whose lists hold most text, what lists within them hold not counted, among those that can be cut."""
    places: defaultdict[str, list[list[Any]]] = defaultdict(list)
    for where, items in _lists(answer):
        places[where].append(items)
    candidates = ((where, lists) for where, lists in places.items() if any(len(items) > 1 for items in lists))
    return max(candidates, key=lambda found: sum(map(_own_size, found[1])), default=("", []))


def _lists(value: Any, where: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Every list with its place; entries of a list are `*`."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _lists(entry, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        yield where, value
        for entry in value:
            yield from _lists(entry, f"{where}.*")


def _copy(value: Any, text_chars: int) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(entry, text_chars) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_copy(entry, text_chars) for entry in value]
    if isinstance(value, str) and len(value) > text_chars:
        return value[:text_chars] + "…"
    return value


def _own_size(items: list[Any]) -> int:
    return _size(items) - sum(_size(inner) for entry in items for inner in _outermost(entry))


def _outermost(value: Any) -> Iterator[list[Any]]:
    """Lists within a value that are in no other one of them."""
    if isinstance(value, list):
        yield value
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from _outermost(entry)


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))
