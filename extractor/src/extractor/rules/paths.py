"""Values at a dotted path of a record.

At each step only objects are entered and arrays are expanded. Text stays, numbers become text, null the empty text; anything else is
no value.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final


type Values = Callable[[dict[str, Any]], Iterable[str]]

_ABSENT: Final = object()


def nodes_at(record: Any, keys: tuple[str, ...]) -> list[Any]:
    """Whatever is found at the path: also objects, booleans and null; arrays are expanded to the end."""
    nodes = [record]
    for key in keys:
        nodes = [found for node in nodes if isinstance(node, dict) and (found := node.get(key, _ABSENT)) is not _ABSENT]
        nodes = _expanded(nodes)
    return nodes


def _expanded(nodes: list[Any]) -> list[Any]:
    if not any(isinstance(node, list) for node in nodes):
        return nodes
    return [item for node in nodes for item in (_expanded(node) if isinstance(node, list) else (node,))]


def as_text(node: Any) -> str | None:
    """The text that rules see of a node, `None` where they see nothing."""
    if isinstance(node, str):
        return node
    if node is None:
        return ""
    if isinstance(node, int | float) and not isinstance(node, bool):
        return str(node)
    return None


def values_at(path: str) -> Values:
    """Reader of a path's values; quick where the path has one or two steps and ends in text or a list of text."""
    keys = tuple(path.split("."))

    def any_depth(record: dict[str, Any]) -> Iterable[str]:
        return [text for node in nodes_at(record, keys) if (text := as_text(node)) is not None]

    def top_level(record: dict[str, Any]) -> Iterable[str]:
        value = record.get(keys[0], _ABSENT)
        if value is _ABSENT:
            return ()
        return (value,) if type(value) is str else any_depth(record)

    def second_level(record: dict[str, Any]) -> Iterable[str]:
        parent = record.get(keys[0])
        if parent is None:
            return ()
        if type(parent) is dict:
            value = parent.get(keys[1], _ABSENT)
            if type(value) is str:
                return (value,)
        return any_depth(record)

    return {1: top_level, 2: second_level}.get(len(keys), any_depth)
