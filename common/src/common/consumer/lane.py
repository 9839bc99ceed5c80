"""What the engine knows of one record type: its queue in memory, its pace, its counters."""

import asyncio
from collections import deque
from dataclasses import dataclass, field, replace
from enum import StrEnum
import time
from typing import Final

from common.consumer.bisection import FailureStreak
from common.consumer.pending import Pace, Pending
from common.domain.data_types import DataType
from common.runtime.metrics import Distribution


RATE_WINDOW_S: Final = 30.0
DURATIONS_KEPT: Final = 200
SMALLEST_SIZE: Final = 10
BATCH_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)
"""Bounds in seconds of the times that batches take."""


class Cause(StrEnum):
    """Why a write is tried again."""

    OUTAGE = "outage"  # the store does not answer: waited for
    CONFLICT = "conflict"  # it does: a deadlock, say, tried again at once
    STUBBORN = "stubborn"  # it answers and fails again and again: tried after longer and longer waits


@dataclass(slots=True)
class Lane:
    """One type. Counters only grow, and are read by the health thread.

    `received` counts records taken into memory (redelivered ones again), `written` records that a commit covers, unchanged ones
    among them, `rejected` deliveries sent to the dead-letter queue.
    """

    data_type: DataType
    full_pace: Pace
    pace: Pace = field(init=False)
    pending: Pending = field(default_factory=Pending)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    streak: FailureStreak = field(default_factory=FailureStreak)
    takings: int = 0  # taken from the queue and not settled: one that is written, one ahead
    in_flight: int = 0
    in_flight_bytes: int = 0
    received: int = 0
    written: int = 0
    unchanged: int = 0
    rejected: int = 0
    batches: int = 0
    retries: dict[Cause, int] = field(default_factory=lambda: dict.fromkeys(Cause, 0))
    last_message_at: float = 0.0  # seconds since 1970, for health
    last_commit_at: float = 0.0
    waiting_since: float | None = None  # monotonic: something is in memory, and nothing was committed since
    is_completed: bool = False
    newest_run: int = 0
    batch_seconds: Distribution = field(default_factory=lambda: Distribution(BATCH_BUCKETS))
    durations_ms: deque[float] = field(default_factory=lambda: deque(maxlen=DURATIONS_KEPT))
    commits: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=2_000))

    def __post_init__(self) -> None:
        self.pace = self.full_pace

    @property
    def is_idle(self) -> bool:
        """Nothing in memory."""
        return not self.in_flight and not self.pending

    def committed(self, written: int, unchanged: int, duration_s: float) -> bool:
        """Count a commit. Says whether the batch size grew back a step."""
        now = time.time()
        self.written += written + unchanged
        self.unchanged += unchanged
        self.batches += 1
        self.last_commit_at = now
        self.waiting_since = time.monotonic()
        self.batch_seconds.observe(duration_s)
        self.durations_ms.append(duration_s * 1000)
        self.commits.append((now, written + unchanged))
        if self.pace.size >= self.full_pace.size:
            return False
        size = min(self.full_pace.size, self.pace.size + max(10, self.pace.size // 10))
        self.pace = replace(self.pace, size=size)
        return True

    def shrink(self) -> bool:
        """Halve the batch size after a transient fault of a store that is up: less to lock, less memory. Says whether it could."""
        floor = min(SMALLEST_SIZE, self.full_pace.size)
        size = max(floor, self.pace.size // 2)
        changed = size < self.pace.size
        self.pace = replace(self.pace, size=size)
        return changed

    def rate(self) -> float:
        """Records a second over the last half minute."""
        since = time.time() - RATE_WINDOW_S
        return sum(count for at, count in tuple(self.commits) if at >= since) / RATE_WINDOW_S

    def batch_p95_ms(self) -> float:
        """Time of a write that 95 of 100 recent ones did not exceed."""
        durations = sorted(self.durations_ms.copy())
        return durations[min(len(durations) - 1, int(len(durations) * 0.95))] if durations else 0.0
