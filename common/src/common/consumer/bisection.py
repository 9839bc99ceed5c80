"""Which part of a batch to write next, after a success, a bad record or a wait. Pure.

A batch that fails for its data is halved until the bad record is alone: `log2(size)` more writes for each bad record, and every
good neighbour is written.
"""

from collections.abc import Mapping
from typing import Final


SYSTEMATIC: Final = 50
"""Consecutive distinct records, all of the batch among them, that fail with one class of error: then it is not the data."""


class Bisection:
    """Progress of one batch. `part` is the half-open range to write next, `None` when all are written or rejected."""

    __slots__ = ("_open", "_rejected", "_size")

    def __init__(self, size: int) -> None:
        self._size = size
        self._open = [(0, size)] if size else []
        self._rejected: dict[int, str] = {}

    @property
    def part(self) -> tuple[int, int] | None:
        """Half-open range of items to write next."""
        return self._open[-1] if self._open else None

    @property
    def rejected(self) -> Mapping[int, str]:
        """Reason by index of the batch, so far."""
        return self._rejected

    @property
    def is_total_loss(self) -> bool:
        """Whether not one record of the batch could be written."""
        return not self._open and len(self._rejected) == self._size > 0

    def written(self, rejected: Mapping[int, str]) -> None:
        """The part is committed, but for what the writer itself rejected (indexes within the part)."""
        start, _ = self._open.pop()
        for index, reason in rejected.items():
            self._rejected[start + index] = reason

    def failed(self, reason: str) -> bool:
        """The part holds a bad record: halve it, or reject it when it is alone. Says whether it was alone."""
        start, stop = self._open[-1]
        if stop - start > 1:
            self.split()
            return False
        self._open.pop()
        self._rejected[start] = reason
        return True

    def split(self) -> None:
        """Write the part in two, the first half first: a store that cannot take it whole may take it so."""
        start, stop = self._open.pop()
        middle = start + (stop - start + 1) // 2
        if middle < stop:
            self._open.append((middle, stop))
        self._open.append((start, middle))


class FailureStreak:
    """Single records that failed one after the other with the same class of error, over batches of one type."""

    __slots__ = ("_error_class", "_ids")

    def __init__(self) -> None:
        self._error_class = ""
        self._ids: set[str] = set()

    def add(self, record_id: str, error_class: str) -> None:
        """One more record failed alone."""
        if error_class != self._error_class:
            self._error_class = error_class
            self._ids.clear()
        self._ids.add(record_id)

    def reset(self) -> None:
        """Something was written."""
        self._ids.clear()

    @property
    def is_systematic(self) -> bool:
        """Whether the records can hardly be at fault any more."""
        return len(self._ids) >= SYSTEMATIC
