"""How far an import is, from counts alone: rates, time left, the lines that people read."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from common.domain.data_types import TYPES_OF, Source


WINDOW_S: Final = 15.0
"""Rates are over so many seconds: short enough to follow a change, long enough not to jump with every batch."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Counts of one source's import at one moment.

    Attributes:
        published: Records the extractor has handed over, by type.
        seen: Records each consumer has in its store, by type.
        fraction: How much of the dumps is read, 0 to 1; `None` before that is known.
    """

    at_s: float
    published: Mapping[str, int]
    seen: Mapping[str, Mapping[str, int]]
    fraction: float | None

    @property
    def total_published(self) -> int:
        """Records handed over."""
        return sum(self.published.values())

    @property
    def total_stored(self) -> int:
        """Records that every consumer has: the slowest one's count."""
        return min((sum(counts.values()) for counts in self.seen.values()), default=0)


@dataclass(frozen=True, slots=True)
class Line:
    """One type's progress."""

    data_type: str
    published: int
    seen: Mapping[str, int]


@dataclass(slots=True)
class Track:
    """Snapshots of one source's import over the last seconds."""

    source: Source
    history: deque[Snapshot] = field(default_factory=deque)

    def add(self, snapshot: Snapshot) -> None:
        """Take a snapshot in; what is older than the window goes, but for the one that the window starts from."""
        self.history.append(snapshot)
        while len(self.history) > 2 and self.history[1].at_s <= snapshot.at_s - WINDOW_S:
            self.history.popleft()

    @property
    def latest(self) -> Snapshot | None:
        """The last snapshot."""
        return self.history[-1] if self.history else None

    @property
    def rate(self) -> float:
        """Records a second that became stored by every consumer."""
        if len(self.history) < 2:
            return 0.0
        first, last = self.history[0], self.history[-1]
        span = last.at_s - first.at_s
        return (last.total_stored - first.total_stored) / span if span > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time until everything is stored, at the present rate; `None` while nothing can be said."""
        last = self.latest
        if last is None or last.fraction is None or last.fraction <= 0 or self.rate <= 0:
            return None
        expected = last.total_published / min(1.0, last.fraction)
        return max(0.0, expected - last.total_stored) / self.rate

    def lines(self) -> list[Line]:
        """A line a type, in the order the types have everywhere."""
        last = self.latest
        if last is None:
            return []
        return [
            Line(kind, last.published.get(kind, 0), {consumer: counts.get(kind, 0) for consumer, counts in last.seen.items()})
            for kind in (each.value for each in TYPES_OF[self.source])
        ]

    def summary(self) -> str:
        """Everything in one line, for logs and pipes."""
        last = self.latest
        if last is None:
            return f"{self.source}: starting"
        left = self.seconds_left
        return f"{self.source}: {last.total_published:,} read, {last.total_stored:,} in the stores, {self.rate:,.0f} records/s" + (
            f", about {duration(left)} left" if left is not None else ""
        )


def duration(seconds: float) -> str:
    """`8 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
