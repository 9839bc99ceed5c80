"""How long to wait before the next attempt."""

from collections.abc import Callable
from dataclasses import dataclass
import random as _random


@dataclass(frozen=True, slots=True)
class Backoff:
    """Growing waits: `initial`, times `factor` each time, never above `maximum`, all in seconds.

    `jitter` adds up to that fraction on top, so that processes which failed together do not return together;
    `random` gives numbers in [0, 1) and is an argument for the sake of tests.
    """

    initial: float
    factor: float = 2.0
    maximum: float = 30.0
    jitter: float = 0.25
    random: Callable[[], float] = _random.random

    def delay(self, attempt: int) -> float:
        """Seconds to wait after failure number `attempt`, counted from 0."""
        delay = self.initial
        # Multiplied step by step and stopped at the bound: `factor ** attempt` overflows a float after a long outage.
        for _ in range(attempt):
            if delay >= self.maximum:
                break
            delay *= self.factor
        return min(delay, self.maximum) * (1 + self.jitter * self.random())
