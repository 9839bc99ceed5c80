"""Answers of bounded size: a model reads a page, not a discography."""

from collections.abc import Mapping
import json
from typing import Any, Final


MAX_ANSWER_CHARS: Final = 24_000
"""About 6,000 tokens of JSON."""
MAX_TEXT_CHARS: Final = 4_000
"""Longest single text: profiles and notes are cut there."""
FEWEST_ITEMS: Final = 1


def bounded(answer: Mapping[str, Any], *, max_chars: int = MAX_ANSWER_CHARS) -> dict[str, Any]:
    """The answer, cut where it is too long, with a field `truncated` that says what was cut.

    Long texts are cut first; then the list that holds most text is halved until all fits. `truncated` maps the path of a list to
    `{"shown": n, "of": m}`; a caller that may page asks again with `offset` or a smaller `limit`.
    """
    cut: dict[str, Any] = _copy(answer)
    truncated: dict[str, dict[str, int]] = {}
    while _size(cut) > max_chars:
        path, items = max(_lists(cut), key=lambda found: _size(found[1]), default=("", []))
        if len(items) <= FEWEST_ITEMS:
            break
        told = truncated.setdefault(path, {"shown": 0, "of": len(items)})
        del items[max(FEWEST_ITEMS, len(items) // 2) :]
        told["shown"] = len(items)
    return cut | {"truncated": truncated} if truncated else cut


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_copy(entry) for entry in value]
    if isinstance(value, str) and len(value) > MAX_TEXT_CHARS:
        return value[:MAX_TEXT_CHARS] + "…"
    return value


def _lists(value: Any, path: str = "") -> list[tuple[str, list[Any]]]:
    """Lists that stand in mappings, not those inside of lists: the outermost one is what a caller can page."""
    if not isinstance(value, Mapping):
        return []
    found: list[tuple[str, list[Any]]] = []
    for key, entry in value.items():
        where = f"{path}.{key}" if path else str(key)
        if isinstance(entry, list):
            found.append((where, entry))
        else:
            found += _lists(entry, where)
    return found


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))
