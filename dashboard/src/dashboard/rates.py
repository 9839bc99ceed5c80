"""How fast counts grow. Pure."""

from collections import deque
from collections.abc import Mapping
from typing import Final


RATE_WINDOW_S: Final = 30.0


class RateMeter:
    """How fast counts grow, over the last half minute.

    Args:
        may_fall: Whether a count may fall; else one that does begins anew.
    """

    def __init__(self, *, window_s: float = RATE_WINDOW_S, may_fall: bool = False) -> None:
        self._window_s = window_s
        self._may_fall = may_fall
        self._counts: deque[tuple[float, Mapping[str, int]]] = deque()

    def rates(self, counts: Mapping[str, int], now: float) -> dict[str, float]:
        """Take note of counts at a (monotonic) time, and tell how fast each grows."""
        if not self._may_fall and self._counts and any(counts.get(name, 0) < count for name, count in self._counts[-1][1].items()):
            self._counts.clear()
        self._counts.append((now, dict(counts)))
        while len(self._counts) > 2 and now - self._counts[1][0] >= self._window_s:
            self._counts.popleft()
        since, first = self._counts[0]
        seconds = now - since
        return {name: (count - first.get(name, 0)) / seconds if seconds > 0 else 0.0 for name, count in counts.items()}
