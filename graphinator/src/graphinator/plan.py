"""What a plan is made of: statements with their parameters, and edges grouped by the node at their far end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from common.stores.statement import Cypher


type Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a batch's transaction.

    `seen` records are new to the run because of it; with `counts_seen` the statement's one row says how many more.
    """

    query: Cypher
    parameters: Mapping[str, Any]
    counts_seen: bool = False
    seen: int = 0


class FarEnds:
    """Edges of one kind in one batch, grouped by their far end.

    A far end (an artist, a genre) is usually shared by many records of a batch. Grouped, it is looked up once, and because groups go
    in key order, concurrent writers take their locks in the same order.
    """

    __slots__ = ("_names", "_near")

    def __init__(self) -> None:
        self._near: dict[str, list[Any]] = {}
        self._names: dict[str, str] = {}

    def add(self, key: str, near: object, name: str | None = None) -> None:
        """One edge between `near` and the node `key`; `name` is given to that node should it be created by this."""
        self._near.setdefault(key, []).append(near)
        if name:
            self._names.setdefault(key, name)

    def add_all(self, ends: Mapping[str, str | None], near: object) -> None:
        """Edges between `near` and every key of `ends`, whose values are names."""
        for key, name in ends.items():
            self.add(key, near, name)

    def rows(self) -> list[Row]:
        """`{key, name, near}` by key; `name` is absent when no reference had one."""
        return [
            {"key": key, "near": self._near[key], "name": self._names[key]} if key in self._names else {"key": key, "near": self._near[key]}
            for key in sorted(self._near)
        ]


def texts(values: Iterable[str | None] | None) -> list[str]:
    """Non-empty texts, each once, in order."""
    return list(dict.fromkeys(value for value in values or () if value))
